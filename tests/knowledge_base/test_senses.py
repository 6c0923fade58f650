"""Words that mean something else beside others."""

import pytest

from knowledge_base.retrieval.senses import with_deaths_told, without_misleading


@pytest.mark.parametrize(
    "text",
    [
        "ba em mất năm ngoái",
        "chồng chị mất rồi",
        "người mất là công dân úc",
        "bà nội vừa mất",
        "mẹ tôi mất ở nhà",
        "mẹ của tôi mất rồi",
        "tui mất vợ thì cưới lại được không",
        "mất ở bệnh viện thì ai báo",
    ],
)
def test_somebody_has_died(text):
    assert "mất" not in with_deaths_told(text.split())
    assert "qua" in with_deaths_told(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "mẹ em mất thẻ bảo hiểm",
        "chồng em mất căn cước",
        "thẻ của mẹ mất rồi",
        "sổ đỏ của ông nội mất rồi làm lại sao",
        "căn cước của bà ngoại mất rồi",
        "em mất rồi",
        "bị mất giấy khai sinh",
        "mất bao lâu",
        "bà mất sổ hộ nghèo",
        "có mất tiền không",
    ],
)
def test_something_is_lost_or_taken(text):
    words = text.split()
    assert with_deaths_told(words) == words


def test_what_is_left_is_inherited_and_a_death_just_happened_is_reported():
    assert with_deaths_told("chồng mất giờ sang tên sổ đỏ".split())[-2:] == ["thừa", "kế"]
    assert with_deaths_told("ba em mới mất hôm qua".split())[-2:] == ["khai", "tử"]
    assert with_deaths_told("ba mất rồi khai tử ở đâu".split()) == "ba rồi khai tử ở đâu".split()


def test_what_is_denied_and_a_province_like_a_word_go_out():
    assert without_misleading("bị mất chứ không phải hết hạn").split() == ["bị", "mất"]
    assert "hai" in without_misleading("làm chứ không phải hỏi, hai bản")
    assert "lai" not in without_misleading("vo o lai chau thi dang ky o dau")
    assert "Lai" not in without_misleading("vợ Gia Lai thì đăng ký ở đâu")
    assert "lại" in without_misleading("đăng ký lại")


def test_where_somebody_died_is_no_place_to_do_it():
    assert "nhà" not in with_deaths_told("bố em vừa mất tối qua tại nhà".split())
    assert "nhà" in with_deaths_told("khai sinh tại nhà".split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("răng lại chưa có, tui hỏi khai tử", "răng chưa có, tui hỏi khai tử"),
        ("lại nhầm nữa rồi", "nhầm nữa rồi"),
        ("không phải làm lại mô chị", "không phải làm mô chị"),
        ("toi hoi lai cai nay", "toi hoi cai nay"),
        ("đăng ký lại khai sinh", "đăng ký lại khai sinh"),
        ("xin trở lại quốc tịch", "xin trở lại quốc tịch"),
        ("thẻ mất không xin lại được thì sao", "thẻ mất không xin lại được thì sao"),
    ],
)
def test_a_word_for_again_that_asks_for_nothing_again_is_left_out(text, left):
    assert " ".join(without_misleading(text).split()) == left


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("chồng tôi mất hôm thứ 5 vừa rồi tại nhà", True),
        ("ba em mất tối qua giờ làm gì", True),
        ("ba mất hôm mùng 3 tháng đó lương hưu chưa lãnh", False),
        ("ba em mất năm ngoái", False),
    ],
)
def test_a_death_of_these_days_is_to_be_reported(text, reported):
    assert (with_deaths_told(text.split())[-2:] == ["khai", "tử"]) is reported
