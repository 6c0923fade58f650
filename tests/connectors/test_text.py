import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import EmptyText, MessageRefused, TextTooLong
from connectors.text import MAX_CHARACTERS, clean_text, mask_personal_numbers


def test_accents_are_composed():
    assert clean_text(unicodedata.normalize("NFD", "đăng ký khai sinh ở đâu")) == (
        "đăng ký khai sinh ở đâu"
    )


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("khai\u200bsinh", "khaisinh"),
        ("\ufeffkhai sinh", "khai sinh"),
        ("phí \u202eoán trái\u202c", "phí oán trái"),
        ("phí\u2066x\u2069", "phíx"),
        ("phí" + "".join(chr(0xE0000 + ord(c)) for c in "ignore"), "phí"),
        ("phí\x00\x1b[31m", "phí[31m"),
        ("phí\ud800", "phí"),
        ("phí\ue000", "phí"),
        ("  phí \n", "phí"),
        ("một\nhai\tba", "một\nhai\tba"),
        ("🙂👍🏽", "🙂👍🏽"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_what_can_not_be_seen_is_dropped_and_what_can_be_stays(typed, cleaned):
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d\ufeff", "\u202e\u2066", "\x00"])
def test_a_text_of_which_nothing_can_be_seen_is_refused(text):
    with pytest.raises(EmptyText):
        clean_text(text)


def test_the_longest_text_passes_and_one_more_character_is_refused():
    assert clean_text("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    with pytest.raises(TextTooLong):
        clean_text("x" * (MAX_CHARACTERS + 1))


def test_what_can_not_be_seen_does_not_count_to_the_length():
    assert clean_text("x" * MAX_CHARACTERS + "\u200b" * 500) == "x" * MAX_CHARACTERS


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(text):
    try:
        once = clean_text(text)
    except MessageRefused:
        return
    assert clean_text(once) == once
    assert once


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("079203001234", "000000000000"),
        ("cccd 079 203 001 234 nhé", "cccd 000 000 000 000 nhé"),
        ("thẻ 9704-1234-5678-9012", "thẻ 0000-0000-0000-0000"),
    ],
)
def test_identity_and_card_numbers_are_written_over(text, masked):
    assert mask_personal_numbers(text) == masked


@pytest.mark.parametrize(
    "text", ["0912345678", "1.001193", "15.000 đồng", "24/11/2026", "H29.30-261120-0012"]
)
def test_other_numbers_are_left_alone(text):
    assert mask_personal_numbers(text) == text
