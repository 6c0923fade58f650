"""Runs questions through the answerer and counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from contract.outcomes import Outcome
from knowledge_base.evaluation.questions import Question
from knowledge_base.retrieval.answerer import Answered, Answerer
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.text import fold

ANSWERED = frozenset({Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL})


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of one slice; shares are 0 to 1.

    Attributes:
        questions: how many were asked.
        recall_1, recall_3, recall_5: share with the right procedure among the first k found;
            where all are needed, all of them among the first max(k, number needed).
        mrr: mean reciprocal rank of the first right procedure, 0 where none is found.
        answer_rate: share answered outright.
        wrong_rate: of those answered outright, share answered from a wrong procedure.
        clarify_rate: share answered by a choice.
        right_clarify_rate: of the choices, share that offer the right procedure.
        p50_ms, p95_ms: time of the last turn, encoder included.
    """

    questions: int
    recall_1: float
    recall_3: float
    recall_5: float
    mrr: float
    answer_rate: float
    wrong_rate: float
    clarify_rate: float
    right_clarify_rate: float
    p50_ms: float
    p95_ms: float

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON types."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Observation:
    """What became of one question."""

    question: Question
    ranked: tuple[str, ...]
    answered_from: frozenset[str]
    offered: frozenset[str]
    outcome: Outcome
    took_ms: float
    said: str = ""


def observe(
    answerer: Answerer, question: Question, today: date, change: Callable[[str], str]
) -> Observation:
    """Ask one question, turn by turn.

    Args:
        answerer: answers.
        question: what is asked.
        today: the day of the turns.
        change: applied to every turn before it is asked, e.g. ``fold``.
    """
    context = Context()
    answered: Answered | None = None
    took = 0.0
    for turn in question.turns:
        started = time.perf_counter()
        answered = answerer.answer(change(turn), context, today)
        took = (time.perf_counter() - started) * 1000
        context = answered.context
    assert answered is not None  # noqa: S101 - a question has at least one turn
    outcomes = [r.meta.outcome for r in answered.replies]
    outright = outcomes[0] in ANSWERED
    return Observation(
        question=question,
        ranked=answered.ranked,
        answered_from=frozenset(r.meta.procedure or context.entry or "?" for r in answered.replies)
        if outright
        else frozenset(),
        offered=frozenset(context.candidates) if outcomes[0] is Outcome.CLARIFY else frozenset(),
        outcome=outcomes[0],
        took_ms=took,
        said=answered.replies[0].text,
    )


def summarise(observations: Sequence[Observation]) -> Slice:
    """Count the figures of a slice; at least one observation."""
    ranks = [_first_rank(o) for o in observations]
    outright = [o for o in observations if o.outcome in ANSWERED]
    choices = [o for o in observations if o.outcome is Outcome.CLARIFY]
    times = [o.took_ms for o in observations]
    return Slice(
        questions=len(observations),
        recall_1=_share([_found(o, 1) for o in observations]),
        recall_3=_share([_found(o, 3) for o in observations]),
        recall_5=_share([_found(o, 5) for o in observations]),
        mrr=float(np.mean([1 / r if r else 0.0 for r in ranks])),
        answer_rate=len(outright) / len(observations),
        wrong_rate=_share([not (o.answered_from & o.question.relevant) for o in outright]),
        clarify_rate=len(choices) / len(observations),
        right_clarify_rate=_share([bool(o.offered & o.question.relevant) for o in choices]),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def measure(
    answerer: Answerer,
    questions: Sequence[Question],
    today: date,
    progress: Callable[[], object] = lambda: None,
) -> tuple[dict[str, Slice | None], list[Observation]]:
    """Measure the three slices: as typed, accents removed, multi-turn.

    Returns:
        The figures by slice (None where no question belongs to it), and the observations of
        the questions as typed.
    """
    seen: dict[str, list[Observation]] = {"as_typed": [], "accents_removed": [], "multi_turn": []}
    for question in questions:
        as_typed = observe(answerer, question, today, lambda text: text)
        seen["as_typed"].append(as_typed)
        seen["accents_removed"].append(observe(answerer, question, today, fold))
        if len(question.turns) > 1:
            seen["multi_turn"].append(as_typed)
        progress()
    return {k: summarise(v) if v else None for k, v in seen.items()}, seen["as_typed"]


def _found(observation: Observation, k: int) -> bool:
    relevant = observation.question.relevant
    if not observation.question.all_needed:
        return bool(relevant & set(observation.ranked[:k]))
    return relevant <= set(observation.ranked[: max(k, len(relevant))])


def _first_rank(observation: Observation) -> int:
    for rank, key in enumerate(observation.ranked, start=1):
        if key in observation.question.relevant:
            return rank
    return 0


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
