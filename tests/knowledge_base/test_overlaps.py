"""Overlaps of a query with all surfaces at once, against the definition for one of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from knowledge_base.retrieval.evidence import Weighed
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.overlaps import Overlaps

SURFACES = [
    tuple(text.split())
    for text in (
        "dang ky khai sinh",
        "dang ky khai sinh cho tre em",
        "dang ky lai khai sinh",
        "khai bao tam tru",
        "cap ban sao trich luc khai sinh",
        "cap cap cap giay",
        "",
    )
]
QUERIES = ["khai sinh", "dang ky khai sinh cho con", "sinh khai ky dang", "cap giay", "xin chao"]


@pytest.fixture(scope="module")
def lexical():
    return LexicalIndex.build(SURFACES)


def by_definition(lexical, words, surface, factor):
    asked, offered = dict.fromkeys(words), dict.fromkeys(surface)
    shared = sum(lexical.idf(w) for w in asked if w in offered)
    whole, other = (sum(map(lexical.idf, ws)) for ws in (asked, offered))
    pairs = set(pairwise(words))
    order = len(pairs & set(pairwise(surface))) / len(pairs) if pairs else 1.0
    shared *= factor * (0.85 + 0.15 * order)
    return shared / whole, shared / other if other else 0.0, 2 * shared / (whole + other)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("factor", [1.0, 0.95])
def test_one_reading_is_compared_as_defined(lexical, query, factor):
    words = tuple(query.split())
    overlaps = Overlaps(lexical, [Weighed.of(words, lexical.idf, factor)])
    for number, surface in enumerate(SURFACES):
        found = overlaps.best([number])
        wanted = by_definition(lexical, words, surface, factor)
        assert (found.covered, found.filled, found.matched) == pytest.approx(wanted)
        assert overlaps.matched[number] == pytest.approx(wanted[2])


def test_the_reading_that_fits_best_counts_for_each_surface(lexical):
    readings = [Weighed.of(tuple(t.split()), lexical.idf) for t in ("tam tru", "khai sinh")]
    overlaps = Overlaps(lexical, readings)
    assert overlaps.best([0]).reading is readings[1]
    assert overlaps.best([3]).reading is readings[0]


def test_the_best_surface_is_chosen_and_of_equal_ones_the_first(lexical):
    overlaps = Overlaps(lexical, [Weighed.of(("dang", "ky", "khai", "sinh"), lexical.idf)])
    assert overlaps.best(range(len(SURFACES))).surface == 0
    assert overlaps.best([2, 1]).surface in (1, 2)
    nothing = Overlaps(lexical, [Weighed.of(("zxqv",), lexical.idf)])
    assert nothing.best([5, 3, 0]).surface == 5
