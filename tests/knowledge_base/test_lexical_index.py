from collections import Counter
from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from knowledge_base.retrieval.lexical import PAIR_WEIGHT, LexicalIndex, terms_of, top

DOCUMENTS = (
    ("dang", "ky", "khai", "sinh"),
    ("dang", "ky", "khai", "tu"),
    ("sinh", "khai", "xa", "dang"),
    ("giay", "phep"),
)


MANY = [
    ("dang", "ky", *word, "tai", "xa")
    for word in [("khai", "sinh"), ("khai", "tu"), ("tam", "tru"), ("ket", "hon"), ("ho", "kinh")]
    for _ in range(20)
]
"""Enough documents for words that most have beside words that few have."""


def plain_bm25(documents, tokens):
    """BM25 as the book has it, one document at a time: k1 1.2, b 0.6."""
    counts = [Counter(terms_of(d)) for d in documents]
    average = sum(c.total() for c in counts) / len(counts)
    scores = []
    for count in counts:
        score = 0.0
        for term in set(terms_of(tokens)):
            having = sum(term in c for c in counts)
            idf = log1p((len(counts) - having + 0.5) / (having + 0.5))
            norm = 1.2 * (1 - 0.6 + 0.6 * count.total() / average)
            weight = idf * count[term] * 2.2 / (count[term] + norm) if count[term] else 0.0
            score += weight * (PAIR_WEIGHT if "_" in term else 1)
        scores.append(score)
    return scores


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


@pytest.mark.parametrize("documents", [DOCUMENTS, MANY], ids=["few", "many"])
@pytest.mark.parametrize("query", ["khai sinh", "dang ky ket hon tai xa", "xa xa tam tru zzz"])
def test_scores_are_those_of_plain_bm25(documents, query):
    index = LexicalIndex.build(documents)
    for _ in range(2):  # frequent terms are kept after the first
        scores = index.scores(query.split())
        assert scores.dtype == np.float32
        assert scores == pytest.approx(plain_bm25(documents, query.split()), rel=1e-5)


def test_documents_are_read_once():
    index = LexicalIndex.build(words for words in DOCUMENTS)
    assert index.size == len(DOCUMENTS)
    assert (index.scores(("khai",)) == LexicalIndex.build(DOCUMENTS).scores(("khai",))).all()


def test_a_document_without_words_counts_but_is_never_found():
    index = LexicalIndex.build([(), ("khai", "sinh"), ()])
    assert index.size == 3
    assert index.scores(("khai",)).nonzero()[0].tolist() == [1]


@given(
    arrays(np.float32, st.integers(0, 700), elements=st.sampled_from([0, 0.5, 1, 1.5, 2, 7])),
    st.integers(1, 9),
)
def test_the_top_are_the_highest_scores_first_and_never_nothing(scores, count):
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
    assert top(scores, count) == [n for n in order if scores[n] > 0][:count]
