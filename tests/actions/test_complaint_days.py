from datetime import date

import pytest

from actions import complaint_days
from actions.complaint_facts import time_in
from actions.complaint_reader import read_message
from complaints.drafts import Field

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("bữa 25", date(2026, 11, 25)),
        ("sáng hôm 25 cháu ạ", date(2026, 11, 25)),
        ("ngay mung 1", TODAY),
        ("bua 31", None),
        ("hôm 3 người", None),
        ("thứ ba tuần trước", date(2026, 11, 24)),
        ("thu ba tuan truoc", date(2026, 11, 24)),
    ],
)
def test_a_day_without_a_month_is_the_last_such(words, day):
    assert complaint_days.parse(words, TODAY).day == day


def test_a_story_tells_such_a_day():
    assert time_in("bữa 25 tôi lên phường, họ bắt về", TODAY) == "bữa 25"
    assert time_in("hom 25 em nop ho so", TODAY) == "hom 25"


def test_whom_it_is_told_to_is_no_part_of_it():
    said = read_message("sáng hôm 25 cháu ạ, không có mã", "when", TODAY)
    assert said.told[Field.WHEN] == "sáng hôm 25"
