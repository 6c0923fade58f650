"""What was told before the form came on is taken over; a wish to complain opens it."""

import pytest
from asgiref.sync import async_to_sync

from actions import complaint_earlier, complaint_talk
from actions.answer import AnswerQuestion
from actions.complaint_changes import CancelComplaint
from actions.complaint_sent import Talk
from actions.complaint_submit import SubmitComplaint
from actions.converse import Converse
from actions.turn import Turn
from complaints import drafts
from complaints.drafts import Field
from tests.actions.test_complaint_form import Dialogue
from tests.actions.test_complaint_talk import act

pytestmark = pytest.mark.django_db
BEFORE = "đi làm giấy ở phường mà cô cán bộ ấy quát bác trước mặt bao nhiêu người"


def told(field=Field.WHAT):
    return drafts.load("c").words.get(field)


def keep(words, intent="ask"):
    complaint_earlier.keep(Turn("c", words, intent))


def opens(done):
    return [event["name"] for event in done.events] == ["action_start_complaint"]


@pytest.mark.parametrize(
    ("action", "words", "intent", "talk"),
    [
        (Converse(), "zay gui phan anh giup minh di, an danh nha", "go_anonymous", None),
        (Converse(), "vậy cho tôi gửi phản ánh, đừng ghi tên", "go_anonymous", Talk.ASKED),
        (
            AnswerQuestion(),
            "vay minh ke nha. minh di lam giay khai sinh cho con",
            "ask",
            Talk.ASKED,
        ),
        (AnswerQuestion(), "em muốn phản ánh luôn ạ", "nlu_fallback", Talk.ASKED),
        (SubmitComplaint(), "gửi phản ánh giúp mình đi", "submit_complaint", None),
    ],
)
def test_a_wish_to_complain_opens_the_form_whatever_it_is_taken_for(action, words, intent, talk):
    assert opens(act(action, words, intent, talk))


@pytest.mark.parametrize(
    ("words", "intent", "talk"),
    [
        ("muốn phản ánh thì gửi ở đâu", "ask", Talk.ASKED),
        ("tôi không muốn phản ánh nữa", "ask", Talk.ASKED),
        ("tôi gửi phản ánh hôm qua rồi", "ask", Talk.ASKED),
        ("ẩn danh", "go_anonymous", None),
        ("mình kể nha. hồi đó giấy tờ dễ lắm", "ask", None),
    ],
)
def test_what_only_speaks_of_complaining_opens_nothing(words, intent, talk):
    assert not complaint_earlier.opens(Turn("c", words, intent), talk)


def test_the_story_of_the_message_before_is_taken_over_and_shown():
    keep(BEFORE)
    dialogue = Dialogue()
    said = dialogue.start("zay gui phan anh giup minh di, an danh nha", "go_anonymous")
    assert told() == BEFORE
    assert any(BEFORE in reply.text for reply in said)
    assert told(Field.ANONYMOUS) == "anonymous"
    assert dialogue.step == "office"


def test_what_opens_the_form_goes_on_with_it():
    keep("hôm qua em nộp hồ sơ đăng ký kết hôn")
    dialogue = Dialogue()
    dialogue.start("anh cán bộ nhận xong im luôn")
    assert told() == "hôm qua em nộp hồ sơ đăng ký kết hôn\nanh cán bộ nhận xong im luôn"
    assert told(Field.WHEN) == "hôm qua"


def test_a_button_takes_it_over_too():
    keep(BEFORE)
    Dialogue().start("/complain")
    assert told() == BEFORE


def test_a_beginning_that_was_announced_stands_before_the_rest():
    dialogue = Dialogue()
    dialogue.start("vay minh ke nha. minh di lam giay khai sinh cho con", "ask")
    assert dialogue.step == "what"
    dialogue.say("chị ở quầy hộ tịch nói trống không rồi ném giấy tờ của mình", "ask")
    assert told().startswith("minh di lam giay khai sinh cho con\nchị ở quầy")


def test_what_speaks_of_money_is_asked_about_as_ever():
    keep("chị cán bộ đòi 200 ngàn mới làm giấy khai sinh cho con tôi")
    dialogue = Dialogue()
    dialogue.start("vậy giờ sao đây, mình kể hết rồi đó")
    assert dialogue.step == "path"


@pytest.mark.parametrize(
    "words",
    [
        "làm khai sinh cần giấy tờ gì",
        "cán bộ hộ tịch làm việc thứ bảy không?",
        "tôi muốn phản ánh cán bộ phường",
        "em muốn làm khai sinh cho con",
        "ừ đúng rồi đó",
    ],
)
def test_questions_and_wishes_are_no_story_to_keep(words):
    keep(words)
    assert complaint_earlier.earlier.take("c") == ""


def test_nothing_is_kept_once_it_is_given_up():
    dialogue = Dialogue()
    dialogue.start("vay minh ke nha. minh di lam giay khai sinh cho con", "ask")
    async_to_sync(CancelComplaint().act)(dialogue.turn("hủy", "cancel_complaint"))
    assert complaint_earlier.earlier.take("c") == ""


def test_who_fears_for_their_name_talks_of_complaining_from_then_on():
    done = act(Converse(), "sợ bị lộ tên", "go_anonymous")
    assert done.slots == {complaint_talk.SLOT: Talk.ASKED.value}
    assert [button.payload for button in done.replies[0].buttons] == ["/complain"]


@pytest.mark.parametrize(
    ("words", "story"),
    [
        (
            "vậy em gửi ẩn danh được không ạ, em kể nhé: chị ở quầy nói chuyện cộc lốc",
            "chị ở quầy nói chuyện cộc lốc",
        ),
        (
            "vay toi giau ten duoc khong? toi ke nha, can bo nat toi truoc mat moi nguoi",
            "can bo nat toi truoc mat moi nguoi",
        ),
    ],
)
def test_a_story_announced_behind_a_question_opens_the_form_and_hides_the_name(words, story):
    for action in (Converse(), AnswerQuestion()):
        assert opens(act(action, words, "ask", Talk.ASKED))
    dialogue = Dialogue()
    dialogue.start(words, "ask")
    assert told() == story
    assert told(Field.ANONYMOUS) == "anonymous"
    assert dialogue.step == "office"


def test_who_only_asks_or_tells_somebody_first_is_not_parted():
    assert complaint_earlier.asked_then_told("gửi ẩn danh được không ạ, em hỏi thôi") is None
    told_first = "cán bộ quát tôi có ác không, tôi kể nhé: họ vứt giấy của tôi"
    assert complaint_earlier.asked_then_told(told_first) is None
