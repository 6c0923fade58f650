"""Records whose body belongs to another procedure than their code and title say.

Three signs, the first two of which are certain (docs/decisions, import):

- the page shows another code than the record was filed under;
- one page stands in a file under several codes;
- hardly any two neighbouring words of the title are found in the body. Measured on 2,832 national
  procedures: at 0.1 one of them is flagged (its body is that of another procedure, too), and of
  bodies swapped between fields of government 60 %.
"""

from __future__ import annotations

import re

from knowledge_base.retrieval.text import bigrams, folded_words, words

LEAST_SHARE = 0.1  # of the title's word pairs, found in the body
_FEWEST_PAIRS = 3
_FEWEST_WORDS = 60
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
_LEADING = re.compile(r"^\s*thủ tục\s+", re.IGNORECASE)


def share_of_title(title: str, body: str) -> float | None:
    """Give the share of the title's word pairs that the body has, 0..1; None: too little to say."""
    pairs = set(bigrams(words(_LEADING.sub("", _ASIDE.sub("", title)))))
    said = words(body)
    if len(pairs) < _FEWEST_PAIRS or len(said) < _FEWEST_WORDS:
        return None
    return len(pairs & set(bigrams(said))) / len(pairs)


def is_of_another(title: str, body: str) -> bool:
    """Tell a body that has next to nothing of the title."""
    share = share_of_title(title, body)
    return share is not None and share <= LEAST_SHARE


def names_another(title: str, known: str) -> bool:
    """Tell two titles of one code that can't be of one procedure: they hardly share a word."""
    ours, theirs = set(folded_words(title)), set(folded_words(known))
    fewer = min(len(ours), len(theirs))
    return fewer >= 3 and len(ours & theirs) <= fewer * 0.2
