"""Replies as they are stored."""

import json
from datetime import date

import pytest

from complaints.seal import SealBroken
from connectors.stored_reply import from_stored, place_of, to_stored
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

TOLD = "cán bộ quầy 3 quát tôi"
CODE = "K7QM-2R9D-XW4T-5"
HERE = place_of(7, 0)


def reply(outcome, text, slot=None):
    return Reply(text, Meta(outcome, slot=slot, as_of=date(2026, 11, 24), release="2026-11-24.1"))


SEALED = [
    reply(Outcome.COMPLAINT_STARTED, f"Em ghi lại: {TOLD}", "confirm"),
    reply(Outcome.COMPLAINT_FILED, f"Mã của anh/chị: {CODE}"),
    reply(Outcome.COMPLAINT_STATUS, f"{CODE}: đã nhận"),
]


@pytest.mark.parametrize("said", SEALED)
def test_what_was_told_and_the_code_are_not_stored_in_clear(said):
    stored = json.dumps(to_stored(said, HERE), ensure_ascii=False)
    assert TOLD not in stored
    assert CODE not in stored


@pytest.mark.parametrize("said", SEALED)
def test_it_is_read_back_where_it_was_stored(said):
    assert from_stored(to_stored(said, HERE), HERE) == said


@pytest.mark.parametrize("said", SEALED)
def test_it_opens_nowhere_else(said):
    with pytest.raises(SealBroken):
        from_stored(to_stored(said, HERE), place_of(8, 0))


def test_an_answer_is_stored_as_it_is():
    said = reply(Outcome.ANSWERED, "Đăng ký khai sinh: miễn phí.")
    assert to_stored(said, HERE) == said.to_json()
