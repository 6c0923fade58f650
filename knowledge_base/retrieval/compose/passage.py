"""The lines of a card that a question in the middle of a conversation asks about.

"Ba ngoại nộp thay được không" asks for no facet, and the summary once more would not answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from contract.facets import Facet
from contract.reply import Card
from knowledge_base.retrieval.text import fold, folded_words

ENOUGH = 0.45  # share of what is asked, by idf, that a line must hold
ENOUGH_BESIDE = 0.65  # the same, where the answer to an aspect stands beside it
ENOUGH_IN_ORDER = 0.3  # the same, where it holds two words side by side
_MOST = 2  # lines
_OTHERS = 2  # words beside the topic that make a question of its own
_ENDING = 3  # words in which a question says that it is one
_GENERIC = frozenset(
    "giay to xa phuong giai quyet cong an nop nguoi lam co may cap nhan bao nhieu don".split()
)
"""Words of most lines: they tell no line from another."""
_ASKING = frozenset(
    "khong ko k hong hok chua sao gi nao dau may ai ha nhi duoc dc the ra rang mo chi".split()
)
_WORTH = 0.75  # of the best line's share, for another one


def lines_about(
    card: Card | None,
    asked: Sequence[str],
    known: Iterable[str],
    idf: Callable[[str], float],
    *,
    least: float = ENOUGH,
) -> tuple[str, ...]:
    """Find the lines of a card that hold what is asked, the best first.

    Args:
        card: all that is on record.
        asked: folded words of the question.
        known: folded words that say no more than what the card is about.
        idf: how telling a word is.
        least: share of what is asked, by idf, that a line must hold.

    Returns:
        None, one or two lines.
    """
    topic = {*known, *_GENERIC}
    words = [word for word in asked if word not in topic]
    weights = {word: idf(word) for word in words}
    total = sum(weights.values())
    if card is None or not total:
        return ()
    pairs = set(pairwise(asked))
    found = []
    for section in card.sections:
        if section.facet is Facet.LEGAL_BASIS:
            continue
        for line in section.items:
            tokens = folded_words(line)
            shared = weights.keys() & set(tokens)
            share = sum(weights[word] for word in shared) / total
            in_order = pairs & set(pairwise(tokens))
            tells = any(word in weights for pair in in_order for word in pair)
            enough = min(ENOUGH_IN_ORDER, least) if tells else least
            if share >= enough and (tells or len(shared) > 1):
                found.append((share + 0.1 * len(in_order), line))
    found.sort(key=lambda entry: -entry[0])
    best = [line for score, line in found if score >= _WORTH * found[0][0]]
    return tuple(dict.fromkeys(best))[:_MOST]


def asks_more(written: Sequence[str], content: Sequence[str], known: Iterable[str]) -> bool:
    """Tell whether a question says at least two words that its topic does not.

    Args:
        written: its words, with their accents.
        content: folded words of the question.
        known: folded words that say no more than what is talked about.
    """
    more = set(content) - set(known)
    ends = {fold(word) for word in written[-_ENDING:]}
    return len(more) >= _OTHERS and not ends.isdisjoint(_ASKING)
