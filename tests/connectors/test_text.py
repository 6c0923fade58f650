import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import EmptyText, MessageRefused, TextTooLong
from connectors.text import MAX_CHARACTERS, carries_mask, clean_text, mask_personal_numbers


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
        ("0912345678", "0000000000"),
        ("gọi 0912.345.678", "gọi 0000.000.000"),
        ("+84 912 345 678", "+00 000 000 000"),
        ("xe 61A-123.45", "xe 00X-000.00"),
        ("59X1 12345 của tôi", "00X0 00000 của tôi"),
        ("51f-1234", "00X-0000"),
    ],
)
def test_personal_numbers_are_written_over(text, masked):
    assert mask_personal_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "1.001193",
        "15.000 đồng",
        "24/11/2026",
        "H29.30-261120-0012",
        "nghị định 118/2025/NĐ-CP",
        "lô đất 20m2",
        "mã phản ánh 7K3M-Q9TX-2WDA-B",
        "29A1-2345-9KTX-0",
        "1.234.567.890 đồng",
        "quầy số 3",
        "2019 thì sao",
        "mẫu 01A",
        "tổng đài 1022",
        "8h30 ngày 12/07/2025",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert mask_personal_numbers(text) == text


def test_a_complaint_keeps_telephones_and_plates_but_no_identity_number():
    told = "số 0912345678, xe 61A-123.45, căn cước 079203001234"
    masked = mask_personal_numbers(told, contact_wanted=True)
    assert masked == "số 0912345678, xe 61A-123.45, căn cước 000000000000"


@pytest.mark.parametrize(
    "text", ["079203001234", "gọi 0912.345.678", "+84 912 345 678", "61A-123.45"]
)
def test_what_was_written_over_is_seen(text):
    assert carries_mask(mask_personal_numbers(text))
    assert not carries_mask(text)


@pytest.mark.parametrize("text", ["phí 1.000.000 đồng", "000.00.12.H29", "số 0", "", "100000000"])
def test_other_zeros_are_not_a_mask(text):
    assert not carries_mask(text)
