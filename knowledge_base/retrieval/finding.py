"""Step 3, find: what is on record for each question of a message, in its conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from knowledge_base.retrieval.asking import Asked, Move, asking_model
from knowledge_base.retrieval.confidence import is_sure
from knowledge_base.retrieval.decide import is_denied, names_another, talked_about
from knowledge_base.retrieval.denials import rejects_answer
from knowledge_base.retrieval.evidence import SAME
from knowledge_base.retrieval.following import search_following
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.search import search as search_alone
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.split import questions_in
from knowledge_base.retrieval.state import Answering, Part, State
from knowledge_base.retrieval.text import fold

LIKELY = 0.8  # that it asks on, for names in it to name nothing to turn to
REPEATED = 0.6  # share of a message that names again what it rejects

_CODE = re.compile(r"(?<!\d)\d\.\d{6}(?!\d)")
_MOST = 4  # answers to one message
_BOTH = re.compile(
    r"\b(?:2|hai) (?:cai|thu|viec|vu|loai|giay)(?: giay)? (?:do|nay|kia|ay|tren|ni|no)\b"
    r"|\bca (?:2|hai) (?:cai|thu|viec|vu|giay|nop|lam|deu|thi|o)\b|\bca (?:2|hai)$"
    r"|\b(?:cai|thu tuc|viec) nao\b.*\bhon\b|\bcai nay (?:voi|hay|va) cai kia\b"
)
"""On folded words: what asks after the last two things that were talked about."""
_AND_WHAT_OF = re.compile(r"^(?:(?:ok|rồi|thôi|vậy|thế|mà|dạ|ờ|ừ|rứa) ){0,3}còn ")


def turns_to(query: Query) -> bool:
    """Tell whether a message turns to something else: "còn kết hôn?"."""
    return _AND_WHAT_OF.match(" ".join(query.written)) is not None


def find(state: State) -> State:
    """Find what is on record for each question of the message."""
    query = state.parts[0].query
    named_by_code = _named_by_code(state.snapshot, query.text)
    if named_by_code:
        decision = Answering(tuple((position, query.facets) for position in named_by_code))
        return replace(state, decision=decision)
    both = _both_of(state, query)
    if both:
        return replace(state, decision=Answering(tuple((p, query.facets) for p in both)))
    context = talked_about(state.snapshot, state.context)
    if not query.content:
        if context or not query.written:
            return state
        # A facet alone, and nothing talked about yet: its own words may name a guide.
        return replace(state, parts=(Part(query, tuple(search_alone(state.snapshot, query))),))
    asked = asking_model().read(query.said) if context else None
    elsewhere = turns_to(query) and names_another(state.snapshot, context, query)
    if asked and asked.probability(Move.ASKS_ON) >= LIKELY and not elsewhere:
        part = _beside(state, context, query, asked)
        return replace(state, parts=(_without_denied(state.snapshot, part),))
    # A choice that was not taken, or an answer on presumption, holds less than what was asked for.
    turns = turns_to(query) or bool(state.context.candidates)
    hits = search_alone(state.snapshot, query, by_meaning=turns or not context)
    if context and hits and hits[0].entry in context:  # it may name once more what was answered
        hits = search_alone(state.snapshot, query)
    parts = questions_in(state.snapshot, query.text, query, hits)
    named = bool(hits) and hits[0].matched >= SAME
    sure = is_sure(state.snapshot, hits)
    named = named or elsewhere or (sure and (turns or hits[0].entry in context))
    if asked and len(parts) == 1 and not named:
        parts = (_beside(state, context, query, asked),)
    return replace(state, parts=tuple(_without_denied(state.snapshot, part) for part in parts))


def _both_of(state: State, query: Query) -> tuple[int, ...]:
    """Give the last two things talked about, where a message asks a facet of both."""
    last = (*state.context.earlier[-1:], state.context.entry or "")
    if not query.facets or not _BOTH.search(" ".join(map(fold, query.written))):
        return ()
    if state.snapshot.names.named_in(query.readings, state.snapshot.lexical.idf):
        return ()
    positions = state.snapshot.positions(last)
    return positions if len(set(positions)) == len(last) else ()


def _without_denied(snapshot: Snapshot, part: Part) -> Part:
    """Leave out what the message says it is not about."""
    denied = part.query.denied
    if not denied:
        return part
    hits = (h for h in part.hits if not is_denied(snapshot, h.entry, denied))
    return replace(part, hits=tuple(hits))


def _beside(state: State, context: Sequence[int], query: Query, asked: Asked) -> Part:
    """Read a question that names nothing of its own: perhaps it asks on.

    Who rejects what was offered is never offered it once more, be it that nothing is found instead;
    who denies one thing may mean another one of the choice, or what was answered. Who rejects an
    answer may mean another line of the same card: the ranking weighs that.
    """
    earlier = state.snapshot.positions(state.context.earlier)
    hits = search_following(state.snapshot, query, context, asked=asked, earlier=earlier)
    rejected: set[int] = set()
    if state.context.candidates and not query.denied and rejects_answer(query.text):
        rejected = {*context, *state.snapshot.positions(state.context.candidates)}
    elif query.denied:
        denies = partial(is_denied, state.snapshot, denied=query.denied, by_any_name=True)
        rejected = {entry for entry in context if denies(entry)}
    hits = [h for h in hits if h.entry not in rejected or h.covered >= REPEATED]
    return Part(query, tuple(hits), follows=True, asked=asked)


def _named_by_code(snapshot: Snapshot, text: str) -> list[int]:
    """Give the procedures on record that a message names by their national code."""
    codes = dict.fromkeys(_CODE.findall(text))
    return [snapshot.position_of[code] for code in codes if code in snapshot.position_of][:_MOST]
