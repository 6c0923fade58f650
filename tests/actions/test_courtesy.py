"""Thanks and goodbyes, with and without a question beside them."""

import pytest

from actions.courtesy import asked_beside, without_courtesy
from complaints.folding import fold


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("z đi phường khác lm đc đúng hem, cám ơn nha bye", "đi phường khác lm đc đúng hem"),
        ("ok vậy đỡ bực rồi, cảm ơn nghen, mấy bữa có bằng mới", "mấy bữa có bằng mới"),
        ("cảm ơn nha, mà khai tử cần giấy tờ gì", "khai tử cần giấy tờ gì"),
        ("chào ad, khai tử cần gì", "khai tử cần gì"),
        ("cảm ơn em nhiều, vậy nộp online được không ạ", "nộp online được không ạ"),
        ("hiểu rồi cảm ơn em, còn nộp ở đâu nữa", "nộp ở đâu nữa"),
        ("thank you ad, bao lâu có kết quả", "bao lâu có kết quả"),
        ("nhờ chồng đi lấy được ko, cảm ơn trước nha", "nhờ chồng đi lấy được ko"),
        ("mà trước khi đi, phí bao nhiêu vậy, tạm biệt em", "trước khi đi, phí bao nhiêu vậy"),
        ("cảm ơn ad nhiều lắm? mấy giờ mở cửa", "mấy giờ mở cửa"),
    ],
)
def test_what_is_asked_beside_courtesy(words, asked):
    assert asked_beside(words, names_aspect=False) == asked
    assert asked_beside(fold(words), names_aspect=False) == fold(asked)


@pytest.mark.parametrize(
    "words",
    [
        "cảm ơn em nhiều nha, hiểu rồi",
        "cảm ơn bạn đã giúp mình",
        "cảm ơn, vậy là tôi biết nộp ở đâu rồi",
        "cảm ơn em, không cần gì nữa",
        "thôi chào em, chị đi đây",
        "cảm ơn ad, không còn thắc mắc gì nữa nhé",
        "ok cảm ơn nha, mai tôi mang giấy tờ ra nộp",
        "cảm ơn em, có gì chị hỏi lại sau",
        "bye bye",
        "dạ vâng cảm ơn anh chị",
    ],
)
def test_mere_courtesy_asks_nothing(words):
    assert asked_beside(words, names_aspect=True) is None
    assert asked_beside(fold(words), names_aspect=True) is None


def test_so_short_an_aspect_is_asked():
    assert asked_beside("cảm ơn nha, còn lệ phí", names_aspect=True) == "lệ phí"
    assert asked_beside("cảm ơn nha, còn lệ phí", names_aspect=False) is None


@pytest.mark.parametrize("words", ["cảm ơn", "dạ cảm ơn em nhiều ạ!", "thôi chào nha", "bye"])
def test_nothing_is_left_of_mere_courtesy(words):
    assert without_courtesy(words) == ""
