import numpy as np
import pytest

from knowledge_base.retrieval import vectors as module
from knowledge_base.retrieval.vectors import VectorIndex


@pytest.fixture(scope="module")
def vectors():
    """Two thousand unit vectors in a hundred bunches."""
    rng = np.random.default_rng(7)
    made = np.repeat(rng.normal(size=(100, 32)), 20, axis=0) + rng.normal(0, 0.3, (2000, 32))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def many(monkeypatch, vectors):
    """An index of more vectors than are all looked at."""
    monkeypatch.setattr(module, "FLAT_UP_TO", 500)
    return VectorIndex.build(vectors)


def nearest(vectors, query, count):
    return set(np.argsort(-(vectors @ query))[:count].tolist())


def test_few_vectors_are_searched_exactly(vectors):
    index = VectorIndex.build(vectors)
    for query in vectors[::100]:
        found = index.nearest(query, 10)
        assert set(found) == nearest(vectors, query, 10)
        assert found == pytest.approx({n: float(vectors[n] @ query) for n in found}, abs=1e-5)


def test_among_many_vectors_nearly_all_of_the_nearest_are_found(many, vectors):
    shares = []
    for query in vectors[::20]:
        found = many.nearest(query, 10)
        assert len(found) == 10
        assert found == pytest.approx({n: float(vectors[n] @ query) for n in found}, abs=0.01)
        shares.append(len(set(found) & nearest(vectors, query, 10)) / 10)
    assert np.mean(shares) > 0.9


def test_many_vectors_take_a_third_of_the_room(many, vectors):
    assert many.size == len(vectors)
    assert many.bytes < vectors.nbytes / 3 + 50_000


def test_many_vectors_are_found_the_same_after_a_trip_through_a_file(many, vectors, tmp_path):
    many.save(tmp_path / "v")
    again = VectorIndex.load(tmp_path / "v")
    assert [again.nearest(v, 10) for v in vectors[::50]] == [
        many.nearest(v, 10) for v in vectors[::50]
    ]


def test_the_same_vectors_make_the_same_index(many, vectors):
    again = VectorIndex.build(vectors)
    assert [again.nearest(v, 10) for v in vectors[::50]] == [
        many.nearest(v, 10) for v in vectors[::50]
    ]
