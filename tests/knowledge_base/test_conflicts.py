"""Where the portal's record differs from what is certain here, and where it does not."""

from dataclasses import replace
from datetime import date

import pytest

from contract.facets import Facet
from knowledge_base.conflicts import find_conflicts
from knowledge_base.retrieval.records import Certainty, Origin
from tests.support.knowledge import TODAY, procedure
from tests.support.knowledge import fact as written

CODE = "2.000986"


def sure(facet, text, **more):
    return replace(written(facet, text), certainty=Certainty.HIGH, **more)


def conflicts(ours, theirs, levels=("Cấp xã",)):
    ours = procedure(CODE, "Liên thông", "liên thông", facts=tuple(ours))
    portal = procedure(
        CODE, "Liên thông", "liên thông", facts=tuple(theirs), levels=levels, origin=Origin.PORTAL
    )
    found = find_conflicts([ours], [portal], TODAY)
    return [(c.about, c.ours, c.portal) for c in found]


def test_another_time_limit_is_listed_with_both_numbers():
    found = conflicts(
        [sure(Facet.TIME_LIMIT, "Tối đa 03 ngày làm việc.")],
        [written(Facet.TIME_LIMIT, "Nộp trực tuyến: 20 Ngày.")],
    )
    assert found == [("time_limit", "3 ngày làm việc", "20 ngày")]


@pytest.mark.parametrize(
    ("ours", "portal"),
    [
        ("Trong 03 ngày làm việc.", "Nộp trực tiếp: 3 Ngày làm việc."),
        ("Trả ngay trong ngày.", "Nộp trực tiếp: 1 ngày làm việc."),
        ("Trong 3 ngày làm việc.", "Nộp trực tiếp: không rõ."),
        ("Theo giấy hẹn.", "Nộp trực tiếp: 20 ngày."),
    ],
)
def test_a_time_limit_that_agrees_or_is_no_number_is_not_listed(ours, portal):
    found = conflicts([sure(Facet.TIME_LIMIT, ours)], [written(Facet.TIME_LIMIT, portal)])
    assert found == []


def test_another_fee_is_listed_unless_it_is_left_to_the_province():
    portal = [written(Facet.FEE, "Nộp trực tiếp: 160,000 Việt Nam Đồng")]
    assert conflicts([sure(Facet.FEE, "Lệ phí 200.000 đồng.")], portal) == [
        ("fee", "200.000 đồng", "160.000 đồng")
    ]
    assert conflicts([sure(Facet.FEE, "Lệ phí 160.000 đồng.")], portal) == []
    local = sure(Facet.FEE, "Theo nghị quyết HĐND; bản sao 8.000 đồng.")
    assert conflicts([local], portal) == []


def test_a_fact_that_is_not_certain_or_has_ended_contradicts_nothing():
    portal = [written(Facet.TIME_LIMIT, "20 ngày.")]
    guess = written(Facet.TIME_LIMIT, "Trong 3 ngày.")
    past = sure(Facet.TIME_LIMIT, "Trong 3 ngày.", valid_to=date(2025, 6, 30))
    assert conflicts([guess], portal) == []
    assert conflicts([past], portal) == []


@pytest.mark.parametrize("book", ["Sổ hộ khẩu", "Bản sao sổ tạm trú của cha mẹ"])
def test_paper_household_books_are_listed(book):
    ((about, _, listed),) = conflicts([], [written(Facet.DOSSIER, book)])
    assert (about, listed) == ("dossier", book)


def test_a_paper_that_our_facts_say_need_not_be_filed_is_listed():
    ours = [sure(Facet.DOSSIER, "Thẻ bảo hiểm y tế đã có dữ liệu", case="Không phải nộp")]
    asked = written(Facet.DOSSIER, "Bản sao thẻ bảo hiểm y tế")
    assert [c[0] for c in conflicts(ours, [asked])] == ["dossier"]
    assert conflicts([], [asked]) == []
    form = written(Facet.DOSSIER, "- Đơn đề nghị cấp thẻ bảo hiểm y tế")
    excepted = written(Facet.DOSSIER, "Thẻ bảo hiểm y tế: không phải nộp nếu đã tích hợp")
    assert conflicts(ours, [form, excepted]) == []


@pytest.mark.parametrize(
    "text", ["Nộp tại Công an cấp huyện.", "UBND quận nơi cư trú", "Phòng Tư pháp huyện"]
)
def test_a_district_is_listed(text):
    assert [c[0] for c in conflicts([], [written(Facet.WHERE, text)])] == ["level"]


def test_only_the_same_code_is_compared():
    other = procedure("9.999999", "Khác", "khác", facts=(written(Facet.DOSSIER, "Sổ hộ khẩu"),))
    assert find_conflicts([procedure(CODE, "Liên thông", "liên thông")], [other], TODAY) == []
