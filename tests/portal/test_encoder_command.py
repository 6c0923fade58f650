"""``motcua encoder train``: the file it writes is an encoder that builds and searches."""

import json
from dataclasses import replace

import pytest

from knowledge_base.retrieval.encoder import E5Encoder, load_encoder
from knowledge_base.rows import load
from portal.cli import commands
from portal.cli import encoder as command
from tests.support.knowledge import BIRTH, CONTENT

MESSAGES = ["làm khai sinh cho con", "giấy khai sinh nộp ở đâu", "dang ky ket hon"] * 2

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bundled_once(monkeypatch, teacher, vector_cache):
    monkeypatch.setattr(command, "E5Encoder", lambda: teacher)
    monkeypatch.setattr(command, "read_messages", lambda _root: MESSAGES)
    monkeypatch.setattr(command, "VectorCache", lambda _path: vector_cache)


def test_what_it_writes_serves(settings, capsys):
    load(CONTENT)
    assert commands.run(["encoder", "train", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == str(settings.VAR / "encoder" / "trained.npz")
    assert said["encoder"] == load_encoder(said["file"]).name
    assert said["messages"] == len(set(MESSAGES))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, encoder=said["file"])
    assert commands.run(["index", "build"]) == 0
    capsys.readouterr()
    assert commands.run(["search", "dang ky khai sinh", "--json"]) == 0
    assert BIRTH in capsys.readouterr().out


def test_it_learns_from_an_operators_file_and_writes_where_it_is_told(tmp_path, capsys):
    load(CONTENT)
    procedures, out = tmp_path / "p.jsonl", tmp_path / "folder" / "own.npz"
    records = [{"id": f"2.99999{n}", "title": f"Thủ tục nuôi ong {n}"} for n in range(3)]
    procedures.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    arguments = ["encoder", "train", "--procedures", str(procedures), "--out", str(out)]
    assert commands.run(arguments) == 0
    assert f"ENCODER={out}" in capsys.readouterr().out
    assert load_encoder(str(out)).encode_query("nuôi ong").any()


def test_messages_are_encoded_once(monkeypatch, capsys):
    load(CONTENT)
    assert commands.run(["encoder", "train"]) == 0

    def again(*_arguments):
        raise AssertionError("a message was encoded again")

    monkeypatch.setattr(E5Encoder, "encode_query", again)
    assert commands.run(["encoder", "train"]) == 0


def test_without_content_it_says_there_is_too_little(capsys):
    assert commands.run(["encoder", "train"]) == 1
    assert "too little content" in capsys.readouterr().err
