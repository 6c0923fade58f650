"""Conversations as people have them, through the real processes, turn by turn."""

import pytest

from contract.outcomes import Outcome
from tests.support.conversations import Talk, written_down

CONVERSATIONS = list(written_down())


def test_there_are_enough_of_them():
    assert len(CONVERSATIONS) >= 80
    assert len({(c.file, c.name) for c in CONVERSATIONS}) == len(CONVERSATIONS)


def test_every_ending_but_the_apology_is_met():
    met = {turn.get("outcome") for c in CONVERSATIONS for turn in c.turns}
    assert {o.value for o in Outcome} - met <= {"error"}  # stopped parts: test_chat.py


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda c: f"{c.file}: {c.name}")
def test_it_goes_as_written(product, conversation):
    talk = Talk(product.address)
    for turn in conversation.turns:
        talk.run(turn)
