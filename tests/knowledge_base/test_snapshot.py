import json

import numpy as np
import pytest

from contract.facets import Facet
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken, read_manifest
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.vectors import VectorIndex
from tests.support.knowledge import TODAY

QUESTIONS = ("khai sinh cần gì", "giay doc than phi bao nhieu", "xin giấy phép", "trễ hẹn thì sao")


class OtherEncoder:
    name = "another"
    dimension = 384


@pytest.fixture
def saved(snapshot, tmp_path):
    snapshot.save(tmp_path / "r", {"content": "digest", "entries": 3})
    return tmp_path / "r"


def test_a_snapshot_answers_the_same_after_it_was_saved_and_read(
    snapshot, saved, encoder, sentences
):
    again = Snapshot.load(saved, encoder)
    assert again.content == snapshot.content
    assert again.release == snapshot.release
    for question in QUESTIONS:
        before = Answerer(snapshot, sentences).answer(question, Context(), TODAY)
        assert Answerer(again, sentences).answer(question, Context(), TODAY) == before


def test_the_manifest_says_what_the_snapshot_is(saved, encoder):
    manifest = read_manifest(saved)
    assert manifest["release"] == "2026-11-24.1"
    assert manifest["encoder"] == encoder.name
    assert manifest["content"] == "digest"
    assert set(manifest["files"]) == {p.name for p in saved.iterdir()} - {"manifest.json"}


@pytest.mark.parametrize(
    "name", ["content.json", "accents.json", "lexical.npz", "body.npz", "vectors.faiss"]
)
@pytest.mark.parametrize("damage", ["cut", "gone", "changed"])
def test_a_damaged_file_is_refused_by_its_name(saved, encoder, name, damage):
    path = saved / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-1] if damage == "cut" else whole[:-1] + b"?")
    with pytest.raises(SnapshotBroken, match=name):
        Snapshot.load(saved, encoder)


@pytest.mark.parametrize("text", [None, "", "{", '{"format": 99}'])
def test_a_folder_without_a_usable_manifest_is_refused(saved, encoder, text):
    (saved / "manifest.json").unlink()
    if text is not None:
        (saved / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotBroken):
        Snapshot.load(saved, encoder)


def test_a_snapshot_of_another_encoder_is_refused(saved):
    with pytest.raises(SnapshotBroken, match="another"):
        Snapshot.load(saved, OtherEncoder())


def test_a_snapshot_of_another_version_of_the_program_is_refused(saved, encoder):
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    manifest["recipe"] = "of an older program"
    (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SnapshotBroken, match="version"):
        Snapshot.load(saved, encoder)


def test_a_snapshot_is_never_written_over_another(saved, snapshot):
    with pytest.raises(FileExistsError):
        snapshot.save(saved, {})


def test_entries_keep_their_surfaces_to_themselves(snapshot):
    for position in range(len(snapshot.entries)):
        numbers = snapshot.surfaces_of_entry(position)
        assert numbers
        assert {snapshot.surfaces[n].entry for n in numbers} == {position}


def test_the_nearest_vectors_come_with_their_cosine_and_no_padding():
    vectors = np.eye(3, dtype=np.float32)
    index = VectorIndex.build(vectors)
    near = index.nearest(vectors[1], 10)
    assert set(near) == {0, 1, 2}
    assert near[1] == pytest.approx(1)
    assert near[0] == pytest.approx(0)


def test_vectors_survive_the_trip_through_a_file(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    VectorIndex.build(vectors).save(tmp_path / "v")
    again = VectorIndex.load(tmp_path / "v")
    assert again.size == 4
    assert again.nearest(vectors[2], 1) == pytest.approx({2: 1})


def test_facts_of_an_entry_are_those_of_the_facet_on_the_day(snapshot):
    birth = snapshot.entries[0]
    assert [f.text for f in birth.facts_of(Facet.FEE, TODAY)] == [
        "Miễn lệ phí nếu đăng ký đúng hạn."
    ]
