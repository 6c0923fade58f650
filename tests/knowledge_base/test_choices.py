"""Choices that a citizen can tell apart."""

import pytest

from contract.facets import Facet
from knowledge_base.retrieval.choices import LONGEST, choice_labels, look_alike
from knowledge_base.retrieval.records import Origin
from knowledge_base.retrieval.text import fold
from tests.support.knowledge import fact, procedure

LONG = (
    "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (công trình không theo "
    "tuyến, theo tuyến trong đô thị, tín ngưỡng, tôn giáo)"
)


def imported(key, title, **more):
    return procedure(key, title, title.lower(), origin=Origin.PORTAL, **more)


def test_a_procedure_of_ours_is_called_by_its_plain_name():
    entry = procedure("1.000001", "Thủ tục đăng ký khai sinh", "đăng ký khai sinh")
    assert choice_labels([entry]) == ["Đăng ký khai sinh"]


def test_an_aside_that_tells_two_apart_is_kept():
    entries = [
        imported("1.000001", "Cấp phép tàu cá (đối tượng còn sống)"),
        imported("1.000002", "Cấp phép tàu cá (đối với đối tượng đã từ trần)"),
    ]
    labels = choice_labels(entries)
    assert "còn sống" in labels[0]
    assert "từ trần" in labels[1]


def test_the_same_thing_at_another_level_is_one_choice():
    levels = ["(thực hiện tại cấp tỉnh)", "(cấp Xã)", "(thực hiện ở cấp Trung ương)", "(cấp TW)"]
    assert len({look_alike(imported("1.000001", f"Cấp đổi thẻ {at}")) for at in levels}) == 1


def test_two_that_look_the_same_say_their_level():
    entries = [
        imported("1.000001", "Cấp đổi thẻ", levels=("Cấp xã",)),
        imported("1.000002", "Cấp đổi thẻ", levels=("Cấp tỉnh",)),
    ]
    assert choice_labels(entries) == ["Cấp đổi thẻ – cấp xã", "Cấp đổi thẻ – cấp tỉnh"]


def test_two_at_one_level_say_which_is_filed_online_and_then_their_code():
    online = fact(Facet.ONLINE, "Nộp qua mạng.")
    entries = [
        imported("1.000001", "Cấp đổi thẻ", levels=("Cấp xã",), facts=(online,)),
        imported("1.000002", "Cấp đổi thẻ", levels=("Cấp xã",)),
        imported("1.000003", "Cấp đổi thẻ", levels=("Cấp xã",)),
    ]
    labels = choice_labels(entries)
    assert "trực tuyến" in labels[0]
    assert labels[1].endswith("1.000002")
    assert len(set(labels)) == 3


@pytest.mark.parametrize("tails", [("nhà ở riêng lẻ", "nhà máy"), ("", "sửa chữa")])
def test_long_titles_that_begin_alike_show_where_they_differ(tails):
    labels = choice_labels(
        [imported(f"1.00000{n}", f"{LONG} {tail}") for n, tail in enumerate(tails)]
    )
    assert len({fold(label) for label in labels}) == 2
    assert all(len(label) <= LONGEST for label in labels)
    assert tails[1] in labels[1]


def test_a_long_title_alone_is_cut_at_a_word():
    (label,) = choice_labels([imported("1.000001", LONG)])
    assert label.endswith("…")
    assert LONG.startswith(label[:-1])


def test_no_choice_has_no_label():
    assert choice_labels([]) == []
