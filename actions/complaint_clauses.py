"""Parting a message into its clauses; what stands in quotation marks is never read as a command.

Pure. Every clause has its words as typed and, place by place, the same words lower case and
without accents, so that what a pattern finds in the latter can be cut out of the former.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

QUOTED = "_"
"""Stands in ``Clause.flat`` for each character within quotation marks."""

_QUOTES = re.compile(r"[\"“”«](?P<said>[^\"“”«»]+)[\"“”»]|(?<!\w)['‘](?P<aside>[^'‘’]+)['’](?!\w)")
_SENDING = (
    r"(?:thi )?(?:gui|goi|chot|nop|doc lai|xem lai"
    r"|cho (?:em|toi|tui|minh|chau|con) (?:xem|doc|coi))"
)
_TURNS = (
    r"nhung(?: ma)?\b|voi lai\b|(?:a |o )?ma(?= (?:khoan|cho|hoi|gui|nghi|truoc|ngay|chuyen"
    r"|phan anh"
    r"|an danh|co|ho|phi|le|bay gio|thoi|ghi|sua|gap|giay|lam)\b)"
    r"|con(?= (?:noi|thoi gian|nguoi lien|ngay|ma ho so|phan|ten em|ten toi|xin hoi|cho hoi)\b)"
    rf"|(?:xong roi|roi|xong|va|sau do)(?= {_SENDING}\b)"
    r"|(?:o|tai|ben)(?= (?:phuong|xa|ubnd|uy ban|quan|p\.) ?)"
)
"""On folded words: where another thought begins without a comma."""

_BETWEEN = re.compile(
    r"(?P<mark>[;!?…\n]+|(?<!\bp)(?<!\bq)(?<!\bx)(?<!\btp)(?<!\btx)(?<!\btt)\.+(?!\d)|,(?!\d))\s*"
    rf"|\s+(?={_TURNS})"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thought of a message.

    Attributes:
        words: as typed, without the punctuation at either end.
        flat: the same, folded and as long; quoted words are ``QUOTED``.
        mark: the punctuation after it; empty where the next thought follows without any.
    """

    words: str = field(repr=False)
    flat: str = field(repr=False)
    mark: str = ""

    def cut(self, start: int, end: int | None = None) -> str:
        """Give a piece of the words as typed."""
        return self.words[start:end].strip(" ,.:;\"“”'")

    def without(self, start: int, end: int) -> Clause:
        """Give the clause without a piece."""
        return _stripped(
            self.words[:start] + self.words[end:], self.flat[:start] + self.flat[end:], self.mark
        )


def flat(words: str) -> str:
    """Lower-case and drop accents, character by character: the length stays."""
    return "".join(_plain(c) for c in unicodedata.normalize("NFC", words))


def without_quotes(words: str) -> str:
    """Leave out what stands in quotation marks."""
    return _QUOTES.sub(" ", words)


def quotes_in(words: str) -> tuple[str, ...]:
    """Give what stands in quotation marks."""
    found = (match["said"] or match["aside"] for match in _QUOTES.finditer(words))
    return tuple(said.strip(" ,.;!") for said in found)


def clauses_of(words: str) -> tuple[Clause, ...]:
    """Part a message.

    Args:
        words: as typed.
    """
    typed = unicodedata.normalize("NFC", words)
    folded = _QUOTES.sub(lambda quote: QUOTED * len(quote[0]), typed)
    folded = "".join(f if f == QUOTED else _plain(c) for c, f in zip(typed, folded, strict=True))
    found, start = [], 0
    for between in _BETWEEN.finditer(folded):
        found.append((start, between.start(), (between["mark"] or "").strip()))
        start = between.end()
    found.append((start, len(typed), ""))
    parted = (_stripped(typed[a:b], folded[a:b], mark) for a, b, mark in found)
    return tuple(clause for clause in parted if clause.words)


def _plain(character: str) -> str:
    if character in "đĐ":
        return "d"
    if character.isspace():
        return " " if character != "\n" else "\n"
    return unicodedata.normalize("NFD", character.lower())[0]


def _stripped(words: str, folded: str, mark: str) -> Clause:
    left = len(words) - len(words.lstrip(" \t\n,.:;!?"))
    right = len(words.rstrip(" \t\n,.:;!?"))
    return Clause(words[left:right], folded[left:right], mark)
