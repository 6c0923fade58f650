import numpy as np
import pytest

from knowledge_base.retrieval.lexical import LexicalIndex

DOCUMENTS = (
    ("dang", "ky", "khai", "sinh"),
    ("dang", "ky", "khai", "tu"),
    ("sinh", "khai", "xa", "dang"),
    ("giay", "phep"),
)


@pytest.fixture(scope="module")
def index():
    return LexicalIndex.build(DOCUMENTS)


def test_the_document_with_the_rarer_words_scores_highest(index):
    scores = index.scores(("khai", "tu"))
    assert scores.argmax() == 1
    assert scores[3] == 0


def test_words_in_the_same_order_score_higher_than_the_same_words_apart(index):
    scores = index.scores(("khai", "sinh"))
    assert scores[0] > scores[2] > 0


def test_nothing_in_common_scores_nothing(index):
    assert not index.scores(("xyz",)).any()
    assert not index.scores(()).any()


def test_saying_a_word_twice_changes_nothing(index):
    assert (index.scores(("tu",)) == index.scores(("tu", "tu"))).all()


def test_a_rare_word_tells_more_than_a_common_one_and_an_unseen_one_most(index):
    assert index.idf("xyz") >= index.idf("giay") > index.idf("dang")


def test_an_empty_index_finds_nothing():
    index = LexicalIndex.build(())
    assert index.scores(("khai",)).shape == (0,)


def test_an_index_survives_the_trip_through_arrays(index, tmp_path):
    np.savez(tmp_path / "index.npz", **index.to_arrays())
    again = LexicalIndex.from_arrays(np.load(tmp_path / "index.npz"))
    query = ("khai", "sinh", "phep", "xyz")
    assert (again.scores(query) == index.scores(query)).all()
    assert again.scores(query).any()
    assert again.idf("giay") == index.idf("giay")
    assert again.idf("xyz") == index.idf("xyz")
