"""The command line: results on stdout, one sentence on stderr when it can't."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from contract.facets import Facet
from knowledge_base import releases
from knowledge_base.content_files import CONTENT_FOLDER
from knowledge_base.releases import ReleaseStore
from knowledge_base.retrieval.records import Origin
from knowledge_base.rows import load
from portal.cli import commands, evaluate
from tests.support.knowledge import BIRTH, CONTENT, TODAY, changed, fact

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_encoder(monkeypatch, encoder, vector_cache):
    for module in (commands, evaluate):
        monkeypatch.setattr(module, "load_encoder", lambda _name: encoder)
    monkeypatch.setattr(releases, "VectorCache", lambda _path: vector_cache)
    monkeypatch.setattr(evaluate, "VectorCache", lambda _path: vector_cache)


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code, stdout and stderr."""

    def give(*arguments):
        code = commands.run([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return give


@pytest.fixture
def built(settings, encoder):
    load(CONTENT)
    store = ReleaseStore(settings.RELEASES)
    store.build(CONTENT, encoder, TODAY)
    return store


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "q.jsonl"
    line = {"qid": "q", "question": "đăng ký khai sinh", "relevant": [BIRTH], "mode": "any"}
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def turns(tmp_path):
    path = tmp_path / "t.jsonl"
    line = {
        "id": "t",
        "context": None,
        "said": "đăng ký khai sinh",
        "kind": "first",
        "relevant": [BIRTH],
    }
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def procedures(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "2.999999", "title": "Thủ tục nuôi ong"}', encoding="utf-8")
    return path


def one_document(said):
    """Read stdout as exactly one JSON document: anything else beside it is an error."""
    code, out, err = said
    assert code == 0, err
    assert err == ""
    return json.loads(out)


def is_one_sentence(said, *parts):
    """Check that a command failed with one sentence on stderr and nothing on stdout."""
    code, out, err = said
    assert code == 1
    assert out == ""
    assert err.startswith("motcua: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert all(part in err for part in parts)
    return True


def test_search_lists_what_is_found_best_first(run, built):
    code, out, err = run("search", "dang ky khai sinh", "--top", "2")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 2
    assert BIRTH in out.splitlines()[0]


def test_search_gives_one_document(run, built):
    document = one_document(run("search", "khai sinh", "--json"))
    assert document["release"] == "2026-11-24.1"
    assert [hit["rank"] for hit in document["hits"]] == list(range(1, len(document["hits"]) + 1))
    assert document["hits"][0]["key"] == BIRTH


def test_a_search_that_finds_nothing_says_so(run, built):
    assert run("search", "🙂")[:2] == (0, "Không tìm thấy gì.\n")
    assert one_document(run("search", "🙂", "--json"))["hits"] == []


def test_ask_gives_the_answer_with_its_source_day_and_release(run, built):
    code, out, _ = run("ask", "khai sinh nộp ở đâu")
    assert code == 0
    assert "bất kỳ Trung tâm" in out
    assert "Nghị định 118/2025/NĐ-CP, Điều 15" in out
    assert "bản 2026-11-24.1" in out


def test_ask_gives_one_document(run, built):
    document = one_document(run("ask", "khai tử, kết hôn phí bao nhiêu", "--json"))
    assert [r["meta"]["outcome"] for r in document["replies"]] == ["answered", "answered"]


def test_ask_answers_for_another_day(run, built):
    said = run("ask", "khai sinh nộp ở đâu", "--as-of", "2019-05-01", "--json")
    assert one_document(said)["replies"][0]["meta"]["as_of"] == "2019-05-01"


def test_index_build_makes_a_release_once(run, built):
    document = one_document(run("index", "build", "--json"))
    assert document["fresh"] is True  # rows come in another order than the files
    again = one_document(run("index", "build", "--json"))
    assert again == {"release": document["release"], "fresh": False}


def test_index_build_shows_its_progress_on_stderr_only(run, built):
    code, out, err = run("index", "build")
    assert code == 0
    assert out.startswith("release ")
    assert len(out.splitlines()) == 1
    assert "encode" in err


def test_releases_are_listed_with_the_serving_one_marked(run, built, encoder):
    built.build(changed(BIRTH, title="x"), encoder, TODAY)
    listed = one_document(run("release", "list", "--json"))["releases"]
    assert [(r["name"], r["serving"]) for r in listed] == [
        ("2026-11-24.1", False),
        ("2026-11-24.2", True),
    ]
    assert run("release", "list")[1].splitlines()[1].startswith("* 2026-11-24.2")


def test_an_earlier_release_is_put_back(run, built, encoder):
    built.build(changed(BIRTH, title="x"), encoder, TODAY)
    assert run("release", "rollback", "2026-11-24.1")[0] == 0
    assert built.current_name() == "2026-11-24.1"


def test_a_release_that_is_not_there_is_one_sentence(run, built):
    assert is_one_sentence(run("release", "rollback", "nope"), "nope")


@pytest.mark.parametrize(
    "command",
    [("search", "x"), ("ask", "x"), ("ask", "x", "--json"), ("release", "list")],
    ids=" ".join,
)
def test_without_a_release_it_is_one_sentence_that_says_what_to_run(run, command):
    assert is_one_sentence(run(*command), "index build")


def test_a_damaged_release_is_one_sentence(run, built, settings):
    (settings.RELEASES / "2026-11-24.1" / "content.json").write_text("{", encoding="utf-8")
    assert is_one_sentence(run("ask", "x"), "content.json")


def test_eval_gives_the_three_slices_in_one_document(run, built, questions):
    document = one_document(run("eval", "--questions", questions, "--json"))
    assert set(document) == {"as_typed", "accents_removed", "multi_turn"}
    assert document["as_typed"]["recall_1"] == 1
    assert document["multi_turn"] is None


def test_eval_prints_a_table(run, built, questions):
    code, out, _ = run("eval", "--questions", questions)
    assert code == 0
    for word in ("as typed", "accents removed", "multi-turn", "recall_1", "mrr", "p95_ms"):
        assert word in out


def test_eval_on_a_file_of_procedures_leaves_the_knowledge_base_alone(
    run, built, questions, procedures
):
    one_document(run("eval", "--questions", questions, "--procedures", procedures, "--json"))
    assert built.names() == ["2026-11-24.1"]
    assert one_document(run("search", "nuôi ong", "--json"))["hits"][0]["key"] != "2.999999"


@pytest.mark.parametrize(("floor", "code"), [(0.9, 0), (1.01, 1)])
def test_eval_fails_when_a_figure_misses_its_floor(
    run, built, questions, tmp_path, monkeypatch, floor, code
):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"own": {"as_typed": {"recall_1": floor}}}), encoding="utf-8")
    monkeypatch.setattr("portal.cli.evaluate.FLOORS_FILE", floors)
    ended, _, told = run("eval", "--questions", questions, "--floors", "own")
    assert ended == code
    assert ("below the floor: as_typed: recall_1" in told) is bool(code)


def test_eval_can_leave_out_what_is_not_on_record(run, built, tmp_path):
    path = tmp_path / "q.jsonl"
    line = {"qid": "q1", "question": "nuôi ong", "relevant": ["9.999999"], "mode": "any"}
    path.write_text(json.dumps(line), encoding="utf-8")
    told = run("eval", "--questions", path, "--on-record")
    assert is_one_sentence(told, "no answer is on record")


def test_eval_names_the_line_that_is_wrong(run, built, questions, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}", encoding="utf-8")
    assert is_one_sentence(run("eval", "--questions", broken), "broken.jsonl, line 1")
    said = run("eval", "--questions", questions, "--procedures", broken)
    assert is_one_sentence(said, "broken.jsonl, line 1")


@pytest.mark.parametrize("kind", ["--questions", "--turns"])
def test_eval_on_a_file_in_another_encoding_is_one_sentence(run, built, tmp_path, kind):
    path = tmp_path / "q.jsonl"
    path.write_bytes("đăng ký".encode("utf-16"))
    assert is_one_sentence(run("eval", kind, path), "q.jsonl")


def test_eval_counts_turns_by_kind(run, built, turns):
    document = one_document(run("eval", "--turns", turns, "--json"))
    assert set(document) == {"as_typed", "accents_removed"}
    assert document["as_typed"]["all"]["turns"] == 1
    assert set(document["as_typed"]) == {"first", "all"}
    code, out, _ = run("eval", "--turns", turns)
    assert code == 0
    for word in ("as typed", "accents removed", "right", "offered", "wrong", "first"):
        assert word in out


@pytest.mark.parametrize(("floor", "code"), [(0.9, 0), (1.01, 1)])
def test_eval_fails_when_turns_miss_a_floor(run, built, turns, tmp_path, monkeypatch, floor, code):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"turns": {"as_typed": {"right": floor}}}), encoding="utf-8")
    monkeypatch.setattr("portal.cli.evaluate.FLOORS_FILE", floors)
    ended, _, told = run("eval", "--turns", turns, "--floors", "turns")
    assert ended == code
    assert ("below the floor: as_typed: right" in told) is bool(code)


def test_eval_of_turns_that_are_not_on_record_is_one_sentence(run, built, tmp_path):
    path = tmp_path / "t.jsonl"
    line = {"id": "t", "context": "9.999999", "said": "a", "kind": "told", "relevant": ["9.999999"]}
    path.write_text(json.dumps(line), encoding="utf-8")
    assert is_one_sentence(run("eval", "--turns", path), "on record")
    path.write_text("{}", encoding="utf-8")
    assert is_one_sentence(run("eval", "--turns", path), "t.jsonl, line 1")


def test_a_file_that_is_not_there_is_one_sentence(run, built, tmp_path):
    assert is_one_sentence(run("eval", "--questions", tmp_path / "nowhere.jsonl"), "nowhere.jsonl")


def test_the_content_of_the_product_has_no_fault(run):
    code, out, err = run("kb", "check")
    assert (code, err) == (0, "")
    assert "no fault found" in out


def test_a_fault_in_the_content_is_told_and_fails(run, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text("kind: rule", encoding="utf-8")
    code, out, err = run("kb", "check", "--folder", tmp_path)
    assert (code, out) == (1, "")
    assert "rules/a.yml: title" in err


@pytest.fixture
def small_folder(tmp_path):
    """Give a folder with one real rule and one real procedure."""
    shutil.copytree(CONTENT_FOLDER / "legal_documents", tmp_path / "content" / "legal_documents")
    for name in ("rules/tre-hen-thu-xin-loi.yml", "procedures/1.001193-dang-ky-khai-sinh.yml"):
        (tmp_path / "content" / name).parent.mkdir()
        shutil.copy(CONTENT_FOLDER / name, tmp_path / "content" / name)
    return tmp_path / "content"


def test_a_claim_that_can_not_be_true_is_told_with_its_file_and_fails(run, small_folder):
    rule = small_folder / "rules" / "tre-hen-thu-xin-loi.yml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("verified_on: 2026-11-24", "verified_on: 2999-01-01", 1), "utf-8")
    code, out, err = run("kb", "check", "--folder", small_folder)
    assert (code, out) == (1, "")
    assert "rules/tre-hen-thu-xin-loi.yml: tre-hen-thu-xin-loi: facts.0: verified on 2999" in err
    code, out, err = run("kb", "check", "--folder", small_folder, "--json")
    assert (code, err) == (1, "")
    (fault,) = json.loads(out)["faults"]
    assert fault["place"].startswith("rules/tre-hen-thu-xin-loi.yml: ")


def test_what_the_portal_says_otherwise_is_listed_and_refuses_nothing(run, small_folder, tmp_path):
    record = {
        "id": BIRTH,
        "title": "Thủ tục đăng ký khai sinh",
        "dossier": [{"name": "Sổ hộ khẩu"}],
        "snapshot": "2026-06/07",
    }
    portal = tmp_path / "portal.jsonl"
    portal.write_text(json.dumps(record), encoding="utf-8")
    code, out, _ = run("kb", "check", "--folder", small_folder, "--portal", portal)
    assert code == 0
    assert f"{BIRTH}  dossier" in out
    assert "no fault found" in out
    said = run("kb", "check", "--folder", small_folder, "--portal", portal, "--json")
    listed = one_document(said)["conflicts"]
    assert [(c["code"], c["about"]) for c in listed] == [(BIRTH, "dossier")]


def test_what_was_imported_and_is_live_is_compared_too(run, small_folder):
    stale = fact(Facet.DOSSIER, "Sổ hộ khẩu")
    load(changed(BIRTH, origin=Origin.PORTAL, facts=(stale,)))
    listed = one_document(
        run("kb", "check", "--folder", small_folder, "--portal", "live", "--json")
    )["conflicts"]
    assert [(c["code"], c["about"]) for c in listed] == [(BIRTH, "dossier")]


def test_a_content_folder_that_is_not_there_is_one_sentence(run, tmp_path):
    assert is_one_sentence(run("kb", "check", "--folder", tmp_path / "nowhere"), "nowhere")


@pytest.mark.parametrize(
    "command",
    [(), ("fly",), ("search",), ("search", "x", "--top", "0"), ("ask", "x", "--as-of", "hôm qua")],
    ids=str,
)
def test_wrong_usage_is_told_with_exit_2(run, command, capsys):
    with pytest.raises(SystemExit) as stopped:
        commands.run(list(command))
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def cli(tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "MOTCUA_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
    )


def test_the_program_says_what_to_do_when_there_is_no_database(tmp_path):
    done = cli(tmp_path, "index", "build", "--json")
    assert is_one_sentence((done.returncode, done.stdout, done.stderr), "make setup")


def test_a_setting_that_can_not_be_used_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", "abc")
    done = cli(tmp_path, "release", "list")
    assert is_one_sentence((done.returncode, done.stdout, done.stderr), "PORT")


@pytest.mark.django_db
def test_a_full_disk_is_told_in_a_sentence(monkeypatch, capsys):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(commands, "reconcile", full)
    assert commands.run(["index", "reconcile"]) == 1
    assert "motcua: database or disk is full" in capsys.readouterr().err


@pytest.mark.parametrize(("free", "advice"), [(0, "the disk is full"), (10**9, "make setup")])
def test_what_to_do_about_a_database_that_fails_depends_on_the_disk(
    free, advice, monkeypatch, capsys
):
    def fails(*_):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr(commands, "reconcile", fails)
    monkeypatch.setattr(commands.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert commands.run(["index", "reconcile"]) == 1
    assert advice in capsys.readouterr().err
