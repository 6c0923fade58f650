import json

import pytest
from asgiref.sync import async_to_sync

from actions.complaint_replies import status_button
from actions.complaint_status import ComplaintStatus
from actions.turn import Turn
from complaints import codes, drafts, filing, guessing
from complaints.drafts import Field
from contract.outcomes import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def code():
    drafts.start("somebody")
    drafts.put("somebody", Field.WHAT, "Cán bộ quát tôi ở quầy")
    return filing.file("somebody", "đồng ý").code


def ask(text, conversation="c", **entities):
    turn = Turn(conversation=conversation, text=text, intent="complaint_status", entities=entities)
    (reply,) = async_to_sync(ComplaintStatus().act)(turn).replies
    assert reply.meta.outcome == Outcome.COMPLAINT_STATUS
    return reply.text


@pytest.mark.parametrize(
    "typed", ["{}", "mã {} tới đâu rồi?", "{} ", "phan anh cua toi: {} sao roi a"]
)
def test_by_code_one_hears_where_it_stands_and_what_comes_next(code, typed):
    for form in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        text = ask(typed.format(form))
        assert code in text
        assert "đã tiếp nhận" in text
        assert "Bước tiếp theo" in text
        assert "quát" not in text


def test_a_button_carries_the_code(code):
    payload = status_button(code, "c").payload
    assert code not in payload
    marked = json.loads(payload.removeprefix("/complaint_status"))
    assert code in ask(payload, **marked)


def test_a_button_of_another_conversation_opens_nothing(code):
    payload = status_button(code, "somebody else").payload
    marked = json.loads(payload.removeprefix("/complaint_status"))
    assert code not in ask(payload, **marked)


def test_a_code_that_the_model_cut_short_is_found_in_the_message(code):
    assert code in ask(f"mã {code}", complaint_code=code[:9])


def test_without_a_code_it_is_asked_for(code):
    assert ask("phản ánh của tôi tới đâu rồi") == ask("/complaint_status")


def test_an_unknown_code_gets_one_neutral_sentence(code):
    assert ask(codes.new_code()) == ask(codes.new_code())
    assert code not in ask(codes.new_code())


def test_a_mistyped_code_is_said_to_be_mistyped(code):
    wrong = code[:-1] + ("1" if code.endswith("0") else "0")
    assert "ký tự" in ask(f"mã {wrong} tới đâu rồi")


def test_whoever_tries_too_many_codes_has_to_wait(code):
    for _ in range(guessing.PER_CONVERSATION):
        assert ask(codes.new_code()) == ask(codes.new_code(), conversation="other")
    assert "15 phút" in ask(codes.new_code())
    assert code not in ask(code)
    assert code in ask(code, conversation="third")
