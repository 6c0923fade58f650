"""The questions that a message asks about one thing: "mấy ngày có, với lại ai đi thay được k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge_base.retrieval.text import fold

MOST = 3

_ADDING = (("voi", "lai"), ("them", "nua"), ("ngoai", "ra"), ("tien", "the"), ("nhan", "tien"))
"""What a further question begins with, folded, however the one before it ends."""
_JOINTS = (("voi",), ("vs",), ("ma",), ("con",), ("roi",), ("va",), ("cho", "hoi"), ("xong",))
"""What one may begin with."""
_BEFORE_OR = 3  # words before "hay" ("or") that make a choice a question of its own
_LEAST = 2  # words before one of the first kind
_ANYWHERE = frozenset("đâu dau mấy may chưa chua nhiêu nhieu".split())
"""Words that make a question wherever they stand in it, as typed: "máy" makes none."""
_ANYWHERE_FOLDED = frozenset("sao gi nao ai nhiu".split())
_PAIRS = frozenset(("bao", what) for what in ("nhieu", "lau", "gio", "tuoi", "xa", "tien"))
_ENDING = frozenset("khong ko k kh hong hok hem hk hog kg".split())
"""Folded words that do at its end, if only such as call somebody come after them."""
_CALLING = frozenset(
    """a ah ha h hen he nha nhe nhi z v vay the ta e em anh chi chu co bac oi ad shop ban cau con
    chau b ak ui luon vay roi ne day do""".split()
)
_STOP = re.compile(r"[,;:?!.…\n]+$")


def asks_in(text: str) -> tuple[str, ...]:
    """Part a message into its questions; what tells no question stays with the next one.

    Args:
        text: the message, composed.

    Returns:
        At most ``MOST``; the message alone where it asks one thing.
    """
    words = text.split()
    folded = [fold(_STOP.sub("", word.lower())) for word in words]
    asks: list[str] = []
    start = 0
    for at in range(1, len(words)):
        if len(asks) == MOST - 1:
            break
        ends = at - start >= _LEAST and _begins(folded, at, _ADDING)
        if not ends and (_STOP.search(words[at - 1]) or _begins(folded, at, _JOINTS)):
            ends = _asks(words[start:at]) and _asks(words[at:])
        if ends:
            asks.append(" ".join(words[start:at]))
            start = at
    return (*asks, " ".join(words[start:]))


def _begins(folded: Sequence[str], at: int, joints: Sequence[tuple[str, ...]]) -> bool:
    return any(tuple(folded[at : at + len(joint)]) == joint for joint in joints)


def _asks(words: Sequence[str]) -> bool:
    """Tell whether some words of a message ask something."""
    if words[-1].endswith("?"):
        return True
    lower = [_STOP.sub("", word.lower()) for word in words]
    folded = [fold(word) for word in lower]
    if not _ANYWHERE.isdisjoint(lower) or not _ANYWHERE_FOLDED.isdisjoint(folded):
        return True
    if not _PAIRS.isdisjoint(pairwise(folded)) or "hay" in folded[_BEFORE_OR:-1]:
        return True
    while folded and folded[-1] in _CALLING:
        folded.pop()
    return bool(folded) and folded[-1] in _ENDING
