import pytest

from actions.converse import ENDINGS, Converse
from contract.outcomes import Outcome


@pytest.mark.parametrize("intent", ENDINGS)
async def test_each_intent_ends_in_its_own_way_with_its_sentence(act, sentences, intent):
    outcome, sentence = ENDINGS[intent]
    done = await act(Converse(), "x", intent)
    assert [(r.meta.outcome, r.text) for r in done.replies] == [(outcome, sentences.say(sentence))]


async def test_what_is_not_known_gets_the_help(act, sentences):
    done = await act(Converse(), "x", "something_new")
    assert done.first.meta.outcome is Outcome.SMALLTALK
    assert done.first.text == sentences.say("help")


async def test_an_emergency_is_told_whom_to_call(act):
    text = (await act(Converse(), "x", "emergency")).first.text
    assert all(number in text for number in ("113", "114", "115"))


async def test_small_talk_forgets_nothing(act):
    slots = {"procedure": "1.001193"}
    assert (await act(Converse(), "cảm ơn", "thank", slots=slots)).slots == slots
