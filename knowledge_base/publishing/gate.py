"""The gate: a candidate may answer no question of the set worse than the release that serves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from contract.outcomes import Outcome
from knowledge_base.evaluation.measure import Observation, observe
from knowledge_base.evaluation.questions import Question
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.records import Content

MOST_TOLD = 200  # questions kept in a report
_LONGEST = 400  # characters of an answer kept in a report

Asked = Mapping[str, "Seen"]
Progress = Callable[[int, int], object]
"""Told how many questions are done, and of how many."""


class Grade(IntEnum):
    """How well a question was answered; less is worse."""

    WRONG = 0
    """From an entry that is not the right one."""
    NOTHING = 1
    """No answer, or a choice without the right one."""
    OFFERED = 2
    """A choice that offers the right one."""
    PARTIAL = 3
    """From the right entry, which has nothing on what was asked."""
    RIGHT = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one question.

    Attributes:
        grade: how well it was answered.
        outcome: how the turn ended.
        source: title of the entry it was answered from, or titles that were offered.
        said: the beginning of the answer.
        keys: of the entries named in ``source``.
    """

    grade: Grade
    outcome: Outcome
    source: str
    said: str
    keys: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON types."""
        return {
            "grade": self.grade.name.lower(),
            "outcome": self.outcome.value,
            "source": self.source,
            "said": self.said,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate found.

    Attributes:
        release: the release the candidate was compared with; empty if there was none.
        questions: how many were asked.
        right_before, right_now: how many were answered from the right entry, in full.
        worse: the questions that got worse: what is asked, what answered before and now.
        worse_count: how many, if more than are kept here.
        better_count: how many got better.
        unanswered: new sample questions that the candidate does not answer from their entry.
        blamed: keys of the entries that the worse questions now lead to, or led to before.
        seconds: how long it took.
    """

    release: str
    questions: int
    right_before: int
    right_now: int
    worse: Sequence[Mapping[str, Any]] = ()
    worse_count: int = 0
    better_count: int = 0
    unanswered: Sequence[Mapping[str, Any]] = ()
    blamed: Sequence[str] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def passes(self) -> bool:
        """Tell whether no question got worse."""
        return not self.worse_count

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON types."""
        return asdict(self)

    def scores(self) -> dict[str, Any]:
        """Give the figures that the list of releases shows."""
        kept = ("questions", "right_before", "right_now", "worse_count", "better_count")
        return {name: getattr(self, name) for name in kept}


def ask(
    answerer: Answerer, questions: Sequence[Question], today: date, progress: Progress
) -> dict[str, Seen]:
    """Ask every question as it is typed; gives what became of each, by its id."""
    titles = {entry.key: entry.title for entry in answerer.snapshot.entries}
    seen = {}
    for done, question in enumerate(questions, start=1):
        observation = observe(answerer, question, today, lambda text: text)
        seen[question.qid] = _seen(observation, titles)
        progress(done, len(questions))
    return seen


def _seen(observation: Observation, titles: Mapping[str, str]) -> Seen:
    sources = observation.answered_from or observation.offered
    named = sorted(titles.get(key, key) for key in sources)
    return Seen(
        grade=grade_of(observation),
        outcome=observation.outcome,
        source="; ".join(named),
        said=observation.said[:_LONGEST],
        keys=sources,
    )


def grade_of(observation: Observation) -> Grade:
    """Grade what became of a question."""
    right = observation.question.relevant
    if observation.answered_from:
        if not observation.answered_from & right:
            return Grade.WRONG
        partial = observation.outcome is Outcome.ANSWERED_PARTIAL
        return Grade.PARTIAL if partial else Grade.RIGHT
    return Grade.OFFERED if observation.offered & right else Grade.NOTHING


def compare(
    questions: Sequence[Question], before: Asked, now: Asked, content: Content
) -> tuple[list[dict[str, Any]], int]:
    """Find the questions that got worse, the worst fall first, and count those that got better.

    Args:
        questions: what both were asked.
        before: what became of each, by its id, with the release that serves.
        now: the same, with the candidate.
        content: of the candidate, for the titles of the right entries.
    """
    titles = {entry.key: entry.title for entry in content.entries}
    fallen = [q for q in questions if now[q.qid].grade < before[q.qid].grade]
    better = sum(now[q.qid].grade > before[q.qid].grade for q in questions)
    fallen.sort(key=lambda q: (now[q.qid].grade - before[q.qid].grade, q.qid))
    return [_fall(q, before[q.qid], now[q.qid], titles) for q in fallen], better


def _fall(question: Question, before: Seen, now: Seen, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "question": " / ".join(question.turns),
        "right": [titles.get(key, key) for key in sorted(question.relevant)],
        "keys": sorted(question.relevant | before.keys | now.keys),
        "kept": not question.qid.startswith("sample:"),
        "before": before.to_json(),
        "now": now.to_json(),
    }


class Clock:
    """Measures seconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since it was made."""
        return round(time.monotonic() - self._started, 1)
