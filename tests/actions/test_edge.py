"""Whatever happens in an action, the citizen gets an apology and the log gets no words."""

import logging

import pytest

from actions.answer import AnswerQuestion
from actions.edge import EdgeAction
from actions.turn import Turn
from contract.outcomes import Outcome

PLANTED = "chuyện riêng Quỳnh-Như-9917 số 079203001234"


class Breaks(EdgeAction):
    """Raises what it was made with."""

    action_name = "action_that_breaks"

    def __init__(self, error):
        self._error = error

    async def act(self, turn):
        raise self._error


class Chains(EdgeAction):
    """Fails on the words themselves, and fails again over that."""

    action_name = "action_that_breaks"

    async def act(self, turn):
        try:
            return {}[turn.text]
        except KeyError as exc:
            raise RuntimeError(turn.text) from exc


@pytest.mark.parametrize(
    "error",
    [ValueError(PLANTED), KeyError(PLANTED), RuntimeError(PLANTED), AssertionError(PLANTED)],
)
async def test_any_error_becomes_one_apology(act, error):
    done = await act(Breaks(error), PLANTED)
    assert [r.meta.outcome for r in done.replies] == [Outcome.ERROR]
    assert "Quỳnh" not in done.first.text
    assert type(error).__name__ not in done.first.text


@pytest.mark.parametrize("action", [Breaks(ValueError(PLANTED)), Chains()])
async def test_the_log_names_action_and_error_but_holds_no_words(act, action, caplog):
    caplog.set_level(logging.DEBUG)
    done = await act(action, PLANTED, slots={"complaint_what": PLANTED})
    (record,) = [r for r in caplog.records if r.getMessage() == "action.failed"]
    assert record.action == "action_that_breaks"
    assert record.error in ("ValueError", "RuntimeError")
    assert record.event in done.first.text
    for text in (caplog.text, *(str(r.__dict__) for r in caplog.records)):
        assert "Quỳnh" not in text
        assert "079203001234" not in text


async def test_an_error_changes_no_slot(act):
    slots = {"procedure": "1.001193"}
    assert (await act(Breaks(ValueError()), "x", slots=slots)).slots == slots


@pytest.mark.parametrize(
    "entities", [{"facet": ["fee"]}, {"procedure": {"a": 1}}, {"number": {"a": 1}}]
)
async def test_values_no_form_of_ours_would_send_are_survived(act, entities):
    assert (await act(AnswerQuestion(), "/ask_facet", entities=entities)).replies


async def test_without_a_release_there_is_an_apology(act, serve):
    serve(None)
    done = await act(AnswerQuestion(), "khai sinh cần gì")
    assert [r.meta.outcome for r in done.replies] == [Outcome.ERROR]


def test_an_action_is_known_by_its_name():
    assert AnswerQuestion().name() == "action_answer_question"


def test_the_words_of_a_turn_are_not_in_its_repr():
    assert "Quỳnh" not in repr(Turn("c", PLANTED, "ask", {"x": PLANTED}, {"y": PLANTED}))
