"""Taking back what was just said, told from a plain "no" and from a question that starts alike."""

import pytest

from actions.corrections import corrected, rejects


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
        ("sửa lại là hôm qua", "hôm qua"),
        ("không phải cán bộ, là bảo vệ", "bảo vệ"),
        ("không phải quầy 2, quầy 3 mới đúng", "quầy 3"),
        ("a khong, xay nha", "xay nha"),
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
        "sửa lại nội dung",
        "Sửa lại họ tên trong giấy khai sinh cần giấy tờ gì",
        "sửa lại nhà có phải xin phép không",
        "không phải đâu nha",
        "không phải cái này",
        "phí bao nhiêu",
        "",
        "a" * 4000,
    ],
)
def test_anything_else_takes_nothing_back(said):
    assert corrected(said) is None


@pytest.mark.parametrize("said", ["không phải đâu nha", "không phải cái này", "khong phai vay"])
def test_a_mere_denial_rejects(said):
    assert rejects(said)


@pytest.mark.parametrize("said", ["không", "không phải, khai tử", "phải không", "khai sinh"])
def test_other_words_reject_nothing(said):
    assert not rejects(said)
