"""What the steps hand on: one frozen record a turn, filled in step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Reply
from contract.sentences import Sentences
from knowledge_base.retrieval.asking import Asked, Move
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.places import Commune, NamedPlace
from knowledge_base.retrieval.search import Hit
from knowledge_base.retrieval.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Context:
    """What was talked about before.

    Attributes:
        entry: key of the procedure, rule or guide of the last answer.
        facets: what was asked of it.
        candidates: keys offered in the last clarification, in the order shown; the entry is the
            last of them, and not shown, where it was answered from on presumption.
        earlier: keys of what was talked about before that, the latest last.
        said: known by it is what was answered last, so that it is not said again; see ``mark_of``.
    """

    entry: str | None = None
    facets: tuple[Facet, ...] = ()
    candidates: tuple[str, ...] = ()
    earlier: tuple[str, ...] = field(default=(), compare=False)
    said: str = field(default="", compare=False)

    @property
    def presumes(self) -> bool:
        """Tell whether the last of what was offered was answered from on presumption."""
        return self.entry is not None and self.candidates[-1:] == (self.entry,)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, with what was found for it.

    Attributes:
        query: what is asked.
        hits: what was found, best first.
        follows: whether it was read as asking on about what was talked about before.
        asked: how it asks; None where nothing was talked about before.
    """

    query: Query
    hits: tuple[Hit, ...] = ()
    follows: bool = False
    asked: Asked | None = None

    def moves(self, move: Move) -> float:
        """Give the probability of a move; 0 where nothing was talked about before."""
        return self.asked.probability(move) if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Answering:
    """To be answered from these entries, one reply each."""

    entries: tuple[tuple[int, tuple[Facet, ...]], ...]


@dataclass(frozen=True, slots=True)
class Clarifying:
    """The citizen has to say which of these is meant; empty = which procedure at all.

    Attributes:
        entries: positions, the likeliest first.
        facets: what is asked.
        presumes: whether the first is answered from meanwhile.
    """

    entries: tuple[int, ...]
    facets: tuple[Facet, ...]
    presumes: bool = False


@dataclass(frozen=True, slots=True)
class NotKnowing:
    """Nothing on record fits."""


@dataclass(frozen=True, slots=True)
class Screened:
    """Something else than a question: answered by a sentence of domain.yml."""

    outcome: Outcome
    sentence: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Nothing is asked but what became of an old address."""


Decision = Answering | Clarifying | NotKnowing | Screened | Placed


@dataclass(frozen=True, slots=True)
class State:
    """One turn on its way through the steps.

    Attributes:
        text: the message as typed; never to be logged.
        snapshot: the release answered from.
        sentences: the bot's sentences.
        context: what was talked about before.
        today: the day of the turn.
        as_of: the day the answer has to hold for.
        place: the old address that the message asks about; ``text`` is then without it.
        commune: of today, whose counter the message asks for; ``text`` is then without it.
        parts: the questions of the message.
        decision: how the turn ends.
        replies: what is said.
    """

    text: str = field(repr=False)
    snapshot: Snapshot = field(repr=False)
    sentences: Sentences = field(repr=False)
    context: Context
    today: date
    as_of: date
    place: NamedPlace | None = None
    commune: Commune | None = None
    parts: tuple[Part, ...] = ()
    decision: Decision | None = None
    replies: tuple[Reply, ...] = ()
