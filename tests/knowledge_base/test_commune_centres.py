"""Positions of communes: gathered without what can't be right, and found by the nearest point."""

import json
import sqlite3
import time

import pytest

from knowledge_base.importing import commune_centres, former_communes
from knowledge_base.importing.commune_centres import Faults, gather
from knowledge_base.retrieval.nearest import FARTHEST_KM, TABLE, Centres, centres
from knowledge_base.retrieval.places import Commune, gazetteer
from knowledge_base.retrieval.screen import URGENT, kind_of

HCM = "Thành phố Hồ Chí Minh"


@pytest.fixture
def dataset(tmp_path):
    """Write a dataset of the known shape.

    Args of the function: communes of today with their point, and former ones with theirs, each
    with the commune it became part of; None for one that was divided.
    """

    def write(today, former):
        database = sqlite3.connect(tmp_path / "dataset.db")
        database.execute(
            "CREATE TABLE admin_units"
            " (provinceKey, wardKey, province, ward, wardLat REAL, wardLon REAL)"
        )
        database.execute(
            "CREATE TABLE admin_units_legacy (provinceKey, districtKey, wardKey,"
            " province, district, ward, wardLat REAL, wardLon REAL)"
        )
        whole, divided = {}, {}
        for name, point in today.items():
            database.execute(
                "INSERT INTO admin_units VALUES (?, ?, ?, ?, ?, ?)",
                ("p", name, "Tỉnh P", name, *(point or (None, None))),
            )
        for name, (point, became) in former.items():
            database.execute(
                "INSERT INTO admin_units_legacy VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ("p", "d", name, "Tỉnh P", "Huyện D", name, *(point or (None, None))),
            )
            if became is None:
                divided[f"p_d_{name}"] = [{"newWardKey": one} for one in today]
            else:
                whole.setdefault(became, []).append(f"p_d_{name}")
        database.commit()
        database.close()
        changes = {
            "DICT_PROVINCE_WARD_NO_DIVIDED": {"p": whole},
            "DICT_PROVINCE_WARD_DIVIDED": {"p": divided},
        }
        (tmp_path / "converter_2025.json").write_text(json.dumps(changes), encoding="utf-8")
        return tmp_path

    return write


def points(folder):
    return {name: found for (_, name), found in gather(folder).points.items()}


# --- gathering -----------------------------------------------------------------------------------


def test_a_commune_has_its_centre_and_nothing_of_its_parts(dataset):
    folder = dataset(
        {"Xã A": (11.0, 106.0), "Xã B": (11.2, 106.2)},
        {"a1": ((11.01, 106.0), "Xã A"), "ab": ((11.1, 106.1), None)},
    )
    assert points(folder) == {"Xã A": (11.0, 106.0), "Xã B": (11.2, 106.2)}
    assert gather(folder).table().splitlines()[1] == "Tỉnh P\tXã A\t11.0000\t106.0000"


def test_what_can_not_be_right_is_left_out_and_counted(dataset):
    folder = dataset(
        {
            "Xã A": (11.0, 106.0),
            "Xã B": (12.0, 106.0),  # 100 km from its part
            "Xã C": None,
            "Xã D": (48.8, 2.3),  # abroad
        },
        {"a1": ((11.01, 106.0), "Xã A"), "b1": ((11.0, 106.0), "Xã B")},
    )
    assert points(folder) == {"Xã A": (11.0, 106.0)}
    assert gather(folder).faults == Faults(missing=1, outside=1, far=1)


def test_one_wrong_part_of_several_does_not_count_against_a_centre(dataset):
    folder = dataset(
        {"Xã A": (11.0, 106.0)},
        {
            "a1": ((12.9, 106.0), "Xã A"),
            "a2": ((11.01, 106.0), "Xã A"),
            "a3": ((11.0, 106.01), "Xã A"),
        },
    )
    assert points(folder) == {"Xã A": (11.0, 106.0)}


def test_the_point_of_a_whole_district_says_nothing_of_a_part(dataset):
    folder = dataset(
        {"Xã A": (11.0, 106.0)},
        {"a1": ((12.0, 106.0), "Xã A"), "a2": ((12.0, 106.0), "Xã A")},
    )
    assert points(folder) == {"Xã A": (11.0, 106.0)}


def test_islands_may_lie_far_out_and_far_apart(dataset):
    folder = dataset({"Đặc khu A": (9.7, 114.4)}, {"a1": ((9.3, 114.3), "Đặc khu A")})
    assert points(folder) == {"Đặc khu A": (9.7, 114.4)}


def test_the_command_writes_both_tables_and_says_what_it_left_out(dataset, monkeypatch, capsys):
    folder = dataset({"Xã A": (11.0, 106.0), "Xã B": None}, {"a1": (None, "Xã A")})
    for module in (former_communes, commune_centres):
        monkeypatch.setattr(module, "TABLE", folder / f"{module.__name__}.tsv")
    monkeypatch.setattr("sys.argv", ["", str(folder)])
    assert former_communes.main() == 0
    assert "1 missing" in capsys.readouterr().out
    assert Centres.read(commune_centres.TABLE).nearest(11.0, 106.0)[0].commune.name == "Xã A"
    assert "a1, Huyện D, Tỉnh P" in former_communes.TABLE.read_text(encoding="utf-8")


# --- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latitude", "longitude", "commune"),
    [
        (10.7798, 106.6990, Commune("Phường Sài Gòn", HCM)),  # the old post office
        (21.0368, 105.8346, Commune("Phường Ba Đình", "Thành phố Hà Nội")),  # Ba Đình square
        (10.9800, 106.6530, Commune("Phường Thủ Dầu Một", HCM)),  # its market
        (10.2146, 103.9600, Commune("Đặc khu Phú Quốc", "Tỉnh An Giang")),
    ],
)
def test_a_known_place_is_found(latitude, longitude, commune):
    assert centres().nearest(latitude, longitude)[0].commune == commune


def test_the_nearest_comes_first_and_each_commune_once():
    found = centres().nearest(10.9800, 106.6530)
    assert len({near.commune for near in found}) == len(found) == 3
    assert [near.km for near in found] == sorted(near.km for near in found)
    assert found[0].km < 3


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(48.85, 2.35), (13.0, 111.5), (0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (13.75, 100.5)],
)
def test_abroad_and_at_sea_there_is_none(latitude, longitude):
    assert centres().nearest(latitude, longitude) == ()


def test_what_is_too_far_is_not_offered_as_the_next_nearest():
    made = Centres({Commune("A", "P"): (11.0, 106.0), Commune("B", "P"): (11.2, 106.0),
                    Commune("C", "P"): (11.4, 106.0)})  # fmt: skip
    found = made.nearest(11.0, 106.0)
    assert [near.commune.name for near in found] == ["A", "B"]
    assert round(found[1].km, 1) == 22.2
    assert found[1].km < FARTHEST_KM


def test_it_takes_a_millisecond_or_two():
    table = centres()
    table.nearest(11.0, 106.0)
    started = time.perf_counter()
    for step in range(20):
        table.nearest(10.0 + step / 2, 106.0)
    assert (time.perf_counter() - started) / 20 < 0.05  # a slow machine may be busy, too


def test_the_table_holds_the_communes_of_the_other_one():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0] + "\n" == commune_centres.HEADER
    named = {Commune(*reversed(line.split("\t")[:2])) for line in lines[1:]}
    assert len(named) == len(lines) - 1
    missing = gazetteer().today() - named  # their centres can't be right
    assert len(missing) == 9
    assert not any(kind_of(f"{one.name}, {one.province}") in URGENT for one in named)


def test_a_line_of_another_shape_is_refused(tmp_path):
    table = tmp_path / "table.tsv"
    table.write_text("Tỉnh A\tXã B\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unpack"):
        Centres.read(table)
