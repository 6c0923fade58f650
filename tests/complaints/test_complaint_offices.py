from datetime import date
from pathlib import Path

import pytest
import yaml

from complaints import offices
from knowledge_base.models import Office

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listed(db):
    """The offices as they are on record."""
    file = ROOT / "knowledge_base/content/offices/tp-ho-chi-minh.yml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["offices"]
    Office.objects.bulk_create(
        Office(key=row["id"], **{name: row[name] for name in ("name", "level", "area")})
        for row in rows
    )


COMMUNES = {
    "Bộ phận Một cửa phường Thủ Dầu Một, quầy số 3": "thu-dau-mot",
    "mot cua phuong thu dau mot": "thu-dau-mot",
    "P.Thủ Dầu Một quầy 2": "thu-dau-mot",
    "p. phú lợi": "phu-loi",
    "Trung tâm Phục vụ hành chính công xã Bàu Bàng": "bau-bang",
    "xã Bắc Tân Uyên": "bac-tan-uyen",
    "trung tâm hành chính công Lái Thiêu, bàn số 5": "lai-thieu",
    "quầy hộ tịch, UBND xã Thường Tân": "thuong-tan",
}
FORMER = {
    "UBND xã An Tây, Bến Cát": "tay-nam",
    "phường Phú Cường, TP Thủ Dầu Một, Bình Dương": "thu-dau-mot",
}
UNKNOWN = ("quầy số 3", "ở phường", "chị mặc áo dài", "xã Tân Thạnh Đông, Củ Chi", "")


@pytest.mark.parametrize(("words", "commune"), COMMUNES.items())
def test_a_counter_is_recognised_as_people_write_it(listed, words, commune):
    found = offices.recognise(words).office
    assert found is not None
    assert found.key.endswith(commune)


@pytest.mark.parametrize(("words", "commune"), FORMER.items())
def test_a_former_commune_leads_to_the_office_of_today(listed, words, commune):
    found = offices.recognise(words)
    assert found.office is not None
    assert found.office.key.endswith(commune)


def test_the_former_name_is_kept_to_be_told(listed):
    assert "An Tây" in offices.recognise("UBND xã An Tây, Bến Cát").former


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_names_no_office_on_record_is_not_guessed(listed, words):
    found = offices.recognise(words)
    assert found.office is None
    assert found.offered == ()


def test_a_name_that_a_former_city_had_too_is_offered_and_not_taken(listed):
    found = offices.recognise("một cửa Dĩ An")
    assert found.office is None
    assert [office.name for office in found.offered] == [
        "Trung tâm Phục vụ hành chính công phường Dĩ An"
    ]


def test_a_former_name_that_several_places_carried_is_offered(listed):
    found = offices.recognise("xã An Tây cũ, quầy 1")
    assert found.office is None
    assert [office.key for office in found.offered] == ["ttpvhcc-phuong-tay-nam"]


def test_two_offices_in_one_answer_are_offered(listed):
    found = offices.recognise("phường Phú Lợi hay phường Phú An, không nhớ rõ")
    assert found.office is None
    assert len(found.offered) == 2


def test_the_longer_name_of_a_provincial_office_counts(listed):
    name = "Trung tâm Phục vụ hành chính công TP. Hồ Chí Minh, cơ sở Bình Dương"
    found = offices.recognise(f"{name}, quầy 12").office
    assert found is not None
    assert found.name == name


def test_an_office_that_is_closed_is_neither_listed_nor_recognised(listed):
    Office.objects.filter(key__endswith="phu-loi").update(valid_to=date(2026, 1, 1))
    assert offices.recognise("phường Phú Lợi").office is None
    assert not any("Phú Lợi" in name for _, name in offices.choices())
