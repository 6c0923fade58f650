"""Small matters of Vietnamese wording that every part of a reply shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

_MARKED = re.compile(r"\s*\n\s*|\s+(?=Bước \d+\s*[:.])|\s+(?=[-–+*•]\s)")
_SENTENCE_END = re.compile(r"(?<!TP)(?<!Tp)(?<=[.;])\s+(?=\S)")
_MARK = " -–+*•\t"


def say_day(day: date | None) -> str:
    """Write a date as people here do, ``24/11/2026``; nothing for no date."""
    return day.strftime("%d/%m/%Y") if day else ""


def capital(text: str) -> str:
    """Give the text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Lower the first letter of a text that follows a colon, unless it starts a proper name."""
    first, _, rest = text.partition(" ")
    is_name = first[1:] != first[1:].lower() or rest[:1].isupper()
    return text if is_name else first.lower() + text[len(first) :]


def sentence(text: str) -> str:
    """Give the text with an end mark."""
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text.rstrip(' ;,')}."


def fitting(texts: Sequence[str], room: int, most: int = 3) -> list[str]:
    """Give the first sentences that fit: one at least, ``most`` at most.

    Args:
        texts: one thing each.
        room: characters there are for all of them.
        most: how many a person reads before the card.
    """
    chosen = [sentence(texts[0])]
    for text in texts[1:most]:
        if len(" ".join([*chosen, text])) > room:
            break
        chosen.append(sentence(text))
    return chosen


def shorten(text: str, room: int) -> str:
    """Cut at the end of a sentence, or else of a word, so that at most ``room`` characters stay."""
    if len(text) <= room:
        return text
    cut = text[: room - 1]
    end = max(cut.rfind(mark) for mark in (". ", ".\n"))
    return cut[: end + 1] if end > room // 3 else cut.rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def split_text(text: str, longest: int) -> list[str]:
    """Part a long text into readable lines: at its own marks, then between sentences.

    Args:
        text: with or without line breaks.
        longest: characters of a line where the text allows it.
    """
    lines: list[str] = []
    for piece in _MARKED.split(text.strip()):
        bare = piece.strip(_MARK)
        if lines and lines[-1].endswith(":") and len(lines[-1]) <= longest // 4:
            bare = f"{lines.pop()} {lower_first(bare)}"  # a heading and what it announces
        lines += list(_packed(bare, longest))
    return [capital(line) for line in lines if line]


def _packed(piece: str, longest: int) -> Iterator[str]:
    """Give whole sentences, as many to a line as there is room for."""
    line = ""
    for part in _SENTENCE_END.split(piece):
        if line and len(line) + 1 + len(part) > longest:
            yield line
            line = part
        else:
            line = f"{line} {part}".strip()
    yield line
