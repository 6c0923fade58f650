from datetime import date

import pytest

from complaints import when

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("hôm nay", date(2026, 11, 24)),
        ("sáng nay lúc 9h", date(2026, 11, 24)),
        ("chieu nay", date(2026, 11, 24)),
        ("sang ni", date(2026, 11, 24)),
        ("hôm qua", date(2026, 11, 23)),
        ("toi qua", date(2026, 11, 23)),
        ("hqua", date(2026, 11, 23)),
        ("hôm kia", date(2026, 11, 22)),
        ("hom kia", date(2026, 11, 22)),
        ("hôm kìa", date(2026, 11, 21)),
        ("3 ngày trước", date(2026, 11, 21)),
        ("cách đây hai ngày", date(2026, 11, 22)),
        ("thứ hai tuần trước", date(2026, 11, 16)),
        ("sáng thứ hai tuần trước", date(2026, 11, 16)),
        ("tuần trước sáng thứ hai", date(2026, 11, 16)),
        ("tuan truoc, chieu thu nam", date(2026, 11, 19)),
        ("thu 6 tuan truoc", date(2026, 11, 20)),
        ("chủ nhật tuần trước", date(2026, 11, 22)),
        ("thứ hai tuần này", date(2026, 11, 23)),
        ("thứ sáu", date(2026, 11, 20)),
        ("12/11", date(2026, 11, 12)),
        ("12-11", date(2026, 11, 12)),
        ("khoảng 9 giờ ngày 12/11/2026", date(2026, 11, 12)),
        ("12/11/25", date(2025, 11, 12)),
        ("ngày 12 tháng 11", date(2026, 11, 12)),
        ("ngày 12 tháng 11 năm 2025", date(2025, 11, 12)),
        ("ngày 5", date(2026, 11, 5)),
        ("2026-11-12", date(2026, 11, 12)),
    ],
)
def test_a_day_in_words_is_read(words, day):
    assert when.parse(words, TODAY).day == day


@pytest.mark.parametrize(
    "words",
    ["lâu rồi", "tuần trước", "tháng trước", "thứ ba", "đầu năm", "không nhớ rõ", "<b>x</b>"],
)
def test_where_there_is_doubt_no_day_is_given_and_the_words_are_kept(words):
    said = when.parse(words, TODAY)
    assert (said.words, said.day) == (words, None)


@pytest.mark.parametrize(
    "words", ["ngày mai", "sáng mai", "25/11/2026", "25/11", "thứ sáu tuần này", "tuần sau"]
)
def test_a_day_to_come_is_refused(words):
    with pytest.raises(when.FutureDay):
        when.parse(words, TODAY)


@pytest.mark.parametrize("words", ["31/02", "30/02/2026", "12/13/2026", "0/5"])
def test_a_day_that_no_calendar_has_is_refused(words):
    with pytest.raises(when.NoSuchDay):
        when.parse(words, TODAY)


def test_in_january_a_date_of_december_is_last_years():
    assert when.parse("28/12", date(2027, 1, 5)).day == date(2026, 12, 28)


def test_the_words_do_not_show_when_the_record_is_printed():
    assert "hôm qua" not in repr(when.parse("hôm qua", TODAY))
