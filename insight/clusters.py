"""Questions that ask the same, put together: without accents, by the words that say what about."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from connectors.models import UnansweredQuestion
from knowledge_base.models import LexiconEntry
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval import records
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.retrieval.normalise import Normaliser
from knowledge_base.retrieval.text import folded_words

SAME = 0.6
"""Share of their words (Dice) that two questions have in common when they ask the same."""

_READINGS = 3  # ways to read a question that are compared

Words = frozenset[str]
"""Folded words that say what a question is about."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same.

    Attributes:
        questions: newest first; the first one speaks for all.
        readings: words of that one, by each way to read it.
    """

    questions: list[UnansweredQuestion]
    readings: Sequence[Words] = field(repr=False, default=())

    @property
    def examples(self) -> list[str]:
        """Give each wording once, the most frequent ones first, at most five."""
        return self.wordings[:5]

    @property
    def wordings(self) -> list[str]:
        """Give each wording once, however it is accented, the most frequent first."""
        spelt: dict[str, list[str]] = defaultdict(list)
        for question in self.questions:
            spelt[" ".join(folded_words(question.words))].append(question.words)
        often = sorted(spelt.values(), key=len, reverse=True)
        return [max(same, key=same.count) for same in often]

    @property
    def waiting(self) -> int:
        """Give how many wish to be told."""
        return sum(question.conversation_id is not None for question in self.questions)


def clusters(questions: Iterable[UnansweredQuestion]) -> list[Cluster]:
    """Put questions together, most asked first.

    Args:
        questions: newest first.
    """
    normaliser = current_normaliser()
    found: list[Cluster] = []
    with_word: dict[str, list[int]] = defaultdict(list)
    for question in questions:
        readings = readings_of(normaliser, question.words)
        near = dict.fromkeys(n for words in readings for word in words for n in with_word[word])
        best = max(near, key=lambda n: likeness(readings, found[n].readings), default=None)
        if best is not None and likeness(readings, found[best].readings) >= SAME:
            found[best].questions.append(question)
            continue
        for word in frozenset[str]().union(*readings):
            with_word[word].append(len(found))
        found.append(Cluster([question], readings))
    return sorted(found, key=lambda cluster: -len(cluster.questions))


def readings_of(normaliser: Normaliser, text: str) -> Sequence[Words]:
    """Give the words that say what a text is about, by each way to read it; at least one set."""
    query = normaliser.normalise(text)
    found = [frozenset(reading) for reading in query.readings[:_READINGS] if reading]
    return found or [frozenset(query.topic or folded_words(text))]


def likeness(some: Sequence[Words], others: Sequence[Words]) -> float:
    """Compare two texts by their best pair of readings, 0..1."""
    return max(
        (2 * len(a & b) / (len(a) + len(b)) for a in some for b in others if a or b), default=0.0
    )


def current_normaliser() -> Normaliser:
    """Give what reads questions: the words on record, the accents of the serving release."""
    entries = (
        records.LexiconEntry(row.term, tuple(row.means), records.LexiconKind(row.kind))
        for row in LexiconEntry.objects.all()
        if row.means
    )
    return Normaliser(Lexicon(entries), _restorer())


def _restorer() -> AccentRestorer:
    store = ReleaseStore(settings.RELEASES)
    try:
        return _restorer_of(store.current_name())
    except (NoRelease, OSError, ValueError, KeyError):  # without it, accents are left as typed
        return AccentRestorer({}, {})


@lru_cache(maxsize=1)
def _restorer_of(release: str) -> AccentRestorer:
    path = settings.RELEASES / release / "accents.json"
    return AccentRestorer.from_json(json.loads(path.read_text(encoding="utf-8")))
