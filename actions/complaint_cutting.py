"""Taking words out of what was told: 'bỏ câu "…" đi' deletes that sentence, and nothing else.

Nobody types a sentence again word by word: part of it, or most of its words, names it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from actions import complaint_store as store
from actions.complaint_clauses import flat
from actions.complaint_replies import field_name, say
from complaints.drafts import ASKED, Field

_CUTTABLE = tuple(name for name in ASKED if name not in (Field.ANONYMOUS, Field.CONTACT))
_CLAUSE, _SENTENCE = re.compile(r"[^.,;!?…\n]+"), re.compile(r"(?:[^.!?…\n]|\.(?=\w))+")
_WORD = re.compile(r"\w+")
_FEWEST = 3  # words: fewer are meant as they stand, and name no sentence
_NAMED = 0.75  # of the words said that must stand in a sentence which they name
_HALF = 0.5  # of a sentence: who names less of it means only these words

_Span = tuple[int, int]


class Tells(Protocol):
    """Where something can be said, and be left open."""

    is_open: bool

    def tell(self, sentence: str) -> None:
        """Add a reply of one sentence."""


async def cut(conversation: str, words: str, taken: Tells, *, whole: bool = False) -> None:
    """Take words out of the field that holds them; say which, or that no field does.

    Args:
        conversation: whose draft.
        words: as typed; they are looked for without accents and case.
        taken: where it is said.
        whole: whether the sentence that holds them is meant.
    """
    draft = await store.load(conversation)
    held = draft.words if draft is not None else {}
    for name in _CUTTABLE:
        told = held.get(name, "")
        span = _passage(told, words)
        if span is None:
            continue
        if whole and name == Field.WHAT:
            span = _sentence_around(told, span)
        left = _without(told, span)
        if left:
            await store.put(conversation, name, left)
        elif name == Field.WHAT:  # a complaint without a story is none
            taken.tell(say("what_needed"))
            taken.is_open = True
            return
        else:
            await store.drop(conversation, name)
        gone = told[slice(*span)].strip(" ,.;")
        taken.tell(say("cut", field=field_name(name), words=gone))
        return
    taken.tell(say("cut_nothing"))
    taken.is_open = True


async def cut_last(conversation: str, count: int, taken: Tells) -> None:
    """Take the last sentences out of the story, and say which.

    Args:
        conversation: whose draft.
        count: how many.
        taken: where it is said.
    """
    draft = await store.load(conversation)
    told = draft.words.get(Field.WHAT, "") if draft is not None else ""
    spans = [found.span() for found in _SENTENCE.finditer(told) if found[0].strip(" .,;")]
    if count >= len(spans):  # nothing would be left
        taken.tell(say("what_needed"))
        taken.is_open = True
        return
    start = spans[-count][0]
    await store.put(conversation, Field.WHAT, told[:start].strip(" ,;\n"))
    gone = told[start:].strip(" .,;\n")
    taken.tell(say("cut", field=field_name(Field.WHAT), words=gone))


def _sentence_around(told: str, span: _Span) -> _Span:
    """Give the sentence that holds words, or only its part between commas; never all there is.

    Words within a long sentence name no more of it than their part.
    """
    held = flat(told)
    sentences = [found.span() for found in _SENTENCE.finditer(held)]
    clauses = [found.span() for found in _CLAUSE.finditer(held)]
    said = held[slice(*span)]
    begins = [s for s in sentences if held[slice(*s)].strip().startswith(said.strip())]
    parts = [c for c in clauses if c[0] <= span[0] and span[1] <= c[1]]
    for around in (*(s for s in begins if s[0] <= span[0] < s[1]), *parts):
        if _without(told, around):
            return around
    return span


def without(told: str, words: str) -> str | None:
    """Give what was told without some words; None where they do not stand in it."""
    span = _passage(told, words)
    return None if span is None else _without(told, span)


def _passage(told: str, words: str) -> _Span | None:
    """Find the words, or the one sentence that they name."""
    held, said = flat(told), flat(words).strip()
    if not said:
        return None
    start = held.find(said)
    clauses = [found.span() for found in _CLAUSE.finditer(held)]
    if start >= 0:
        exact = (start, start + len(said))
        around = (c for c in clauses if c[0] <= exact[0] and exact[1] <= c[1])
        return next((c for c in around if _names(said, held[slice(*c)])), exact)
    return _only_one(said, held, clauses) or _only_one(
        said, held, (found.span() for found in _SENTENCE.finditer(held))
    )


def _only_one(said: str, held: str, spans: Iterable[_Span]) -> _Span | None:
    fitting = [span for span in spans if _names(said, held[slice(*span)])]
    return fitting[0] if len(fitting) == 1 else None


def _names(said: str, sentence: str) -> bool:
    asked, held = set(_WORD.findall(said)), set(_WORD.findall(sentence))
    both = len(asked & held)
    return both >= _FEWEST and both >= _NAMED * len(asked) and both >= _HALF * len(held)


def _without(told: str, span: _Span) -> str:
    before, after = told[: span[0]], told[span[1] :]
    before = re.sub(r"(?:[\s,;]|[\s.,;]+(?:mà|ma|và|rồi))+$", "", before)
    if not before:
        return after.strip(" ,;.!?…\n")
    if before[-1] in ".!?…":  # the mark behind it goes with it
        after = after.lstrip(" .,;!?…")
        between = "" if after.startswith("\n") else " "
        return f"{before}{between}{after}".strip()
    return f"{before}{after}".strip(" ,;")
