"""What messages name: codes, telephone numbers, days, places and procedures."""

import random
import time

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.cues import cues, without_figures
from bot.entities import MentionExtractor
from bot.mentions import mentions
from bot.vietnamese import clean


def found(text, kind):
    return [m.value for m in mentions(text) if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("H17.12-250710-0003", "H17.12-250710-0003"),
        ("mã là 000.15.36.h08-250612-0012 nha", "000.15.36.H08-250612-0012"),
        ("tra hồ sơ G22.99.05-251101-00412", "G22.99.05-251101-00412"),
    ],
)
def test_dossier_codes(text, code):
    assert found(text, "dossier_code") == [code]
    assert not found(text, "date")
    assert not found(text, "phone")


@pytest.mark.parametrize(
    "text",
    ["ZTD6-HTS5-TP0X-R", "mã ztd6 hts5 tp0x r tới đâu rồi", "ztd6hts5tp0xr", "ZTD6-HTS5-TPOX-R"],
)
def test_complaint_codes_are_written_one_way(text):
    assert found(text, "complaint_code") == ["ZTD6-HTS5-TP0X-R"]


@pytest.mark.parametrize(
    "text",
    ["ZTD6-HTS5-TP0X-S", "ZTD6-HTS5-TPX0-R", "DTZ6-HTS5-TP0X-R", "toi muon hoi nhan con nuoi a"],
)
def test_a_code_whose_check_symbol_does_not_fit_is_none(text):
    assert not found(text, "complaint_code")


def codes(number):
    """Make codes whose check symbol fits, the same ones each time."""
    symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    dice = random.Random(17)
    while number:
        code = "".join(dice.choices(symbols, k=13))
        if found(code, "complaint_code"):
            number -= 1
            yield f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12]}"


def test_whatever_its_symbols_a_code_counts_as_a_code_and_nothing_else():
    for code in codes(1000):
        for typed in (code, code.lower(), code.replace("-", "")):
            assert without_figures(typed).split() == ["xxcode"], typed
            assert without_figures(f"xem {typed} giúp").split() == ["xem", "xxcode", "giúp"], typed
            assert "xxcode" in cues(typed)


def test_four_words_are_no_code_although_the_check_symbol_would_fit():
    assert not found("bang nhan than h", "complaint_code")
    fits = next(c for c in codes(10_000) if c.replace("-", "").isalpha()).lower()
    assert found(fits, "complaint_code")
    assert not found(fits.replace("-", " "), "complaint_code")


@pytest.mark.parametrize("typed", ["8M3KQ7TZW2NB1", "8m3k-q7tz-w2nb-1", "8M3K Q7TZ W2NB 1"])
def test_a_misread_code_still_counts_as_a_code(typed):
    assert not found(typed, "complaint_code")
    assert without_figures(typed).split() == ["xxcode"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("sdt 0912.345.678 nha", "0912345678"),
        ("+84 912-345-678", "0912345678"),
        ("máy bàn 0274 3822 111", "02743822111"),
    ],
)
def test_telephone_numbers(text, number):
    assert found(text, "phone") == [number]


@pytest.mark.parametrize("text", ["079203001234", "074 185 000 123", "280123456", "12/07/2025"])
def test_an_identity_number_is_no_telephone_number(text):
    assert not found(text, "phone")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("lúc 9h ngày 12/07/2025", "12/07/2025"),
        ("sáng nay", "sáng nay"),
        ("chieu hom qua luc 3h", "chieu hom qua"),
        ("thứ hai tuần trước", "thứ hai tuần trước"),
        ("ngày 3 tháng 6 năm 2025 đó", "ngày 3 tháng 6 năm 2025"),
        ("mùng 5 tháng giêng", "mùng 5 tháng giêng"),
        ("cách đây 3 ngày", "cách đây 3 ngày"),
    ],
)
def test_days(text, day):
    assert found(text, "date") == [day]


@pytest.mark.parametrize("text", ["thứ hai", "số 2", "nộp 3/4 tiền của 12/13/14/15"])
def test_what_is_no_day(text):
    assert "thứ hai" not in found(text, "date")
    assert "12/13" not in found(text, "date")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("một cửa phường Dĩ An ở đâu", "Phường Dĩ An"),
        ("toi o phuong di an", "Phường Dĩ An"),
        ("nhà ở Thuận Giao", "Phường Thuận Giao"),
        ("ubnd xa bau bang", "Xã Bàu Bàng"),
    ],
)
def test_communes_on_file(text, place):
    assert found(text, "place") == [place]


def test_words_that_only_sound_like_a_commune_are_none():
    assert not found("cho em hoi di an cuoi can giay gi", "place")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("đăng ký khai sinh cho con", "1.001193"),
        ("em can xin giay doc than de mua nha", "1.004873"),
    ],
)
def test_procedures_by_their_names(text, code):
    assert found(text, "procedure_mention") == [code]


def test_positions_are_those_of_the_text():
    text = "Ông Đặng ở phường Dĩ An, gọi 0912 345 678"
    assert [text[m.start : m.end] for m in mentions(text)] == ["phường Dĩ An", "0912 345 678"]


@pytest.mark.parametrize(
    "text",
    ["12/3 " * 4000, "0912 " * 4000, "\u0301" * 20000, "👨\u200d👩\u200d👧" * 4000, "İ" * 20000],
)
def test_long_and_strange_text_is_no_trouble(text):
    start = time.perf_counter()
    mentions(clean(text))
    assert time.perf_counter() - start < 3  # seconds; some tenths on an idle machine


def test_the_component_marks_them_and_leaves_payloads_alone():
    messages = [
        Message(data={TEXT: "sáng nay ở phường Dĩ An"}),
        Message(data={TEXT: '/ask{"a":"1"}'}),
    ]
    MentionExtractor().process(messages)
    assert [e["entity"] for e in messages[0].get(ENTITIES)] == ["date", "place"]
    assert not messages[1].get(ENTITIES)
