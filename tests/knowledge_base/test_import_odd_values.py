"""Values that JSON can hold and no row can: named, never a traceback, nothing half-imported."""

import json
from datetime import date

import pytest

from contract.facets import Facet
from knowledge_base.importing.store import Import
from knowledge_base.rows import live_content
from tests.support import portal_files as files

pytestmark = pytest.mark.django_db

PROCEDURE = {"kind": "procedure", "id": files.BEES, "title": "Nuôi ong", "plain_name": "nuôi ong"}


@pytest.fixture
def bring(tmp_path):
    def give(*lines):
        path = files.write_jsonl(tmp_path / "p.jsonl", *lines)
        return Import({}, date(2026, 11, 24)).file(path, lambda *_: None)

    return give


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5000])
def test_a_number_that_is_none_refuses_the_file_by_its_line(bring, number):
    line = json.dumps(files.record(id=files.HIVES)).replace('"copy": 0', f'"copy": {number}')
    assert "line 2: not JSON" in bring(files.record(), line).refused
    assert not live_content().entries


@pytest.mark.parametrize("copies", [-5, 100, 10**30])
def test_a_number_of_copies_that_can_not_be_one_is_left_out_and_said_so(bring, copies):
    report = bring(files.record(dossier=[{"name": "Đơn", "original": 1, "copy": copies}]))
    (paper,) = (f for f in live_content().entries[0].facts if f.facet is Facet.DOSSIER)
    assert (paper.text, paper.originals, paper.copies) == ("Đơn", 1, None)
    assert f"no number of originals or copies, left out: {str(copies)[:20]}" in str(report.lines)


def test_half_a_character_is_replaced_and_said_so(bring):
    report = bring(json.dumps(files.record(title="Thủ tục nuôi \ud800 ong")))
    assert live_content().entries[0].title == "Thủ tục nuôi \ufffd ong"
    assert "can't be read" in str(report.lines)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"title": "\ud800"}, "half of a character"),
        ({"title": " "}, "no usable title"),
        ({"id": "x" * 121}, "no usable code"),
        ({"plain_name": "x" * 256}, "no usable title or plain_name"),
        ({"facts": [{"facet": "fee", "text": "x", "originals": -1}]}, "no number of originals"),
        ({"facts": [{"facet": "fee", "text": "x", "copies": 10**30}]}, "no number of originals"),
        (
            {"facts": [{"facet": "fee", "text": "x", "basis": [{"document": d} for d in "abc"]}]},
            "more than 2 documents",
        ),
    ],
)
def test_a_line_of_an_export_that_no_row_can_hold_refuses_the_file(bring, more, reason):
    refused = bring(json.dumps({**PROCEDURE, "id": files.HIVES}), json.dumps({**PROCEDURE, **more}))
    assert "line 2" in refused.refused
    assert reason in refused.refused
    assert not live_content().entries
