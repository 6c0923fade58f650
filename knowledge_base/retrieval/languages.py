"""Whether a message is written in another language than Vietnamese."""

from __future__ import annotations

import re

from knowledge_base.retrieval.text import fold, has_accents, words

_FOREIGN_SCRIPT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7af\u0e00-\u0e7f\u0400-\u04ff\u0600-\u06ff]"
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}"
    r"(?:ng|nh|ch|[cmnpt])?"
)
"""A Vietnamese syllable without its accents; generous."""

_ENGLISH = frozenset(
    """what how where when which who why want need needs please help english register registration
    birth marriage married certificate license licence residence foreigner passport office document
    documents apply application my your the is are does do can could would should for with and of
    you get renew lost speak time fee cost much long open saturday permit work visa house baby wife
    husband company tax hello hi i have i'm im dont not this that there here from to in on at a an
    """.split()
)
_PLAIN = frozenset(
    """what how where which who want need please help english register birth marriage certificate
    foreigner documents apply renew speak should would does married your you this with license
    """.split()
)
"""English words that are no Vietnamese syllable and no loan word by themselves."""


def is_another_language(text: str) -> bool:
    """Tell whether a message is in English, or in a script that Vietnamese is not written in."""
    if len(_FOREIGN_SCRIPT.findall(text)) >= 2:
        return True
    if has_accents(text):
        return False
    typed = [word for word in words(text) if word.isalpha()]
    if not typed:
        return False
    if typed == ["english"]:
        return True
    if typed[0] in {"thank", "thanks", "hello", "hi", "pretend"} and len(typed) <= 3:
        return False  # people say these in the middle of Vietnamese, too
    english = [word for word in typed if word in _ENGLISH]
    strange = [w for w in typed if len(w) > 2 and not _SYLLABLE.fullmatch(fold(w))]
    plain = [word for word in typed if word in _PLAIN]
    return len(plain) >= 1 and len(english) + len(set(strange) - set(english)) >= max(
        2, 0.6 * len(typed)
    )
