"""Step 4, decide: answer, ask which one is meant, or say that it is not on record."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge_base.retrieval.asking import Move
from knowledge_base.retrieval.aspects import aspect_of
from knowledge_base.retrieval.confidence import confidence_in, distinct_hits
from knowledge_base.retrieval.normalise import Denied, Query
from knowledge_base.retrieval.records import EntryKind
from knowledge_base.retrieval.search import Hit
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import (
    Answering,
    Clarifying,
    Context,
    Decision,
    NotKnowing,
    Part,
)
from knowledge_base.retrieval.text import folded_words

MAX_CHOICES = 4
NEAR = 0.25  # others within this score of the best are offered beside it
NAME_WORDS = 4  # no more, without an aspect, only name something
PRESUMED = 0.5  # from this likelihood on, what was only offered before is answered from
ALONE = 0.7  # likelihood below which a first answer without a rival leaves a way to something else
AHEAD = 0.1  # a lead by this score is a clear one
OFF_RECORD = 0.3  # likelihood from which nothing is offered for what is not sure
NAMED = 0.9  # share of what is said that a name on record holds, for it to be no other matter
PERHAPS_ON = 0.3  # likelihood of asking on below which an aspect is no sign of it
SURELY_ON = 0.8
SURELY_TURNS = 0.85  # likelihood from which nothing else is offered beside what it turns to


_PICKING = frozenset("số thứ mục câu cái chọn nhé ạ đi".split())


def decide(snapshot: Snapshot, parts: Sequence[Part], context: Context) -> Decision:
    """Choose how the turn ends.

    Args:
        snapshot: the release.
        parts: the questions of the message, at least one.
        context: what was talked about before.
    """
    if len(parts) > 1:
        tops = [(p.hits[0].entry, p.query.facets) for p in parts]
        return Answering(tuple(tops))
    part = parts[0]
    facets = part.query.facets
    distinct = distinct_hits(snapshot, part.hits)
    probability = confidence_in(distinct)
    ranking = distinct[0].ranking if distinct else snapshot.rankings.alone
    before = talked_about(snapshot, context)
    if part.query.denied:
        before = tuple(p for p in before if not is_denied(snapshot, p, part.query.denied))
        if not part.query.content and not before:
            return Clarifying((), facets)
    is_named = bool(distinct) and distinct[0].covered >= NAMED
    if context.entry and probability < ranking.sure and _asks_an_aspect(snapshot, part, context):
        return Answering(((snapshot.position_of[context.entry], facets),))
    leaves = part.moves(Move.OFF_RECORD) >= OFF_RECORD and not is_named
    if leaves and probability < ranking.sure:
        return NotKnowing()
    if before and _is_follow_up(snapshot, part, probability):
        if len(before) == 1:
            return Answering(((before[0], facets),))
        if facets:
            return Clarifying((*before[1:], before[0]), facets, presumes=True)
        return Clarifying(before, facets)
    if probability < ranking.known:
        bare = not part.query.content
        return Clarifying((), facets) if bare and facets else NotKnowing()
    best, *others = _kept_to(snapshot, part, distinct, context)
    turns = part.follows and best.entry not in before
    sure = SURELY_TURNS if turns else ranking.sure
    if probability >= sure or _stays(snapshot, part, (best, *others), context):
        return Answering(((best.entry, facets),))
    near = [h.entry for h in others if best.score - h.score <= NEAR]
    if not near:  # a choice of one is none
        if before or probability >= ALONE:
            return Answering(((best.entry, facets),))
        return Clarifying((best.entry,), facets, presumes=True)
    presumes = part.follows and _asks_on(part)
    told = context.entry is not None or probability >= PRESUMED
    near = near[: MAX_CHOICES - 1]
    if presumes and told:
        return Clarifying((*near, best.entry), facets, presumes=True)
    return Clarifying((best.entry, *near), facets)


def names_another(snapshot: Snapshot, context: Sequence[int], query: Query) -> bool:
    """Tell whether a message names something on record, and nothing of what was talked about."""
    named = snapshot.names.named_in(query.readings, snapshot.lexical.idf)
    return bool(named) and named.keys().isdisjoint(context)


def _asks_an_aspect(snapshot: Snapshot, part: Part, context: Context) -> bool:
    """Tell whether a message asks for what any procedure may be asked for, and names no other."""
    if aspect_of(part.query) is None:
        return False
    if part.moves(Move.ELSEWHERE) > part.moves(Move.ASKS_ON):
        return False
    last = snapshot.positions([context.entry] if context.entry else [])
    return bool(last) and not names_another(snapshot, last, part.query)


def _asks_on(part: Part) -> bool:
    """Tell whether a message says more than a number that picks nothing, or a name: "giấy phép"."""
    said = part.query.written
    if all(word.isdigit() or word in _PICKING for word in said):
        return False
    return bool(part.query.facets) or len(said) > NAME_WORDS


def talked_about(snapshot: Snapshot, context: Context) -> tuple[int, ...]:
    """Give the positions of what was talked about: what was offered last, or answered from.

    What was answered from on presumption stands last among what was offered; who takes none of
    the others and asks on, goes on about it.
    """
    keys = context.candidates
    if context.entry and (not keys or context.presumes):
        keys = (context.entry,)
    return snapshot.positions(keys)


def is_denied(
    snapshot: Snapshot, entry: int, denied: Sequence[Denied], *, by_any_name: bool = False
) -> bool:
    """Tell whether a message says that it is not about an entry: by its name, or by what it does.

    "Không phải mất" denies what is issued once more.

    Args:
        snapshot: the release.
        entry: position of the entry.
        denied: what the message denies.
        by_any_name: whether the names that people have for it count, too.
    """
    of_record = snapshot.entries[entry]
    names = (of_record.plain_name, *(of_record.names if by_any_name else ()))
    named = [set(folded_words(name)) for name in names]
    modifiers = snapshot.title_of(entry).modifiers
    return any(
        (what.words and any(name.issuperset(what.words) for name in named))
        or what.modifiers & modifiers
        for what in denied
    )


def _kept_to(snapshot: Snapshot, part: Part, found: Sequence[Hit], context: Context) -> list[Hit]:
    """Leave first what was offered first, where what was said since hardly speaks against it."""
    offered = talked_about(snapshot, context)[:1] if part.follows and context.candidates else ()
    kept = [h for h in found if h.entry in offered and found[0].score - h.score <= AHEAD]
    return [*kept, *(h for h in found if h not in kept)]


def _stays(snapshot: Snapshot, part: Part, found: Sequence[Hit], context: Context) -> bool:
    """Tell whether an aspect is asked, and what was answered last is clearly meant before others.

    A choice between it and its siblings would ask what has been said already.
    """
    best, *others = found
    is_known = snapshot.entries[best.entry].key == context.entry
    is_ahead = not others or best.score - others[0].score >= AHEAD
    asks_on = bool(part.query.facets) or part.moves(Move.ASKS_ON) >= SURELY_ON
    return part.follows and asks_on and is_known and is_ahead


def _is_follow_up(snapshot: Snapshot, part: Part, probability: float) -> bool:
    """Tell whether a message asks on about what was talked about before.

    It does when it names nothing, when it asks as people ask on and nothing on record fits it, and
    when it asks for a facet and what it names is no procedure: "gửi qua bưu điện được không" asks
    about this procedure, not about the guide.
    """
    if not part.query.content:
        return bool(part.query.written)  # an emoji alone asks nothing
    asks_on = part.moves(Move.ASKS_ON)
    ranking = part.hits[0].ranking if part.hits else snapshot.rankings.following
    if part.follows and asks_on >= SURELY_ON and probability < ranking.known:
        return True
    if not part.query.facets or not part.hits or asks_on < PERHAPS_ON:
        return False
    is_procedure = snapshot.entries[part.hits[0].entry].kind is EntryKind.PROCEDURE
    return probability < (ranking.known if is_procedure else ranking.sure)
