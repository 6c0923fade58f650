"""Turns: single messages in the middle of a conversation, with what answers them rightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Reply
from knowledge_base.evaluation.questions import read_lines
from knowledge_base.retrieval.answerer import Answered, Answerer
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.text import folded_words

_COMPARED = 9  # words of a line that must stand in an answer; long lines are shortened there


class Kind(StrEnum):
    """What a message does, after another one was answered."""

    TOLD = "told"  # asks on; the record tells it, in other words
    UNTOLD = "untold"  # asks on; the record does not tell it
    NAMES_ANOTHER = "names_another"  # asks on, naming what belongs to another procedure
    ASPECT = "aspect"  # asks on after a facet, in everyday words
    SEVERAL = "several"  # asks on after several things at once
    SIBLING = "sibling"  # a changed circumstance makes a neighbour the answer
    ELSEWHERE = "elsewhere"
    OFF_RECORD = "off_record"
    RETURNS = "returns"  # goes back to what was talked about before that
    CORRECTS = "corrects"  # says that something else was meant
    FIRST = "first"  # comes after nothing, and tells a situation


ASKS_ON = frozenset({Kind.TOLD, Kind.UNTOLD, Kind.NAMES_ANOTHER, Kind.ASPECT, Kind.SEVERAL})

Lines = tuple[tuple[Facet, str], ...]
"""Lines of a card that answer one question, each a facet and its text; none where none does."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message after another one was answered.

    Attributes:
        id: its id.
        context: key of the entry answered before; None where nothing was.
        said: the message.
        kind: what it does.
        relevant: keys of the entries that answer it; empty where none does.
        asked: for each thing that it asks, lines of the first relevant one that answer it; None
            where nobody looked.
        earlier: keys of what was talked about before that, the latest last.
    """

    id: str
    context: str | None
    said: str
    kind: Kind
    relevant: frozenset[str]
    asked: tuple[Lines, ...] | None
    earlier: tuple[str, ...] = ()

    @property
    def told(self) -> Lines | None:
        """The lines that answer it, where it asks one thing; None where nobody looked."""
        return self.asked[0] if self.asked is not None and len(self.asked) == 1 else None


class Ending(StrEnum):
    """How a turn ended, beside what is right."""

    RIGHT = "right"  # answered from a right entry, or rightly said to be not on record
    OFFERED = "offered"  # a choice that holds a right entry
    ASKED = "asked"  # which procedure is meant, without a choice; or "not on record"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one turn.

    Attributes:
        turn: the turn.
        ending: how it ended.
        line: whether the lines that answer it were shown or, where there are none, whether that was
            said; None where it was not answered from the right entry, or nobody looked.
    """

    turn: Turn
    ending: Ending
    line: bool | None


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """The figures of some turns; shares are 0 to 1.

    Attributes:
        turns: how many.
        right, offered, asked, wrong: share of each ``Ending``.
        line: of those that ask on, share that were told the line that answers each thing they ask
            or, where there is none, that it is not on record; None where nobody looked.
    """

    turns: int
    right: float
    offered: float
    asked: float
    wrong: float
    line: float | None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON types."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def read_turns(path: Path) -> list[Turn]:
    """Read a file of turns, one JSON object a line.

    Raises:
        QuestionsInvalid: a line breaks the format; the message names it.
        OSError: the file can't be read.
    """
    return read_lines(path, _turn, "turn")


def _turn(document: dict[str, Any]) -> Turn:
    told, asked = document.get("told"), document.get("asked")
    if asked is None and told is not None:
        asked = [told]
    turn = Turn(
        id=document["id"],
        context=document["context"],
        said=document["said"],
        kind=Kind(document["kind"]),
        relevant=frozenset(document["relevant"]),
        asked=None if asked is None else tuple(tuple(map(_line, lines)) for lines in asked),
        earlier=tuple(document.get("earlier", ())),
    )
    if turn.context is None and turn.kind not in (Kind.FIRST, Kind.OFF_RECORD):
        raise ValueError(f"a turn of kind {turn.kind} after nothing")
    if turn.kind is Kind.FIRST and turn.context is not None:
        raise ValueError(f"a turn of kind {turn.kind} with context {turn.context}")
    if turn.kind is Kind.SEVERAL and len(turn.asked or ()) < 2:
        raise ValueError(f"a turn of kind {turn.kind} that asks one thing")
    if turn.kind is Kind.RETURNS and not turn.relevant & set(turn.earlier):
        raise ValueError(f"a turn of kind {turn.kind} after {turn.earlier}")
    if (turn.kind is Kind.OFF_RECORD) == bool(turn.relevant):
        raise ValueError(f"a turn of kind {turn.kind} with {len(turn.relevant)} entries")
    return turn


def _line(line: str) -> tuple[Facet, str]:
    facet, text = line.split(": ", 1)
    return Facet(facet), text


def context_of(turn: Turn) -> Context:
    """Give what was talked about before a turn."""
    return Context(turn.context, earlier=turn.earlier)


def observe_turn(
    answerer: Answerer, turn: Turn, today: date, change: Callable[[str], str] = str
) -> Seen:
    """Answer one turn and judge it.

    Args:
        answerer: answers.
        turn: what is said.
        today: the day of the turn.
        change: applied to the message before, e.g. ``fold``.
    """
    said, context = change(turn.said), context_of(turn)
    answered = answerer.answer_earlier(said, context, today)
    answered = answered or answerer.answer(said, context, today)
    ending = _ending(turn, answered)
    line = None
    if ending is Ending.RIGHT and turn.asked is not None and turn.relevant:
        line = all(_shows(lines, answered.replies[0]) for lines in turn.asked)
    return Seen(turn, ending, line)


def _ending(turn: Turn, answered: Answered) -> Ending:
    outcome, context = answered.replies[0].meta.outcome, answered.context
    if outcome is Outcome.CLARIFY and not context.presumes:
        return Ending.OFFERED if turn.relevant & set(context.candidates) else Ending.ASKED
    if outcome in (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL, Outcome.CLARIFY):
        used = {r.meta.procedure for r in answered.replies} | {context.entry}
        if turn.relevant & used:
            return Ending.RIGHT
        return Ending.OFFERED if turn.relevant & set(context.candidates) else Ending.WRONG
    return Ending.ASKED if turn.relevant else Ending.RIGHT


def _shows(lines: Lines, reply: Reply) -> bool:
    untold = reply.meta.outcome is Outcome.ANSWERED_PARTIAL
    if not lines:
        return untold
    said = _comparable(reply.text)
    if any(_comparable(text, _COMPARED) in said for _, text in lines):
        return True
    return reply.meta.facet in {facet for facet, _ in lines} and not untold


def _comparable(text: str, most: int | None = None) -> str:
    return " ".join(folded_words(text)[:most])


def count_turns(seen: Sequence[Seen]) -> dict[str, TurnCounts]:
    """Count the figures of each kind, and of all; at least one turn."""
    by_kind: dict[str, list[Seen]] = {kind: [] for kind in Kind}
    for one in seen:
        by_kind[one.turn.kind].append(one)
    by_kind["all"] = list(seen)
    return {kind: _counted(some) for kind, some in by_kind.items() if some}


def _counted(seen: Sequence[Seen]) -> TurnCounts:
    ended = Counter(one.ending for one in seen)
    looked_at = [s for s in seen if s.turn.kind in ASKS_ON and s.turn.asked is not None]
    shown = sum(bool(s.line) for s in looked_at)
    return TurnCounts(
        turns=len(seen),
        right=ended[Ending.RIGHT] / len(seen),
        offered=ended[Ending.OFFERED] / len(seen),
        asked=ended[Ending.ASKED] / len(seen),
        wrong=ended[Ending.WRONG] / len(seen),
        line=shown / len(looked_at) if looked_at else None,
    )
