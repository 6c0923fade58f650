"""Whether a question asks after a paper by its name, and whether a card names it."""

import pytest

from knowledge_base.retrieval.papers import is_named, paper_named


@pytest.fixture
def named(snapshot):
    return lambda text: paper_named(snapshot.normaliser.normalise(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("có cần giấy khám sức khỏe không", {"kham", "suc", "khoe"}),
        ("co phai nop hop dong thue nha ko", {"hop", "dong", "thue", "nha"}),
        ("thế sổ hộ khẩu giấy có phải nộp không", {"ho", "khau"}),
        ("giấy đăng ký kết hôn còn cần đem theo ko", {"ket", "hon"}),
        ("em có phải đem theo giấy kết hôn bản gốc không ạ", {"ket", "hon"}),
    ],
)
def test_a_paper_is_told_by_the_words_that_others_do_not_share(named, text, words):
    assert words <= named(text)
    assert not {"giay", "goc", "phai"} & named(text)


@pytest.mark.parametrize(
    "text",
    [
        "cần giấy gì không",
        "có cần giấy tờ gì nữa không",
        "có phải nộp bản gốc không",
        "có phải công chứng không",
        "nộp ở đâu",
        "có cần ảnh không",
        "giấy đó có phải nộp không",
        "giấy ủy quyền có phải công chứng không",
        "hôm trước em ra phường thì chị cán bộ nói là phải về làm lại hết từ đầu, mà có cần giấy "
        "khám sức khỏe không thì chị ấy cũng không nói rõ",
    ],
)
def test_other_questions_name_none(named, text):
    assert named(text) == frozenset()


def test_a_line_names_it_with_enough_of_its_words():
    paper = frozenset({"kham", "suc", "khoe"})
    assert is_named(paper, (), ["Giấy khám sức khỏe của người lái xe"])
    assert is_named(paper, (), ["Tờ khai", "Kết quả khám sức khoẻ"])
    assert not is_named(paper, (), ["Tờ khai", "Khám nghiệm hiện trường"])
    assert not is_named(paper, (), [])


def test_a_line_names_it_by_another_word_of_the_lexicon():
    readings = (("cmnd", "cu"), ("can", "cuoc", "cu"))
    assert is_named(frozenset({"cmnd", "cu"}), readings, ["Thẻ căn cước"])
    assert not is_named(frozenset({"cmnd", "cu"}), readings[:1], ["Thẻ căn cước"])
