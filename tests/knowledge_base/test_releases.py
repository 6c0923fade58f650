"""Releases: built beside the one that serves, swapped in whole."""

import hashlib
import json
import multiprocessing
import os
from datetime import timedelta

import numpy as np
import pytest

from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.releases import KEPT, NoRelease, ReleaseStore
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken
from knowledge_base.serving import ServingRelease
from tests.support.knowledge import BIRTH, CONTENT, TODAY, changed

CHANGED = changed(BIRTH, plain_name="đăng ký khai sinh cho trẻ")


class CountingEncoder:
    """Vectors of no meaning, and a count of what was encoded."""

    name = "counting"
    dimension = 4

    def __init__(self):
        self.encoded = []

    def encode_passages(self, texts):
        self.encoded += texts
        vectors = np.array([[len(t), t.count("a"), t.count("n"), 1] for t in texts], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_query(self, text):
        return self.encode_passages([text])[0]


@pytest.fixture
def counting():
    return CountingEncoder()


@pytest.fixture
def store(tmp_path):
    return ReleaseStore(tmp_path / "releases")


@pytest.fixture
def releases(tmp_path):
    return tmp_path / "releases"


@pytest.fixture
def serving(store, counting):
    return ServingRelease(store, counting)


def test_the_first_build_serves(store, counting):
    built = store.build(CONTENT, counting, TODAY)
    assert (built.name, built.fresh) == ("2026-11-24.1", True)
    assert store.current_name() == built.name
    assert store.load_current(counting).content == CONTENT


def test_building_twice_makes_one_release(store, counting):
    first = store.build(CONTENT, counting, TODAY)
    second = store.build(CONTENT, counting, TODAY + timedelta(days=1))
    assert (second.name, second.fresh) == (first.name, False)
    assert store.names() == [first.name]


def test_changed_content_makes_a_new_release(store, counting):
    store.build(CONTENT, counting, TODAY)
    built = store.build(CHANGED, counting, TODAY)
    assert (built.name, built.fresh) == ("2026-11-24.2", True)
    assert store.load_current(counting).content == CHANGED
    assert store.names() == ["2026-11-24.1", "2026-11-24.2"]


def test_another_encoder_makes_a_new_release(store, counting):
    store.build(CONTENT, counting, TODAY)
    other = CountingEncoder()
    other.name = "counting-2"
    assert store.build(CONTENT, other, TODAY).fresh


def test_an_earlier_release_can_be_put_back(store, counting):
    store.build(CONTENT, counting, TODAY)
    store.build(CHANGED, counting, TODAY)
    store.roll_back("2026-11-24.1")
    assert store.load_current(counting).content == CONTENT


def test_a_release_that_does_not_exist_can_not_be_put_back(store, counting):
    store.build(CONTENT, counting, TODAY)
    for name in ("2020-01-01.1", "../releases/2026-11-24.1", ""):
        with pytest.raises(NoRelease):
            store.roll_back(name)
    assert store.current_name() == "2026-11-24.1"


def test_a_damaged_release_can_not_be_put_back(store, counting, releases):
    store.build(CONTENT, counting, TODAY)
    store.build(CHANGED, counting, TODAY)
    (releases / "2026-11-24.1" / "content.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SnapshotBroken):
        store.roll_back("2026-11-24.1")
    assert store.current_name() == "2026-11-24.2"


def test_without_a_release_it_says_what_to_run(store, counting):
    assert store.names() == []
    with pytest.raises(NoRelease, match="index build"):
        store.load_current(counting)


def test_releases_are_listed_oldest_first_by_day_and_number(store, releases):
    for name in ("2026-11-24.10", "2026-11-24.9", "2026-11-03.1"):
        (releases / name).mkdir(parents=True)
        (releases / name / "manifest.json").write_text("{}", encoding="utf-8")
    assert store.names() == ["2026-11-03.1", "2026-11-24.9", "2026-11-24.10"]


def test_old_releases_are_dropped_but_never_the_serving_one(store, counting):
    for number in range(KEPT + 3):
        store.build(changed(BIRTH, plain_name=f"khai sinh {number}"), counting, TODAY)
    assert len(store.names()) == KEPT
    assert store.current_name() in store.names()
    assert store.load_current(counting).release == f"2026-11-24.{KEPT + 3}"


def _die_while_making(folder):
    def die(*_):
        os._exit(9)

    Snapshot.save = die
    ReleaseStore(folder).build(CHANGED, CountingEncoder(), TODAY)


def _die_between_making_and_naming(folder):
    ReleaseStore._point_to = lambda *_: os._exit(9)
    ReleaseStore(folder).build(CHANGED, CountingEncoder(), TODAY)


@pytest.mark.parametrize("die", [_die_while_making, _die_between_making_and_naming])
def test_a_build_that_is_killed_leaves_the_old_release_serving(store, counting, releases, die):
    store.build(CONTENT, counting, TODAY)
    process = multiprocessing.get_context("fork").Process(target=die, args=(releases,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert store.load_current(counting).content == CONTENT
    assert store.build(CHANGED, counting, TODAY).fresh
    assert store.load_current(counting).content == CHANGED


def test_a_build_that_fails_leaves_the_old_release_serving_and_nothing_behind(
    store, counting, releases
):
    class FailingEncoder(CountingEncoder):
        def encode_passages(self, texts):
            raise OSError("disk full")

    store.build(CONTENT, counting, TODAY)
    before = sorted(p.name for p in releases.iterdir())
    with pytest.raises(OSError, match="disk full"):
        store.build(CHANGED, FailingEncoder(), TODAY)
    assert store.load_current(counting).content == CONTENT
    assert sorted(p.name for p in releases.iterdir()) == before


def test_building_again_heals_a_damaged_release(store, counting, releases):
    store.build(CONTENT, counting, TODAY)
    (releases / "2026-11-24.1" / "content.json").write_text("{}", encoding="utf-8")
    store.build(CONTENT, counting, TODAY)
    assert store.load_current(counting).content == CONTENT


def test_the_release_that_answers_is_swapped_when_another_is_named(store, counting, serving):
    store.build(CONTENT, counting, TODAY)
    serving.look()
    held = serving.snapshot()
    store.build(CHANGED, counting, TODAY)
    serving.look()
    assert serving.snapshot().content == CHANGED
    assert held.content == CONTENT


def test_nothing_is_loaded_again_while_the_same_release_is_named(store, counting, serving):
    store.build(CONTENT, counting, TODAY)
    serving.look()
    before = serving.snapshot()
    serving.look()
    assert serving.snapshot() is before


def test_without_a_release_there_is_nothing_to_answer_from_until_one_is_built(
    store, counting, serving
):
    serving.look()
    with pytest.raises(NoRelease):
        serving.snapshot()
    store.build(CONTENT, counting, TODAY)
    serving.look()
    assert serving.snapshot().content == CONTENT


@pytest.mark.parametrize("name", ["content.json", "lexical.npz", "manifest.json", "vectors.faiss"])
def test_a_damaged_new_release_leaves_the_old_one_answering(
    store, counting, serving, releases, name
):
    store.build(CONTENT, counting, TODAY)
    serving.look()
    built = store.build(CHANGED, counting, TODAY)
    (releases / built.name / name).write_bytes(b"\0")
    serving.look()
    assert serving.snapshot().content == CONTENT
    store.build(changed(BIRTH, plain_name="khai sinh mới"), counting, TODAY)
    serving.look()
    assert serving.snapshot().release == store.current_name()


def test_started_onto_a_damaged_release_the_newest_whole_one_answers(
    store, counting, serving, releases
):
    for content in (CONTENT, CHANGED, changed(BIRTH, plain_name="khai sinh mới")):
        built = store.build(content, counting, TODAY)
    (releases / built.name / "content.json").write_bytes(b"\0")
    serving.look()
    assert serving.snapshot().content == CHANGED
    assert store.current_name() == built.name


def test_a_new_release_of_another_shape_leaves_the_old_one_answering(
    store, counting, serving, releases
):
    store.build(CONTENT, counting, TODAY)
    serving.look()
    built = store.build(CHANGED, counting, TODAY)
    folder = releases / built.name
    (folder / "content.json").write_text('{"entries": [{"name": 1}]}', encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((folder / "content.json").read_bytes()).hexdigest()
    manifest["files"]["content.json"] = digest
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    serving.look()
    assert serving.snapshot().content == CONTENT


def test_only_new_texts_are_encoded(tmp_path, counting):
    cache = VectorCache(tmp_path / "deep" / "vectors.db")
    first = cache.encode(counting, ["a", "b", "a"], lambda _: None)
    assert counting.encoded == ["a", "b"]
    second = cache.encode(counting, ["b", "c"], lambda _: None)
    assert counting.encoded == ["a", "b", "c"]
    assert (second[0] == first[1]).all()
    assert (first[0] == first[2]).all()


def test_the_cache_outlives_the_process_and_can_be_deleted(tmp_path, counting):
    path = tmp_path / "vectors.db"
    VectorCache(path).encode(counting, ["a"], lambda _: None)
    VectorCache(path).encode(counting, ["a"], lambda _: None)
    assert counting.encoded == ["a"]
    path.unlink()
    VectorCache(path).encode(counting, ["a"], lambda _: None)
    assert counting.encoded == ["a", "a"]


def test_vectors_of_different_encoders_never_mix(tmp_path, counting):
    cache = VectorCache(tmp_path / "vectors.db")
    cache.encode(counting, ["a"], lambda _: None)
    other = CountingEncoder()
    other.name = "counting-2"
    cache.encode(other, ["a"], lambda _: None)
    assert other.encoded == ["a"]


def test_progress_counts_every_text_known_or_new(tmp_path, counting):
    cache = VectorCache(tmp_path / "vectors.db")
    texts = [f"text {n}" for n in range(150)]
    cache.encode(counting, texts[:10], lambda _: None)
    told = []
    cache.encode(counting, texts, told.append)
    assert sum(told) == 150
    assert cache.encode(counting, [], told.append).shape == (0, 4)


def test_a_build_after_a_small_change_encodes_only_what_changed(store, counting):
    store.build(CONTENT, counting, TODAY)
    before = len(counting.encoded)
    store.build(CHANGED, counting, TODAY)
    assert counting.encoded[before:] == ["đăng ký khai sinh cho trẻ"]
