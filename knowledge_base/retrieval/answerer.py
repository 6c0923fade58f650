"""From a message to replies, as a list of steps; reading it is reading the product."""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from contract.facets import Facet
from contract.reply import Reply
from contract.sentences import Sentences
from knowledge_base.retrieval.aspects import aspect_of
from knowledge_base.retrieval.compose import About, Composer, asks_several
from knowledge_base.retrieval.confidence import confidence_of
from knowledge_base.retrieval.decide import decide as decide_parts
from knowledge_base.retrieval.decide import talked_about
from knowledge_base.retrieval.finding import find, turns_to
from knowledge_base.retrieval.locating import locate
from knowledge_base.retrieval.places import gazetteer
from knowledge_base.retrieval.returning import earlier_entry, says_back
from knowledge_base.retrieval.screen import screen_text
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import (
    Answering,
    Clarifying,
    Context,
    NotKnowing,
    Part,
    Placed,
    Screened,
    State,
)

Step = Callable[[State], State]

NOTHING_ASKED: Mapping[str, tuple[Facet, ...]] = {}

_PAPER = frozenset({"giay"})


@dataclass(frozen=True, slots=True)
class Answered:
    """What a message led to.

    Attributes:
        replies: at least one.
        context: what is talked about now.
        ranked: keys of the entries found, best first.
        confidence: probability that the best one found is the right one; None without a search.
        compose_ms: milliseconds it took to write the replies.
    """

    replies: tuple[Reply, ...]
    context: Context
    ranked: tuple[str, ...] = ()
    confidence: float | None = None
    compose_ms: float = field(default=0.0, compare=False)


def normalise(state: State) -> State:
    """Read the message: words, facets, the day it asks about."""
    query = state.snapshot.normaliser.normalise(state.text)
    if turns_to(query) and not query.facets:
        query = replace(query, facets=state.context.facets)
    if (
        query.facets
        and _PAPER.issuperset(query.content)
        and talked_about(state.snapshot, state.context)
    ):
        query = replace(query, content=())  # "bao lâu thì có giấy": the paper of what was asked
    as_of = state.as_of
    if query.asked_day and query.asked_day.year != state.today.year:
        as_of = query.asked_day
    return replace(state, as_of=as_of, parts=(Part(query),))


def screen(state: State) -> State:
    """Recognise what is no question about a procedure."""
    query = state.parts[0].query
    return replace(state, decision=screen_text(query.text))


def decide(state: State) -> State:
    """Answer, ask which one, or say that it is not on record."""
    return replace(state, decision=decide_parts(state.snapshot, state.parts, state.context))


def compose(state: State) -> State:
    """Write the replies from stored facts."""
    before = state.context.entry
    composer = Composer(state.snapshot, state.sentences, state.today, state.as_of, before)
    replies: tuple[Reply, ...]
    match state.decision:
        case Answering(((position, facets),)):
            replies = (_answer_of(state, composer, position, facets),)
        case Answering(entries):
            replies = tuple(composer.answer(p, facets) for p, facets in entries)
        case Clarifying(entries, facets, presumes):
            likeliest = _answer_of(state, composer, entries[-1], facets) if presumes else None
            replies = (composer.clarify(entries, facets, likeliest),)
        case Screened(outcome, sentence):
            replies = (composer.say(outcome, sentence),)
        case Placed():
            replies = ()
        case _:
            replies = (composer.no_answer(empty=not state.parts[0].query.written),)
    if state.place is not None and not isinstance(state.decision, Screened):
        asks_more = not isinstance(state.decision, NotKnowing | Clarifying)
        told = replies if asks_more or state.parts[0].query.facets else ()
        replies = (composer.place_today(state.place), *told)
    if state.commune is not None:
        replies = (composer.counter(state.commune), *replies)
    return replace(state, replies=replies)


def _answer_of(state: State, composer: Composer, position: int, facets: Sequence[Facet]) -> Reply:
    """Answer from one entry: what is asked of its own, or else the facets or the summary."""
    reply = _first_answer(state, composer, position, facets)
    if _asks_on(state, position) and mark_of((reply,)) == state.context.said:
        return About(composer, position).otherwise(state.parts[0].query, reply)
    return reply


def _first_answer(
    state: State, composer: Composer, position: int, facets: Sequence[Facet]
) -> Reply:
    query, again = state.parts[0].query, _asks_on(state, position)
    if _is_the_last(state, position) and composer.lacks(position, facets):
        return composer.not_in_record(position, facets)  # its summary was given before
    if query.content and (again or not facets or asks_several(query) or aspect_of(query)):
        return About(composer, position).answer(query, again=again)
    return composer.answer(position, facets)


def _asks_on(state: State, position: int) -> bool:
    """Tell whether a message says something of its own about what was answered last."""
    told = len(state.parts) == 1 and bool(state.parts[0].query.content)
    return told and _is_the_last(state, position)


def _is_the_last(state: State, position: int) -> bool:
    return state.snapshot.entries[position].key == state.context.entry


ANSWER_STEPS: tuple[Step, ...] = (locate, normalise, screen, find, decide, compose)


class Answerer:
    """Answers messages from one release.

    Args:
        snapshot: the release.
        sentences: the bot's sentences.
    """

    def __init__(self, snapshot: Snapshot, sentences: Sentences) -> None:
        self.snapshot = snapshot
        self._sentences = sentences

    def answer(
        self, text: str, context: Context, today: date, as_of: date | None = None
    ) -> Answered:
        """Answer one message.

        Args:
            text: the message as typed.
            context: what was talked about before.
            today: the day of the turn.
            as_of: the day to answer for; today when None.
        """
        state = State(text, self.snapshot, self._sentences, context, today, as_of or today)
        started = 0.0
        for step in ANSWER_STEPS:
            if state.decision is not None and step is not compose:
                continue
            started = time.perf_counter()
            state = step(state)
        compose_ms = 1000 * (time.perf_counter() - started)
        hits = state.parts[0].hits if state.parts else ()
        confidence = confidence_of(self.snapshot, hits) if hits else None
        context = replace(_context_after(state), said=mark_of(state.replies))
        return Answered(state.replies, context, _ranked(state), confidence, compose_ms)

    def ask_which(self, context: Context, today: date) -> Answered:
        """Ask for the procedure, when none of the offered ones was meant."""
        composer = Composer(self.snapshot, self._sentences, today, today)
        reply = composer.clarify((), context.facets)
        return Answered((reply,), replace(context, entry=None, candidates=()))

    def answer_commune(self, name: str, context: Context, today: date) -> Answered | None:
        """Tell what is on record of a commune's counter.

        Args:
            name: in full, see ``Commune.in_full``.
            context: what was talked about before; it stays.
            today: the day of the turn.

        Returns:
            None where no commune of today is called so.
        """
        commune = gazetteer().commune(name)
        if commune is None:
            return None
        composer = Composer(self.snapshot, self._sentences, today, today)
        return Answered((composer.counter(commune),), context)

    def answer_entry(
        self,
        key: str,
        facets: tuple[Facet, ...],
        today: date,
        as_of: date | None = None,
        *,
        asked: str = "",
    ) -> Answered | None:
        """Answer from an entry that was chosen by its key; None if it is not on record.

        Args:
            key: its key.
            facets: what is asked of it.
            today: the day of the turn.
            as_of: the day to answer for; today when None.
            asked: the question it was chosen for, as typed; may tell more than facets.
        """
        position = self.snapshot.position_of.get(key)
        if position is None:
            return None
        composer = Composer(self.snapshot, self._sentences, today, as_of or today)
        if asked:
            query = self.snapshot.normaliser.normalise(asked)
            query = replace(query, facets=query.facets or facets)
            reply = About(composer, position).answer(query, again=False)
        else:
            reply = composer.answer(position, facets)
        return Answered((reply,), Context(key, facets, said=mark_of((reply,))), (key,))

    def answer_earlier(
        self,
        text: str,
        context: Context,
        today: date,
        asked: Mapping[str, tuple[Facet, ...]] = NOTHING_ASKED,
    ) -> Answered | None:
        """Answer a message that goes back to something by its name.

        Args:
            text: the message as typed.
            context: what was talked about before.
            today: the day of the turn.
            asked: what was asked then, by key; told again to who asks nothing more now.

        Returns:
            None where it does not go back, or names nothing that was talked about.
        """
        rest = says_back(unicodedata.normalize("NFC", text))
        if rest is None:
            return None
        query = self.snapshot.normaliser.normalise(rest)
        known = (*context.earlier, context.entry) if context.entry else context.earlier
        position = earlier_entry(self.snapshot, query, self.snapshot.positions(known))
        if position is None:
            return None
        key = self.snapshot.entries[position].key
        composer = Composer(self.snapshot, self._sentences, today, today)
        about = About(composer, position)
        if not query.facets and not about.asks_more(query):
            query = replace(query, facets=asked.get(key, ()))
        reply = about.answer(query, again=False)
        after = replace(
            context, entry=key, facets=query.facets, candidates=(), said=mark_of((reply,))
        )
        return Answered((reply,), after, (key,))


def mark_of(replies: Sequence[Reply]) -> str:
    """Give what the last of some replies is known by later: a digest of its first paragraph."""
    said = replies[-1].text.partition("\n\n")[0] if replies else ""
    return hashlib.sha256(said.encode()).hexdigest()[:12] if said else ""


def _context_after(state: State) -> Context:
    entries = state.snapshot.entries
    match state.decision:
        case Answering(answered):
            position, facets = answered[-1]
            return Context(entries[position].key, facets)
        case Clarifying(positions, facets, presumes):
            offered = tuple(entries[p].key for p in positions)
            entry = offered[-1] if presumes else state.context.entry
            return Context(entry, facets, offered)
        case NotKnowing() | Screened() | Placed() | None:
            return state.context


def _is_about_context(state: State) -> bool:
    """Tell whether the turn ended on what was talked about, not on what the search found."""
    found = {hit.entry for part in state.parts for hit in part.hits[:1]}
    match state.decision:
        case Answering(answered):
            return not found & {p for p, _ in answered}
        case Clarifying(positions):
            return bool(positions) and not found & set(positions)
    return False


def _ranked(state: State, longest: int = 10) -> tuple[str, ...]:
    """Give the keys found, best first; several questions take turns."""
    entries = state.snapshot.entries
    match state.decision:
        case Answering(answered) if _is_about_context(state):
            return tuple(entries[p].key for p, _ in answered)
        case Clarifying(positions) if _is_about_context(state):
            return tuple(entries[p].key for p in positions)
    ranked: dict[str, None] = {}
    for rank in range(longest):
        for part in state.parts:
            if rank < len(part.hits):
                ranked.setdefault(entries[part.hits[rank].entry].key)
    return tuple(ranked)[:longest]
