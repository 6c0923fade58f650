"""The questions that a message asks about one thing: "mấy ngày có, với lại ai đi thay được k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from knowledge_base.retrieval.text import fold

MOST = 3

_READ_WORDS = 100  # of a message; the rest stays with its last question

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
    read = words[:_READ_WORDS]
    folded = [fold(_STOP.sub("", word.lower())) for word in read]
    asks: list[str] = []
    start = 0
    for at in range(1, len(read)):
        if len(asks) == MOST - 1:
            break
        ends = at - start >= _LEAST and _begins(folded, at, _ADDING)
        if not ends and (_STOP.search(read[at - 1]) or _begins(folded, at, _JOINTS)):
            ends = _asks(read[start:at], folded[start:at]) and _asks(read[at:], folded[at:])
        if ends:
            asks.append(" ".join(words[start:at]))
            start = at
    return (*asks, " ".join(words[start:]))


def _begins(folded: Sequence[str], at: int, joints: Sequence[tuple[str, ...]]) -> bool:
    return any(tuple(folded[at : at + len(joint)]) == joint for joint in joints)


def _asks(words: Sequence[str], folded: Sequence[str]) -> bool:
    """Tell whether some words of a message, as typed and folded, ask something."""
    if words[-1].endswith("?"):
        return True
    lower = [_STOP.sub("", word.lower()) for word in words]
    if not _ANYWHERE.isdisjoint(lower) or not _ANYWHERE_FOLDED.isdisjoint(folded):
        return True
    if not _PAIRS.isdisjoint(pairwise(folded)) or "hay" in folded[_BEFORE_OR:-1]:
        return True
    called = takewhile(_CALLING.__contains__, reversed(folded))
    last = len(folded) - sum(1 for _ in called)
    return last > 0 and folded[last - 1] in _ENDING
