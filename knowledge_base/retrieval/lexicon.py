"""The curated lexicon: words people type, and the official terms they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge_base.retrieval.records import LexiconEntry, LexiconKind
from knowledge_base.retrieval.text import PhraseTable, folded_words, words

_MAX_READINGS = 6


class Lexicon:
    """Rewrites typed words.

    Args:
        entries: the curated pages; later ones win over earlier ones with the same term.
    """

    def __init__(self, entries: Iterable[LexiconEntry]) -> None:
        self._teencode: dict[str, list[str]] = {}
        self._means: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            if entry.kind is LexiconKind.TEENCODE:
                self._teencode[entry.term.lower()] = words(entry.means[0])
            else:
                self._means[" ".join(folded_words(entry.term))] = entry.means
        self._table = PhraseTable({term: term for term in self._means})

    def expand_teencode(self, typed: Sequence[str]) -> list[str]:
        """Write teencode out: ``dc`` becomes ``được``.

        Args:
            typed: lower-case words, as typed.
        """
        return [written for word in typed for written in self._teencode.get(word, [word])]

    def readings(self, content: Sequence[str]) -> list[tuple[str, ...]]:
        """Give the ways the words can be read, the typed one first.

        Every found term is replaced by its official terms; where a term stands for several,
        each gives a reading of its own.

        Args:
            content: folded words.

        Returns:
            1 to ``_MAX_READINGS`` word lists, without repeats.
        """
        found = self._table.find(content)
        readings: list[tuple[str, ...]] = [()]
        position = 0
        for start, end, term in found:
            between = tuple(content[position:start])
            meanings = [tuple(folded_words(m)) for m in self._means[term]]
            readings = [r + between + m for r in readings for m in meanings][:_MAX_READINGS]
            position = end
        readings = [r + tuple(content[position:]) for r in readings]
        return list(dict.fromkeys([tuple(content), *readings]))[:_MAX_READINGS]
