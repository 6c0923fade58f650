"""Puts accents back: a syllable-bigram model trained on the corpus, decoded by Viterbi.

The encoder is nearly blind without accents, so a question typed without them is restored before
it is encoded. The lexical search needs none of this: it works on folded words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from knowledge_base.retrieval.text import fold, words

_START = ""
_BACKOFF = 0.1  # weight of the unigram estimate beside the bigram's


class AccentRestorer:
    """Guesses the accented form of folded syllables.

    Args:
        unigrams: counts of accented syllables.
        pairs: counts of accented syllable pairs, keyed by the first.
    """

    def __init__(self, unigrams: Mapping[str, int], pairs: Mapping[str, Mapping[str, int]]) -> None:
        self._unigrams = dict(unigrams)
        self._pairs = {first: dict(seconds) for first, seconds in pairs.items()}
        self._totals = {first: sum(s.values()) for first, s in self._pairs.items()}
        self._all = sum(self._unigrams.values()) or 1
        forms: dict[str, list[str]] = defaultdict(list)
        for syllable in self._unigrams:
            forms[fold(syllable)].append(syllable)
        self._forms = dict(forms)

    @classmethod
    def train(cls, texts: Iterable[str]) -> AccentRestorer:
        """Count syllables and pairs in accented texts."""
        unigrams: Counter[str] = Counter()
        pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            previous = _START
            for syllable in words(text):
                unigrams[syllable] += 1
                pairs[previous][syllable] += 1
                previous = syllable
        return cls(unigrams, pairs)

    def restore(self, syllables: Sequence[str]) -> list[str]:
        """Give the likeliest accented forms, one for one.

        Syllables that carry accents, and those never seen, stay as they are.

        Args:
            syllables: lower-case words.
        """
        best: dict[str, tuple[float, list[str]]] = {_START: (0.0, [])}
        for syllable in syllables:
            reached: dict[str, tuple[float, list[str]]] = {}
            for form in self._candidates(syllable):
                score, path = max(
                    (
                        (score + self._log_probability(previous, form), path)
                        for previous, (score, path) in best.items()
                    ),
                    key=lambda scored: scored[0],
                )
                reached[form] = (score, [*path, form])
            best = reached
        return max(best.values(), key=lambda scored: scored[0])[1]

    def _candidates(self, syllable: str) -> list[str]:
        if fold(syllable) != syllable:
            return [syllable]
        return self._forms.get(syllable) or [syllable]

    def _log_probability(self, previous: str, form: str) -> float:
        unigram = (self._unigrams.get(form, 0) + 0.5) / (self._all + 1)
        total = self._totals.get(previous, 0)
        bigram = self._pairs[previous].get(form, 0) / total if total else 0.0
        return math.log((1 - _BACKOFF) * bigram + _BACKOFF * unigram)

    def to_json(self) -> dict[str, Any]:
        """Give the counts, for a snapshot."""
        return {"unigrams": self._unigrams, "pairs": self._pairs}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> AccentRestorer:
        """Read the counts of ``to_json``."""
        return cls(document["unigrams"], document["pairs"])
