import numpy as np

from bench.synthetic import MovedVectors, enlarged, moved, recombined
from knowledge_base.retrieval.records import EntryKind
from knowledge_base.retrieval.surfaces import surfaces_of


def test_made_up_texts_consist_of_real_words_and_are_the_same_each_time():
    real = ["đăng ký khai sinh", "cấp giấy phép xây dựng", "trích lục"]
    made = recombined(real, 50)
    assert len(made) == 50
    assert {w for text in made for w in text.split()} <= {w for text in real for w in text.split()}
    assert made == recombined(real, 50)


def test_made_up_vectors_are_unit_vectors_and_the_same_each_time():
    real = np.eye(8, dtype=np.float32)
    made = moved(real, 20)
    assert made.shape == (20, 8)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made == moved(real, 20)).all()


def test_content_grows_by_procedures_with_keys_and_surfaces_of_their_own(snapshot):
    content = snapshot.content
    before = len(content.entries)
    grown = enlarged(content, 30)
    procedures = [e for e in grown.entries if e.kind is EntryKind.PROCEDURE]
    assert len(procedures) == 30
    assert grown.entries[:before] == content.entries
    assert len({e.key for e in grown.entries}) == len(grown.entries)
    assert {s.entry for s in surfaces_of(grown.entries)} == set(range(len(grown.entries)))


def test_content_that_is_large_enough_stays_as_it_is(snapshot):
    assert enlarged(snapshot.content, 0) == snapshot.content


def test_real_texts_keep_their_real_vectors(encoder):
    real = np.eye(4, dtype=np.float32)
    cache = MovedVectors({"một": real[0], "hai": real[1]})
    vectors = cache.encode(encoder, ["hai", "ba", "một"], lambda _: None)
    assert (vectors[[0, 2]] == real[[1, 0]]).all()
    assert vectors.shape == (3, 4)
