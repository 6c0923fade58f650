"""``motcua kb import``, ``export`` and ``approve``: what they print, and their exit codes."""

import json
from dataclasses import replace

import pytest

from knowledge_base.retrieval.records import Origin
from knowledge_base.rows import live_content, load
from portal.cli import commands
from tests.support import portal_files as files
from tests.support.knowledge import CONTENT
from tests.support.portal_files import BEES, HIVES

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code, stdout and stderr."""

    def give(*arguments):
        code = commands.run(["kb", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return give


@pytest.fixture
def records(tmp_path):
    return files.write_jsonl(tmp_path / "p.jsonl", files.record(), files.record(id=HIVES))


def test_import_tells_what_it_did_and_shows_its_progress_on_stderr_only(run, records):
    code, out, err = run("import", records)
    assert code == 0
    assert out.splitlines()[0] == f"{records}: 2 imported"
    assert out.splitlines()[-1].startswith("1 files: 2 imported, 0 changed")
    assert "2/2" in err
    assert "2/2" not in out


def test_import_again_has_nothing_to_do_unless_told(run, records):
    run("import", records)
    assert "nothing to do" in run("import", records)[1]
    assert "2 unchanged" in run("import", records, "--again")[1]


def test_import_gives_one_document_and_nothing_else(run, records):
    code, out, err = run("import", records, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["imported"], document["refused_files"]) == (2, 0)
    assert [e["code"] for e in document["files"][0]["entries"]] == [BEES, HIVES]


def test_a_refused_file_fails_and_the_others_are_imported(run, records, tmp_path):
    wrong = tmp_path / "qd.pdf"
    wrong.write_bytes(b"%PDF-1.7")
    code, out, _ = run("import", wrong, records)
    assert code == 1
    assert "REFUSED" in out
    assert "1 files refused" in out
    assert {e.key for e in live_content().entries} == {BEES, HIVES}


def test_a_folder_of_records_is_imported(run, tmp_path):
    files.write_json(tmp_path / "a.json", files.page())
    files.write_json(tmp_path / "b.json", files.page(HIVES, stated="1.014023"))
    code, out, _ = run("import", tmp_path)
    assert code == 0
    assert f"skipped {HIVES}: its body belongs to another procedure" in out


def test_the_format_can_be_told(run, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"Mã số,Tên\n{BEES},Cấp phép nuôi ong\n", encoding="utf-8")
    assert run("import", path)[0] == 1
    assert run("import", path, "--format", "csv")[0] == 0


def test_a_path_that_is_not_there_is_one_sentence(run, tmp_path):
    code, out, err = run("import", tmp_path / "nowhere")
    assert (code, out) == (1, "")
    assert err.startswith("motcua: ")
    assert "nowhere" in err


def test_the_size_that_is_allowed_is_a_setting(run, records, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, import_max_mib=1)
    records.write_bytes(records.read_bytes() + b"\n" * 2**21)
    assert "more than the 1 MiB allowed" in run("import", records)[1]


def test_export_comes_back_unchanged(run, tmp_path):
    load(CONTENT)
    out = tmp_path / "out.jsonl"
    code, said, _ = run("export", "--out", out)
    assert (code, said) == (0, "")
    before = live_content()
    assert f"{len(before.entries)} unchanged" in run("import", out)[1]
    assert live_content() == before
    assert run("export")[1] == out.read_text("utf-8")


def test_an_export_that_can_not_be_written_leaves_nothing(run, tmp_path):
    code, out, err = run("export", "--out", tmp_path / "nowhere" / "out.jsonl")
    assert (code, out) == (1, "")
    assert err.startswith("motcua: ")
    assert list(tmp_path.iterdir()) == []


def test_approve_tells_each_result(run, records):
    run("import", records)
    assert run("approve", BEES)[:2] == (0, f"{BEES} approved\n")
    code, out, _ = run("approve", BEES, HIVES, "--json")
    assert code == 1
    assert [r["result"] for r in json.loads(out)["results"]] == ["not_imported", "approved"]
    assert {e.origin for e in live_content().entries} == {Origin.REVIEWED}
