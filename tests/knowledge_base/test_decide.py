"""When a message asks on about what was answered last."""

from dataclasses import replace

import pytest

from contract.facets import Facet
from knowledge_base.retrieval.decide import AHEAD, ALONE, decide
from knowledge_base.retrieval.following import search_following
from knowledge_base.retrieval.search import search
from knowledge_base.retrieval.state import Answering, Clarifying, Context, Part
from tests.support.knowledge import BIRTH, MARRIAGE

ASKS_ON = "bao lâu thì xong xuôi"


@pytest.fixture
def decided(snapshot, monkeypatch):
    """Decide about hits of a follow-up, given by how far ahead of the second the first is."""

    def by(lead, context, text=ASKS_ON, best=BIRTH, follows=True):
        query = snapshot.normaliser.normalise(text)
        before = snapshot.position_of[BIRTH]
        hits = search_following(snapshot, query, [before])
        other = MARRIAGE if best == BIRTH else BIRTH
        made = (
            replace(hits[0], entry=snapshot.position_of[best], score=1.0),
            replace(hits[0], entry=snapshot.position_of[other], score=1.0 - lead),
        )
        unsure = (hits[0].ranking.known + hits[0].ranking.sure) / 2
        monkeypatch.setattr("knowledge_base.retrieval.decide.confidence_in", lambda _: unsure)
        return decide(snapshot, (Part(query, made, follows=follows),), context)

    return by


def test_an_aspect_is_asked_of_what_leads_and_was_answered_last(decided, snapshot):
    birth = snapshot.position_of[BIRTH]
    found = decided(2 * AHEAD, Context(BIRTH))
    assert found == Answering(((birth, (Facet.TIME_LIMIT,)),))


def first(snapshot, monkeypatch, likelihood):
    """Decide about a first question whose best hit has no rival."""
    query = snapshot.normaliser.normalise("đăng ký khai sinh")
    hits = search(snapshot, query)
    made = (
        replace(hits[0], entry=snapshot.position_of[BIRTH], score=1.0),
        replace(hits[0], entry=snapshot.position_of[MARRIAGE], score=0.1),
    )
    monkeypatch.setattr("knowledge_base.retrieval.decide.confidence_in", lambda _: likelihood)
    return decide(snapshot, (Part(query, made),), Context())


def test_an_unsure_first_answer_without_a_rival_leaves_a_way_to_something_else(
    snapshot, monkeypatch
):
    birth = snapshot.position_of[BIRTH]
    unsure = first(snapshot, monkeypatch, ALONE - 0.1)
    assert unsure == Clarifying((birth,), (), presumes=True)
    assert first(snapshot, monkeypatch, ALONE) == Answering(((birth, ()),))


@pytest.mark.parametrize(
    "case",
    [
        {"lead": AHEAD / 2, "context": Context(BIRTH)},  # another is nearly as likely
        {"lead": 2 * AHEAD, "context": Context(BIRTH), "best": MARRIAGE},  # another is likelier
        {"lead": 2 * AHEAD, "context": Context(MARRIAGE)},  # it was not what was answered
        {"lead": 2 * AHEAD, "context": Context(BIRTH), "text": "xong xuôi rồi"},  # no aspect
        {"lead": 2 * AHEAD, "context": Context(BIRTH), "follows": False},  # read by itself
    ],
)
def test_else_it_is_asked_which_one(decided, case):
    assert isinstance(decided(**case), Clarifying)
