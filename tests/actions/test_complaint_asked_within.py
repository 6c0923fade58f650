"""Questions about complaining within the form: answered, no choice, and no part of the story."""

import pytest

from actions import complaint_talk
from actions.complaint_calls import asks_hotline, asks_of_lost_code, asks_whether_called
from actions.complaint_hotline import replies_to
from actions.complaint_naming import asks_who_reads
from actions.complaint_phrases import ends_asking
from actions.complaint_sent import Talk, Wish, wish_in
from actions.complaint_worries import Topic, topics_in
from actions.services import services
from complaints import drafts
from complaints.drafts import Field
from contract.outcomes import Outcome
from tests.actions.test_complaint_form import WHAT, Dialogue
from tests.actions.test_complaint_talk import act

pytestmark = pytest.mark.django_db
STORY = "Cán bộ hộ tịch quát tôi và đòi thêm giấy không có trong danh sách"


def say(name):
    return services().sentences.say(f"complaint_{name}")


def told(field):
    return drafts.load("c").words.get(field)


@pytest.fixture
def asked_for_name():
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(WHAT, "complain")
    for words in ("Một cửa phường Phú Lợi", "hôm qua"):
        dialogue.say(words)
    dialogue.say("chị đeo kính ở quầy 3", "nlu_fallback")
    dialogue.say("", "skip")
    assert dialogue.step == "anonymous"
    return dialogue


@pytest.mark.parametrize(
    ("words", "intent", "sentence"),
    [
        ("thế ẩn danh thì có ai gọi lại cho bác không cháu", "go_anonymous", "anonymous_answered"),
        ("an danh thi ho co tra loi minh khong ban", "go_anonymous", "anonymous_answered"),
        ("ghi tên thì thằng Hùng có biết không?", "ask", "naming"),
        ("ghi ten toi thi ba Lan co doc duoc hong", "go_named", "naming"),
        ("nếu để tên thì có bị gì không con", "go_named", "naming"),
    ],
)
def test_a_question_about_the_choice_is_no_choice(asked_for_name, words, intent, sentence):
    said = asked_for_name.say(words, intent)
    assert said[0].text == say(sentence)
    assert asked_for_name.step == "anonymous"
    assert told(Field.ANONYMOUS) is None
    assert told(Field.WHAT) == WHAT


@pytest.mark.parametrize(
    "words",
    [
        "ghi tên đi, Lê Thị Mẫu 0900000456. mà ông Tài đó có thấy tên e k?",
        "để tên tôi Lê Thị Mẫu, 0900000456, mà cái cô ở quầy đó có biết không con",
    ],
)
def test_a_choice_is_taken_and_the_question_beside_it_answered(asked_for_name, words):
    said = asked_for_name.say(words, "inform")
    assert any(reply.text == say("naming") for reply in said)
    assert told(Field.ANONYMOUS) == "named"
    assert "Lê Thị Mẫu" in told(Field.CONTACT)
    assert "0900000456" in told(Field.CONTACT)
    assert told(Field.WHAT) == WHAT
    assert asked_for_name.step == "confirm"


@pytest.mark.parametrize(
    "words",
    [
        "có số điện thoại nào cô gọi thẳng không con",
        "số điện thoại gọi cho ai hả con, cô hỏi số đường dây nóng ấy",
        "cho xin hotline di",
        "duong day nong so may vay",
    ],
)
@pytest.mark.parametrize("intent", ["talk_to_staff", "nlu_fallback", "inform"])
def test_who_asks_for_a_number_is_told_what_is_known_and_the_form_stays(
    asked_for_name, words, intent
):
    said = asked_for_name.say(words, intent)
    assert [reply.text for reply in said[:-1]] == [say("hotline")]
    assert asked_for_name.step == "anonymous"
    assert told(Field.WHAT) == WHAT


def test_a_person_is_kept_and_the_number_asked_beside_it_answered():
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(WHAT, "complain")
    dialogue.say("Một cửa phường Phú Lợi")
    dialogue.say("hôm qua")
    said = dialogue.say(
        "cậu ấy tên Phúc, áo trắng. Mà có số nào cô gọi thẳng đường dây nóng không con, cô gõ chậm",
        "nlu_fallback",
    )
    assert said[0].text == say("hotline")
    assert told(Field.WHO) == "cậu ấy tên Phúc, áo trắng"
    assert told(Field.WHAT) == WHAT


@pytest.mark.parametrize("talk", [Talk.ASKED, Talk.SENT, None])
def test_outside_the_form_it_is_no_wish_to_meet_staff(talk):
    from actions.converse import Converse

    done = act(Converse(), "đường dây nóng số mấy vậy con", "talk_to_staff", talk)
    assert [reply.meta.outcome for reply in done.replies] == [Outcome.COMPLAINT_STATUS]


@pytest.mark.parametrize(
    "words",
    [
        "tôi gọi đường dây nóng mấy lần không ai nghe máy",
        "cán bộ đòi xin số điện thoại của tôi làm gì không biết",
        "số điện thoại tôi là 0900000123",
    ],
)
def test_a_story_about_a_number_asks_for_none(words):
    assert not asks_hotline(words)


def test_of_a_record_that_has_it_the_numbers_are_told(monkeypatch, serve, snapshot):
    from actions import complaint_hotline

    serve(snapshot)
    monkeypatch.setattr(complaint_hotline, "RULE", snapshot.entries[0].key)
    monkeypatch.setattr(complaint_hotline, "services", lambda: _Serving(snapshot))
    said = replies_to(["hotline", "naming"])
    assert say("hotline") not in [reply.text for reply in said]
    assert said[-1].text == say("naming")


class _Serving:
    def __init__(self, snapshot):
        self._snapshot = snapshot

    def answerer(self):
        from knowledge_base.retrieval.answerer import Answerer

        return Answerer(self._snapshot, services().sentences)


@pytest.mark.parametrize("talk", [Talk.SENT, Talk.FOLLOWED])
@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("bao lâu thì có người gọi tôi, mà lỡ quên cái mã thì sao", ("when", "code_lost")),
        ("chung nao ho goi lai, lo lam mat ma roi sao", ("when", "code_lost")),
        (
            "thằng Hùng nó có xem được cái này không, nó mà trù dập tôi thì sao",
            ("reprisal", "naming"),
        ),
        ("cai ong quay 2 do co doc duoc khong? ong ay lam kho em thi sao", ("reprisal", "naming")),
        ("minh lo lam mat ma roi thi lam sao coi", ("code_lost",)),
        ("vay ai la nguoi doc? co ong chu tich phuong doc ko", ("naming",)),
    ],
)
def test_after_it_was_sent_every_question_is_answered(talk, words, topics):
    from actions.answer import AnswerQuestion

    done = act(AnswerQuestion(), words, "ask", talk)
    names = ["when_answered_sent" if name == "when" else name for name in topics]
    (said,) = done.replies
    assert said.text == "\n".join(say(name) for name in names)
    assert "/complain" not in [button.payload for button in said.buttons]
    assert done.slots == {complaint_talk.SLOT: talk.value}


@pytest.mark.parametrize(
    ("words", "helped"),
    [
        ("thế ông không bấm được điện thoại, con xóa giùm ông được không", True),
        ("toi mat kem, xoa giup toi duoc ko", True),
        ("hủy luôn cái đó đi", False),
    ],
)
def test_who_can_not_withdraw_it_alone_is_told_who_may_help(words, helped):
    from actions.answer import AnswerQuestion

    (said,) = act(AnswerQuestion(), words, "ask_facet", Talk.FOLLOWED).replies
    assert say("sent_withdraw") in said.text
    assert (say("sent_withdraw_help") in said.text) is helped


@pytest.mark.parametrize("words", ["xóa giùm tôi sổ hộ khẩu cũ", "xóa đăng ký thường trú giùm em"])
def test_something_else_to_be_deleted_is_no_complaint(words):
    assert wish_in(words, "ask", Talk.SENT) is not Wish.WITHDRAW


@pytest.mark.parametrize(
    "words",
    [
        "chị ấy nói anh không biết chữ hả",
        "cán bộ bảo tôi có biết đọc không",
        "bác có xem lại được không cháu",
        "cho anh chị xem lại được không",
        "ông ấy có nhận hồ sơ của tôi không",
    ],
)
def test_who_reads_is_not_asked_by_a_story_or_of_oneself(words):
    assert not asks_who_reads(words)


def test_how_a_question_ends_whomever_it_is_put_to():
    assert ends_asking("được không cháu")
    assert ends_asking("duoc khong con oi")
    assert not ends_asking("bác không có mã")
    assert not ends_asking("cửa thì không còn")


def test_a_dossier_code_is_no_code_of_a_complaint():
    assert asks_of_lost_code("lỡ mất mã thì sao")
    assert not asks_of_lost_code("lỡ mất mã hồ sơ thì sao")
    assert not asks_whether_called("cán bộ gọi tôi lên mắng")
    assert topics_in("lỡ mất mã thì sao") == ()
    assert topics_in("lỡ mất mã thì sao", talked=True) == (Topic.CODE_LOST,)


@pytest.mark.parametrize(
    "question",
    ["giờ tôi đưa tiền vậy có bị tội không?", "gio minh co bi phat ko", "tôi phải làm sao?"],
)
def test_a_question_at_the_end_of_a_story_is_answered_honestly(question):
    dialogue = Dialogue()
    dialogue.start()
    said = dialogue.say(f"{STORY}. {question}", "ask")
    assert told(Field.WHAT) == f"{STORY}."
    assert say("no_record") in [reply.text for reply in said]
    assert dialogue.step == "office"


@pytest.mark.parametrize("rhetoric", ["Làm việc vậy coi được không?", "Sao lại đối xử như vậy?"])
def test_what_is_asked_only_to_complain_is_part_of_the_story(rhetoric):
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(f"{STORY}. {rhetoric}", "complain")
    assert rhetoric in told(Field.WHAT)


@pytest.mark.parametrize(
    "words", ["tôi sợ ghi tên thì bị làm khó dễ", "em so de ten roi ho ghim", "không dám ghi tên"]
)
@pytest.mark.parametrize("asked", ["who", "anonymous"])
def test_who_fears_to_be_named_is_not_named(asked_for_name, words, asked):
    asked_for_name.asked = f"complaint_{asked}"
    before = told(Field.WHO)
    asked_for_name.say(words, "inform")
    assert told(Field.ANONYMOUS) == "anonymous"
    assert told(Field.WHO) == before


@pytest.mark.parametrize(
    "words",
    [
        "sao họ thấy tôi nghèo mà coi thường tôi hả",
        "ông ấy thấy tôi già mà còn bắt đi lại ba lần có được không",
    ],
)
def test_a_reproach_asks_nothing_about_names(words):
    assert topics_in(words, talked=True) == ()
