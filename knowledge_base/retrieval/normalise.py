"""Step 1, normalise: a message as typed becomes a query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from contract.facets import Facet
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.denials import without_denied
from knowledge_base.retrieval.evidence import implied_in, modifiers_in
from knowledge_base.retrieval.facets import split_question
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.retrieval.senses import with_deaths_told, without_misleading
from knowledge_base.retrieval.text import fold, words

_FEW_ACCENTS = 0.25  # share of words; below it the message was typed without accents
_YEAR = re.compile(r"\b(?:năm|nam|hồi|hoi)\s+(20[0-2]\d)\b|\b(?<![/-])(20[0-2]\d)\s+(?:thì|thi)\b")
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](20[0-2]\d)\b")
_OF_SOMEBODY = re.compile(
    r"\b(?:sinh|mất|mat|chết|chet|cưới|cuoi|cấp|cap|hẹn|hen)"
    r"(?:\s+(?:vào|vao|từ|tu|hồi|hoi|ngày|ngay|hôm|hom))*[\s:]*$"
)
"""What stands before the day of a birth, a death or a paper: no day whose law is asked for."""


@dataclass(frozen=True, slots=True)
class Denied:
    """One thing that a message says it is not about.

    Attributes:
        words: its folded words.
        modifiers: what it calls for or names, of which procedures are called by: "mất" of "lại".
    """

    words: tuple[str, ...] = field(repr=False)
    modifiers: frozenset[tuple[str, ...]] = field(repr=False, default=frozenset())


@dataclass(frozen=True, slots=True)
class Query:
    """What a message asks.

    Attributes:
        text: the message, composed (NFC).
        written: its words with teencode written out and accents restored, lower case.
        said: all its words with teencode written out, also what it denies.
        telling: ``written`` without the words that carry no topic, for the encoder, whose time
            grows with every word; all of it where nothing else is said.
        content: folded words that say what it is about; empty for a mere follow-up.
        topic: ``content`` with the facet words kept.
        readings: ways to read ``content`` through the lexicon, the typed one first.
        facets: what is asked of it, in order.
        asked_day: the day it asks about, where it names one; else None.
        denied: each thing that it says it is not about.
    """

    text: str = field(repr=False)
    written: tuple[str, ...] = field(repr=False)
    said: tuple[str, ...] = field(repr=False)
    telling: tuple[str, ...] = field(repr=False)
    content: tuple[str, ...] = field(repr=False)
    topic: tuple[str, ...] = field(repr=False)
    readings: tuple[tuple[str, ...], ...] = field(repr=False)
    facets: tuple[Facet, ...] = ()
    asked_day: date | None = None
    denied: tuple[Denied, ...] = ()


class Normaliser:
    """Makes queries.

    Args:
        lexicon: for teencode and readings.
        restorer: for messages typed without accents.
    """

    def __init__(self, lexicon: Lexicon, restorer: AccentRestorer) -> None:
        self._lexicon = lexicon
        self._restorer = restorer

    def normalise(self, text: str) -> Query:
        """Read a message of any length and script."""
        composed = unicodedata.normalize("NFC", text)
        asked_day = day_in(composed)
        told = without_denied(without_misleading(_without_dates(composed)))
        typed = words(told.text)
        spelt = self._lexicon.expand_teencode(typed)
        restored = self._restorer.restore(spelt) if _typed_bare(typed) else spelt
        written = with_deaths_told(restored)
        asked = split_question(written)
        return Query(
            text=composed,
            written=tuple(written),
            said=tuple(self._lexicon.expand_teencode(words(composed))),
            telling=asked.telling or tuple(written),
            content=asked.content,
            topic=asked.topic,
            readings=self._readings(written),
            facets=asked.facets,
            asked_day=asked_day,
            denied=tuple(self._meant(what) for what in told.denied),
        )

    def _meant(self, denied: str) -> Denied:
        """Read what is denied, teencode written out."""
        spelt = self._lexicon.expand_teencode(words(denied))
        folded = tuple(fold(word) for word in spelt)
        called_for = frozenset[tuple[str, ...]]().union(*implied_in(spelt))
        return Denied(split_question(spelt).content or folded, modifiers_in(folded) | called_for)

    def _readings(self, written: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Give what each reading is about; the lexicon sees the whole message, fillers too."""
        contents = (split_question(r).content for r in self._lexicon.readings(written))
        return tuple(dict.fromkeys(c for c in contents if c))


def day_in(text: str) -> date | None:
    """Find the day or year a message asks about; a year stands for its first of March.

    1 March is the middle of the seed plan's season and never a day on which a law starts.
    """
    lower = text.lower()
    exact = _asked_in(_DATE, lower)
    if exact:
        try:
            return date(int(exact[3]), int(exact[2]), int(exact[1]))
        except ValueError:
            return None
    year = _asked_in(_YEAR, lower)
    return date(int(year[1] or year[2]), 3, 1) if year else None


def _asked_in(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Find the first date that is no day in somebody's life."""
    found = pattern.finditer(text)
    return next((m for m in found if not _OF_SOMEBODY.search(text[: m.start()])), None)


def _without_dates(text: str) -> str:
    return _YEAR.sub(" ", _DATE.sub(" ", text.lower()))


def _typed_bare(typed: Sequence[str]) -> bool:
    letters = [w for w in typed if not w.isdigit()]
    accented = sum(1 for w in letters if fold(w) != w)
    return bool(letters) and accented < _FEW_ACCENTS * len(letters)
