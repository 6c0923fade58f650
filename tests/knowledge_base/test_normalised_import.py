"""Normalised records of others, as the evaluation reads them: all or nothing, faults by line."""

import json
from datetime import date

import pytest

from contract.facets import Facet
from knowledge_base.importing.normalised import ImportRefused, read_normalised
from knowledge_base.retrieval.records import Certainty, Channel, Origin

RECORD = {
    "id": "1.001193.000.00.00.H29",
    "title": "Thủ tục  đăng ký khai sinh",
    "field": "Hộ tịch",
    "levels": ["Cấp xã"],
    "subjects": ["Công dân Việt Nam"],
    "legal_basis": ["Luật 60/2014/QH13 về hộ tịch", "Nghị định 123/2015/NĐ-CP"],
    "dossier": [
        {"name": "- Tờ khai", "case": "Nộp", "original": 1, "copy": 0},
        {"name": "  "},
        {"name": "Giấy chứng sinh", "copy": 2},
    ],
    "methods": [
        {"channel": "direct", "time_value": 1, "time_unit": "Ngày làm việc", "fee": "8.000  đồng"},
        {"channel": "pigeon", "time_value": 9, "time_unit": "Ngày"},
    ],
    "online": True,
    "postal": False,
    "receiving_address": "UBND cấp xã",
    "conditions": "",
    "steps_text": "Bước 1.\nBước 2.",
    "results": [{"name": "Giấy khai sinh"}, {"name": ""}],
    "executing_agency": "Ủy ban nhân dân xã",
    "snapshot": "2026-06/07 crawl",
}


@pytest.fixture
def read(tmp_path):
    def give(*lines):
        path = tmp_path / "p.jsonl"
        texts = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return read_normalised(path)

    return give


def texts(entry, facet):
    return [f.text for f in entry.facts if f.facet is facet]


def test_a_record_becomes_a_procedure_of_the_portal(read):
    (entry,) = read(RECORD)
    assert entry.key == "1.001193"
    assert entry.title == "Thủ tục đăng ký khai sinh"
    assert entry.plain_name == "đăng ký khai sinh"
    assert entry.origin is Origin.PORTAL
    assert entry.certainty is Certainty.MEDIUM
    assert entry.levels == ("Cấp xã",)
    assert entry.verified_on == date(2026, 7, 1)
    assert "Ủy ban nhân dân xã" in entry.full_text


def test_its_papers_are_those_with_a_name(read):
    (entry,) = read(RECORD)
    papers = [f for f in entry.facts if f.facet is Facet.DOSSIER]
    assert [(p.text, p.case, p.originals, p.copies) for p in papers] == [
        ("Tờ khai", "Nộp", 1, None),
        ("Giấy chứng sinh", None, None, 2),
    ]


def test_time_and_fee_are_those_of_the_known_ways_of_filing(read):
    (entry,) = read(RECORD)
    assert texts(entry, Facet.TIME_LIMIT) == ["Nộp trực tiếp: 1 ngày làm việc."]
    assert texts(entry, Facet.FEE) == ["Nộp trực tiếp: 8.000 đồng"]
    assert next(f for f in entry.facts if f.facet is Facet.FEE).channel is Channel.COUNTER


def test_online_and_post_are_said_as_they_are_recorded_and_not_when_they_are_not(read):
    (entry,) = read(RECORD)
    assert "nhận hồ sơ trực tuyến" in texts(entry, Facet.ONLINE)[0]
    assert "không ghi nhận" in texts(entry, Facet.POSTAL)[0]
    (silent,) = read({"id": "1.000001", "title": "x"})
    assert silent.facts == ()


def test_the_documents_named_in_the_record_are_its_legal_basis(read):
    (entry,) = read(RECORD)
    assert texts(entry, Facet.LEGAL_BASIS) == ["Luật 60/2014/QH13", "Nghị định 123/2015/NĐ-CP"]


def test_other_facts_rest_on_the_decision_that_announces_the_procedure(read):
    (entry,) = read({**RECORD, "decision": "1872/QĐ-BTP"})
    assert {f.basis[0].document for f in entry.facts if f.facet is Facet.FEE} == {"1872/QĐ-BTP"}
    (entry,) = read({**RECORD, "decision": "QĐ/0001"})
    assert {f.basis for f in entry.facts if f.facet is Facet.FEE} == {()}


def test_blank_lines_are_skipped(read):
    assert len(read("", RECORD, "  ", {**RECORD, "id": "1.000002"})) == 2


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        "null",
        '"text"',
        "{}",
        '{"id": "1.000002"}',
        '{"id": "1.000002", "title": "x", "methods": [null]}',
        '{"id": "1.000002", "title": "x", "dossier": "Tờ khai"}',
        '{"id": "1.000002", "title": "x", "levels": 5}',
        '{"id": "1.000002", "title": "x", "levels": "Cấp xã"}',
        '{"id": "1.000002", "title": "x", "legal_basis": "Luật 60/2014/QH13"}',
    ],
)
def test_a_bad_line_is_refused_by_its_number(read, line):
    with pytest.raises(ImportRefused, match=r"p\.jsonl, line 3"):
        read(RECORD, "", line)


@pytest.mark.parametrize(
    "record",
    [
        {"id": "abc", "title": "x"},
        {"id": "1.000002", "title": " "},
        {"id": "TEST_MOT_CAP", "title": "x"},
    ],
)
def test_what_has_no_usable_code_or_title_is_left_out(read, record):
    assert [entry.key for entry in read(RECORD, json.dumps(record))] == ["1.001193"]


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_bytes("{'tên': 'đăng ký'}".encode("utf-16"))
    with pytest.raises(ImportRefused, match=r"p\.jsonl"):
        read_normalised(path)


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match=r"nowhere\.jsonl"):
        read_normalised(tmp_path / "nowhere.jsonl")
