"""The curated lexicon: words people type, and the official terms they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge_base.retrieval.records import LexiconEntry, LexiconKind
from knowledge_base.retrieval.text import PhraseTable, fold, folded_words, words

_MAX_READINGS = 6

Words = tuple[str, ...]


class Lexicon:
    """Rewrites typed words.

    Args:
        entries: the curated pages; later ones win over earlier ones with the same term.
    """

    def __init__(self, entries: Iterable[LexiconEntry]) -> None:
        self._teencode: dict[str, list[str]] = {}
        self._means: dict[str, tuple[Words, ...]] = {}
        self._spelt: dict[str, str] = {}
        for entry in entries:
            if entry.kind is LexiconKind.TEENCODE:
                self._teencode[entry.term.lower()] = words(entry.means[0])
                continue
            term = " ".join(folded_words(entry.term))
            self._means[term] = tuple(tuple(words(m)) for m in entry.means)
            self._spelt[term] = entry.term.lower()
        self._table = PhraseTable({term: term for term in self._means})

    def expand_teencode(self, typed: Sequence[str]) -> list[str]:
        """Write teencode out: ``dc`` becomes ``được``.

        Args:
            typed: lower-case words, as typed.
        """
        return [written for word in typed for written in self._teencode.get(word, [word])]

    def readings(self, written: Sequence[str]) -> list[Words]:
        """Give the ways a message can be read, the written one first.

        Every found term is replaced by its official terms; where a term stands for several,
        each gives a reading of its own.

        Args:
            written: lower-case words, accents as typed or restored.

        Returns:
            1 to ``_MAX_READINGS`` word lists, without repeats.
        """
        readings: list[Words] = [()]
        position = 0
        for start, end, term in self._table.find([fold(w) for w in written]):
            if end - start == 1 and not self._is_spelt(term, written[start]):
                continue
            between = tuple(written[position:start])
            readings = [r + between + m for r in readings for m in self._means[term]]
            readings = readings[:_MAX_READINGS]
            position = end
        readings = [r + tuple(written[position:]) for r in readings]
        return list(dict.fromkeys([tuple(written), *readings]))[:_MAX_READINGS]

    def _is_spelt(self, term: str, word: str) -> bool:
        """Tell whether one word is the term: accents count, a word typed bare fits any."""
        return word in (term, self._spelt[term])
