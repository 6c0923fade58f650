"""Content as files: every fault is named with its file and its field."""

import json
from collections import Counter

import pytest
import yaml

from contract.facets import Facet
from knowledge_base.content_files import CONTENT_FOLDER, ContentInvalid, read_content
from knowledge_base.retrieval.records import EntryKind

LAW = {
    "kind": "legal_document",
    "number": "60/2014/QH13",
    "name": "Luật Hộ tịch 2014",
    "title": "Luật Hộ tịch",
    "issued_on": None,
    "valid_from": "2016-01-01",
    "valid_to": None,
    "certainty": "high",
    "verified_on": "2026-11-24",
}
FACT = {
    "facet": "summary",
    "text": "Làm trong ngày.",
    "basis": [{"document": "60/2014/QH13", "article": "Điều 16"}],
    "valid_from": "2016-01-01",
    "valid_to": None,
    "certainty": "high",
    "verified_on": "2026-11-24",
}
PROCEDURE = {
    "kind": "procedure",
    "code": "1.001193",
    "title": "Thủ tục đăng ký khai sinh",
    "plain_name": "đăng ký khai sinh",
    "field": "Hộ tịch",
    "levels": ["Cấp xã"],
    "audience": ["Công dân"],
    "facts": [FACT],
    "sample_questions": ["a", "b", "c", "d", "e"],
    "certainty": "high",
    "verified_on": "2026-11-24",
}
RULE = {
    "kind": "rule",
    "id": "tre-hen",
    "field": "Một cửa",
    "title": "Trễ hẹn",
    "plain_name": "trễ hẹn",
    "facts": [FACT],
    "sample_questions": ["a", "b", "c", "d", "e"],
    "certainty": "high",
    "verified_on": "2026-11-24",
}
GUIDE = {**RULE, "kind": "guide", "id": "nop-qua-mang"}
WORDS = {
    "kind": "lexicon",
    "entries": [{"term": "ko", "means": ["không"], "kind": "teencode"}],
}
OFFICE = {
    "id": "thu-duc",
    "name": "Trung tâm",
    "level": "province",
    "area": "TP. Hồ Chí Minh",
    "address": None,
    "phone": None,
    "hours": None,
    "valid_from": None,
    "valid_to": None,
    "basis": [{"document": "60/2014/QH13"}],
    "certainty": "high",
    "verified_on": "2026-11-24",
}
FILES = {
    "procedures/khai-sinh.yml": PROCEDURE,
    "rules/tre-hen.yml": RULE,
    "guides/nop-qua-mang.yml": GUIDE,
    "legal_documents/luat.yml": LAW,
    "lexicon/tu.yml": WORDS,
    "offices/noi.yml": {"kind": "offices", "offices": [OFFICE]},
}


@pytest.fixture
def folder(tmp_path):
    def write(files):
        for name, document in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            text = document if isinstance(document, str) else yaml.safe_dump(document)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def changed(name, path, value):
    files = json.loads(json.dumps(FILES))
    place = files[name]
    for step in path[:-1]:
        place = place[step]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return files


def problems_of(folder):
    with pytest.raises(ContentInvalid) as refused:
        read_content(folder)
    return refused.value.problems


def test_right_files_become_records(folder):
    content = read_content(folder(FILES))
    assert [(e.kind, e.key) for e in content.entries] == [
        (EntryKind.PROCEDURE, "1.001193"),
        (EntryKind.RULE, "tre-hen"),
        (EntryKind.GUIDE, "nop-qua-mang"),
    ]
    assert content.entries[0].facts[0].text == "Làm trong ngày."
    assert [d.number for d in content.documents] == ["60/2014/QH13"]
    assert [w.term for w in content.lexicon] == ["ko"]
    assert [o.key for o in content.offices] == ["thu-duc"]


KHAI_SINH = "procedures/khai-sinh.yml"


@pytest.mark.parametrize(
    ("name", "path", "value", "field"),
    [
        (KHAI_SINH, ["code"], KeyError, "code"),
        (KHAI_SINH, ["code"], "1193", "code"),
        (KHAI_SINH, ["title"], "  ", "title"),
        (KHAI_SINH, ["title"], None, "title"),
        (KHAI_SINH, ["levels"], [], "levels"),
        (KHAI_SINH, ["levels"], "Cấp xã", "levels"),
        (KHAI_SINH, ["audience"], KeyError, "audience"),
        (KHAI_SINH, ["kind"], "rule", "kind"),
        (KHAI_SINH, ["certainty"], "sure", "certainty"),
        (KHAI_SINH, ["verified_on"], "hôm qua", "verified_on"),
        (KHAI_SINH, ["sample_questions"], ["a"], "sample_questions"),
        (KHAI_SINH, ["facts"], [], "facts"),
        (KHAI_SINH, ["colour"], "red", "colour"),
        (KHAI_SINH, ["facts", 0, "facet"], "price", "facts.0.facet"),
        (KHAI_SINH, ["facts", 0, "text"], "", "facts.0.text"),
        (KHAI_SINH, ["facts", 0, "basis"], [], "facts.0.basis"),
        (KHAI_SINH, ["facts", 0, "basis", 0, "document"], None, "facts.0.basis.0.document"),
        (KHAI_SINH, ["facts", 0, "valid_from"], KeyError, "facts.0.valid_from"),
        (KHAI_SINH, ["facts", 0, "valid_to"], "2026-02-30", "facts.0.valid_to"),
        (KHAI_SINH, ["facts", 0, "originals"], -1, "facts.0.originals"),
        (KHAI_SINH, ["facts", 0, "channel"], "fax", "facts.0.channel"),
        (KHAI_SINH, ["facts", 0, "extra"], 1, "facts.0.extra"),
        ("rules/tre-hen.yml", ["id"], "Trễ hẹn", "id"),
        ("guides/nop-qua-mang.yml", ["field"], KeyError, "field"),
        ("legal_documents/luat.yml", ["number"], "", "number"),
        ("lexicon/tu.yml", ["entries", 0, "means"], [], "entries.0.means"),
        ("lexicon/tu.yml", ["entries", 0, "kind"], "slang", "entries.0.kind"),
        ("offices/noi.yml", ["offices", 0, "level"], "district", "offices.0.level"),
        ("offices/noi.yml", ["offices", 0, "phone"], KeyError, "offices.0.phone"),
    ],
)
def test_a_fault_is_named_with_its_file_and_its_field(folder, name, path, value, field):
    problems = problems_of(folder(changed(name, path, value)))
    assert any(p.startswith(f"{name}: {field}: ") for p in problems), problems


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "kind: [", "a: b: c", "\tkind: procedure"], ids=repr
)
def test_a_file_that_is_no_yaml_mapping_is_named(folder, text):
    problems = problems_of(folder({**FILES, KHAI_SINH: text}))
    assert any(p.startswith(f"{KHAI_SINH}: ") for p in problems)


def test_a_file_in_another_encoding_is_named(folder):
    root = folder(FILES)
    (root / KHAI_SINH).write_bytes("title: đăng ký".encode("utf-16"))
    assert any(KHAI_SINH in p for p in problems_of(root))


def test_an_unquoted_day_that_does_not_exist_is_named(folder):
    text = yaml.safe_dump({**PROCEDURE, "verified_on": "DAY"}).replace("DAY", "2026-02-30")
    problems = problems_of(folder({**FILES, KHAI_SINH: text}))
    assert any(p.startswith(f"{KHAI_SINH}: ") for p in problems)


def test_every_fault_is_named_at_once(folder):
    files = changed(KHAI_SINH, ["title"], None)
    files["rules/tre-hen.yml"]["field"] = None
    files["lexicon/tu.yml"]["kind"] = "words"
    problems = problems_of(folder(files))
    assert {p.partition(":")[0] for p in problems} == {
        KHAI_SINH, "rules/tre-hen.yml", "lexicon/tu.yml",
    }  # fmt: skip


def test_a_fact_must_rest_on_a_document_on_file(folder):
    files = changed(KHAI_SINH, ["facts", 0, "basis", 0, "document"], "1/2030/NĐ-CP")
    (problem,) = problems_of(folder(files))
    assert "1.001193" in problem
    assert "1/2030/NĐ-CP" in problem


def test_an_office_must_rest_on_a_document_on_file(folder):
    files = changed("offices/noi.yml", ["offices", 0, "basis", 0, "document"], "1/2030/NĐ-CP")
    (problem,) = problems_of(folder(files))
    assert "thu-duc" in problem
    assert "1/2030/NĐ-CP" in problem


def test_a_fact_can_not_end_before_it_starts(folder):
    (problem,) = problems_of(folder(changed(KHAI_SINH, ["facts", 0, "valid_to"], "2015-01-01")))
    assert "1.001193" in problem


def test_a_document_must_be_replaced_by_one_on_file(folder):
    (problem,) = problems_of(folder(changed("legal_documents/luat.yml", ["replaced_by"], "9/2030")))
    assert "60/2014/QH13" in problem
    assert "9/2030" in problem


@pytest.mark.parametrize(
    ("again", "document", "key"),
    [
        ("procedures/b.yml", PROCEDURE, "1.001193"),
        ("guides/b.yml", {**GUIDE, "id": "tre-hen"}, "tre-hen"),
        ("legal_documents/b.yml", LAW, "60/2014/QH13"),
        ("lexicon/b.yml", WORDS, "ko"),
        ("offices/b.yml", {"kind": "offices", "offices": [OFFICE]}, "thu-duc"),
    ],
)
def test_a_key_used_twice_is_named(folder, again, document, key):
    assert any(key in p for p in problems_of(folder({**FILES, again: document})))


def test_a_folder_that_is_not_there_is_no_empty_knowledge_base(tmp_path):
    with pytest.raises((ContentInvalid, OSError)):
        read_content(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def real():
    return read_content(CONTENT_FOLDER)


def test_the_real_content_has_no_fault(real):
    kinds = Counter(entry.kind for entry in real.entries)
    assert kinds[EntryKind.PROCEDURE] >= 25
    assert kinds[EntryKind.RULE] >= 25
    assert kinds[EntryKind.GUIDE] >= 2


def test_every_real_entry_has_a_summary(real):
    without = [e.key for e in real.entries if all(f.facet is not Facet.SUMMARY for f in e.facts)]
    assert without == []


def test_every_real_procedure_says_which_papers_and_where(real):
    wanted = {Facet.DOSSIER, Facet.WHERE}
    assert _missing(real, wanted) == {}


def test_few_real_procedures_leave_open_what_they_cost_or_how_long_they_take(real):
    procedures = [e for e in real.entries if e.kind is EntryKind.PROCEDURE]
    open_ones = _missing(real, {Facet.FEE, Facet.TIME_LIMIT})
    assert len(open_ones) <= len(procedures) // 5, open_ones


def _missing(content, wanted):
    return {
        e.key: sorted(wanted - {f.facet for f in e.facts})
        for e in content.entries
        if e.kind is EntryKind.PROCEDURE and wanted - {f.facet for f in e.facts}
    }


def test_every_real_fact_has_a_basis_and_a_day_of_checking(real):
    facts = [(e.key, f) for e in real.entries for f in e.facts]
    assert [key for key, f in facts if not f.basis or f.verified_on is None] == []
