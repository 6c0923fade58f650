"""A message parted into the questions it asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.retrieval.asks import MOST, asks_in


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "bao lâu có, với lại chồng đi thay được không",
            ("bao lâu có,", "với lại chồng đi thay được không"),
        ),
        ("phi nhieu voi lai may bua xong", ("phi nhieu", "voi lai may bua xong")),
        (
            "phải đi cùng ko, 1 đứa bận thì sao",
            ("phải đi cùng ko,", "1 đứa bận thì sao"),
        ),
        (
            "hết nhiêu tiền mà có cần photo ko, nộp chỗ nào?",
            ("hết nhiêu tiền", "mà có cần photo ko,", "nộp chỗ nào?"),
        ),
        ("lam o dau z va phi bao nhieu", ("lam o dau z", "va phi bao nhieu")),
        ("nộp xong rồi, khi nào lấy, ai lấy", ("nộp xong rồi, khi nào lấy,", "ai lấy")),
    ],
)
def test_each_question_stands_alone_with_what_is_told_before_it(text, parts):
    assert asks_in(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "em bán hàng cả ngày không đi được, nộp qua mạng được không",
        "kết hôn với người nước ngoài cần gì",
        "nhà em ở Gò Vấp, con sinh ở Thủ Đức, giờ khai sinh ở đâu",
        "máy hư, mạng yếu, nộp giấy được không",
        "khai sinh",
        "",
        "với lại",
    ],
)
def test_a_message_that_asks_one_thing_is_left_whole(text):
    assert asks_in(text) == (" ".join(text.split()),)


@given(st.text(max_size=200))
def test_nothing_is_lost(text):
    parts = asks_in(text)
    assert 1 <= len(parts) <= MOST
    assert " ".join(parts).split() == text.split()


def test_of_a_very_long_message_the_beginning_is_parted():
    text = "phí nhiêu, " * 5000
    parts = asks_in(text)
    assert len(parts) == MOST
    assert sum(len(part.split()) for part in parts) == 10_000
