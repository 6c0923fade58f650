"""Question files: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class QuestionsInvalid(ValueError):
    """A question file breaks the format; the message names the line."""


@dataclass(frozen=True, slots=True)
class Question:
    """One measured question.

    Attributes:
        qid: its id.
        turns: what the citizen says, in order; the last is the question.
        relevant: codes of the right procedures.
        all_needed: True when every relevant one must be found, False when any will do.
    """

    qid: str
    turns: tuple[str, ...]
    relevant: frozenset[str]
    all_needed: bool = False


def read_questions(path: Path) -> list[Question]:
    """Read a question file.

    Raises:
        QuestionsInvalid: a line breaks the format.
        OSError: the file can't be read.
    """
    return read_lines(path, _question, "question")


def read_lines(path: Path, read: Callable[[dict[str, Any]], T], what: str) -> list[T]:
    """Read a file of JSON objects, one a line; empty lines are passed over.

    Args:
        path: the file, UTF-8.
        read: makes one of what the file holds, and raises what tells a fault.
        what: what one is called where there is none.

    Raises:
        QuestionsInvalid: a line breaks the format; the message names it.
        OSError: the file can't be read.
    """
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as exc:
        raise QuestionsInvalid(f"{path.name}: not UTF-8") from exc
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(read(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise QuestionsInvalid(f"{path.name}, line {number}: {exc}") from exc
    if not found:
        raise QuestionsInvalid(f"{path.name}: no {what} in it")
    return found


def _question(document: Mapping[str, Any]) -> Question:
    for name in ("turns", "relevant"):
        if not isinstance(document.get(name, []), list):
            raise TypeError(f"{name} is not a list")
    turns = tuple(document.get("turns") or [document["question"]])
    if not all(isinstance(turn, str) and turn.strip() for turn in turns):
        raise ValueError("a turn is empty")
    if document["mode"] not in ("any", "all"):
        raise ValueError(f"mode is {document['mode']!r}, not 'any' or 'all'")
    if not document["relevant"]:
        raise ValueError("no relevant procedure")
    return Question(
        qid=str(document["qid"]),
        turns=turns,
        relevant=frozenset(str(code) for code in document["relevant"]),
        all_needed=document["mode"] == "all",
    )
