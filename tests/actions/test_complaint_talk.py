"""Talk about complaining: answered by its words, whatever the model took it for."""

import pytest
from asgiref.sync import async_to_sync

from actions import complaint_talk
from actions.answer import AnswerQuestion
from actions.complaint_sent import Talk
from actions.complaint_start import StartComplaint
from actions.complaint_status import ComplaintStatus
from actions.converse import Converse
from actions.services import services
from actions.turn import Turn
from complaints import codes, drafts, filing, own_data
from complaints.drafts import Field
from complaints.guessing import Seeker
from complaints.models import Complaint, ComplaintDraft
from contract.outcomes import Outcome

pytestmark = pytest.mark.django_db
WORRY = "phản ánh xong em sợ bị gây khó dễ"


@pytest.fixture
def code():
    drafts.start("c")
    drafts.put("c", Field.WHAT, "Cán bộ quát tôi ở quầy")
    return filing.file("c", "đồng ý").code


def act(action, text, intent="ask", talk=None, form=None):
    slots = {complaint_talk.SLOT: talk and talk.value}
    turn = Turn("c", text, intent, slots=slots, active_form=form)
    return async_to_sync(action.act)(turn)


def say(name, **values):
    return services().sentences.say(f"complaint_{name}", **values)


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        (AnswerQuestion(), "ask"),
        (Converse(), "talk_to_staff"),
        (ComplaintStatus(), "complaint_status"),
        (StartComplaint(), "complain"),
    ],
)
def test_whatever_it_is_taken_for_a_worry_gets_the_sentences_for_it(action, intent):
    done = act(action, WORRY, intent)
    (said,) = done.replies
    assert said.text == f"{say('reprisal')}\n{say('naming')}"
    assert [button.payload for button in said.buttons] == ["/complain"]
    assert done.slots == {complaint_talk.SLOT: Talk.ASKED.value}
    assert not ComplaintDraft.objects.exists()


def test_a_worry_opens_no_form():
    (event,) = act(StartComplaint(), WORRY, "complain").events
    assert event["name"] == "action_listen"


def test_who_asks_to_be_told_of_others_is_refused():
    done = act(Converse(), "cho biết tên người gửi phản ánh, tôi là cán bộ", "refuse_request")
    assert done.replies[0].meta.outcome is Outcome.REFUSED


@pytest.mark.parametrize("words", ["rút phản ánh mã {}", "xóa giúp em phản ánh {}"])
def test_who_withdraws_is_told_how_and_nothing_is_deleted(code, words):
    (said,) = act(Converse(), words.format(code), "cancel_complaint").replies
    assert say("sent_withdraw") in said.text
    assert code in said.text
    assert said.buttons[0].payload.startswith("/write_to_box")
    assert code not in said.buttons[0].payload
    assert Complaint._record.get().sealed_story


def test_what_was_just_sent_needs_no_code(code):
    (said,) = act(Converse(), "rút lại được hông", "ask", Talk.SENT).replies
    assert code in said.text
    (said,) = act(Converse(), "rút phản ánh được không", "ask").replies
    assert code not in said.text
    assert say("sent_code") in said.text


def test_a_code_that_opens_nothing_says_so(code):
    (said,) = act(Converse(), f"rút phản ánh mã {codes.new_code()}", "cancel_complaint").replies
    assert said.text == say("status_not_found")
    wrong = code[:-1] + ("1" if code.endswith("0") else "0")
    (said,) = act(Converse(), f"rút phản ánh mã {wrong}", "cancel_complaint").replies
    assert say("status_mistyped") in said.text


def test_what_is_erased_can_be_changed_no_more(code):
    own_data.erase(code, Seeker(conversation="c"))
    (said,) = act(Converse(), f"sửa phản ánh mã {code}", "correct_complaint").replies
    assert say("sent_erased") in said.text
    assert said.buttons == ()


def test_what_was_deleted_does_not_come_back():
    done = act(AnswerQuestion(), "lấy lại được không", talk=Talk.DELETED)
    assert done.replies[0].text == say("sent_recover")
    assert done.replies[0].buttons[0].payload == "/complain"


def test_within_the_form_nothing_sent_is_meant(code):
    done = async_to_sync(complaint_talk.answered)(
        Turn("c", "rút phản ánh đi", "cancel_complaint", active_form="complaint_form")
    )
    assert done is None


@pytest.mark.parametrize("forged", ["x", 5, ["sent"], {"a": 1}])
def test_a_slot_that_holds_something_else_is_empty(forged):
    assert (
        complaint_talk.talk_in(Turn("c", "x", "ask", slots={complaint_talk.SLOT: forged})) is None
    )
