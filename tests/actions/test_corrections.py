"""Taking back what was just said, told from a plain "no" and from a question that starts alike."""

import pytest

from actions.corrections import corrected


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("à không, kết hôn cơ", "kết hôn"),
        ("a khong, ket hon co", "ket hon"),
        ("à không phải, khai tử", "khai tử"),
        ("nhầm, khai tử mới đúng", "khai tử"),
        ("tôi nhầm, đăng ký tạm trú", "đăng ký tạm trú"),
        ("nói nhầm rồi, tạm trú nhé", "tạm trú"),
        ("lộn, phí cơ", "phí"),
        ("không phải, ý tôi là thường trú", "thường trú"),
        ("không, ý em là nộp ở đâu", "nộp ở đâu"),
        ("ý tôi là khai sinh cho con", "khai sinh cho con"),
        ("khoan, à không, hôm thứ hai", "hôm thứ hai"),
        ("à không, hôm thứ hai", "hôm thứ hai"),
    ],
)
def test_what_is_meant_instead_is_found(said, meant):
    assert corrected(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "không",
        "à không",
        "nhầm",
        "không phải",
        "không có giấy chứng sinh thì sao",
        "không đăng ký tạm trú có bị phạt không",
        "nhầm tên trong giấy khai sinh sửa ở đâu",
        "à cho hỏi khai sinh",
        "phí bao nhiêu",
        "",
        "a" * 4000,
    ],
)
def test_anything_else_takes_nothing_back(said):
    assert corrected(said) is None
