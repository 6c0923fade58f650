"""The questions that a release must not answer worse than the one before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.retrieval.records import Content

MOST_SAMPLES = 8
"""Most sample questions of one live entry: with all of them a check would take minutes."""
KEPT_FILE = Path(__file__).parents[1] / "evaluation" / "development.jsonl"


@cache
def kept_questions() -> tuple[Question, ...]:
    """Give the kept set: questions with their right procedures, apart from any entry."""
    return tuple(read_questions(KEPT_FILE))


def question_set(
    current: Content, candidate: Content, kept: Sequence[Question]
) -> tuple[Question, ...]:
    """Give what both are asked: the first sample questions of what is live, and the kept set.

    A question whose every right entry goes off with the candidate is left out: to take an entry
    off is to stop answering it. One that an editor deletes stays until it is off the live entry,
    or deleting it would be the way round the gate.
    """
    stays = {e.key for e in current.entries} & {e.key for e in candidate.entries}
    right: dict[str, set[str]] = defaultdict(set)
    for entry in current.entries:
        if entry.key in stays:
            for question in entry.sample_questions[:MOST_SAMPLES]:
                right[question].add(entry.key)
    samples = (
        Question(f"sample:{question}", (question,), frozenset(keys))
        for question, keys in right.items()
    )
    return (*samples, *(q for q in kept if _is_answerable(q, stays)))


def _is_answerable(question: Question, live: set[str]) -> bool:
    if question.all_needed:
        return question.relevant <= live
    return bool(question.relevant & live)


def new_questions(current: Content, candidate: Content) -> tuple[Question, ...]:
    """Give the sample questions that only the candidate has: it should answer them."""
    known = {question for entry in current.entries for question in entry.sample_questions}
    return tuple(
        Question(f"new:{question}", (question,), frozenset({entry.key}))
        for entry in candidate.entries
        for question in entry.sample_questions
        if question not in known
    )
