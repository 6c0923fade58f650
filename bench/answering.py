"""One whole question: what it costs, and where the time goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bench.timing import Summary, Times
from contract.sentences import Sentences
from knowledge_base.retrieval import answerer as steps
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.vectors import VectorIndex

TODAY = date(2026, 11, 24)
_WARM = 20  # questions asked before any is timed


@dataclass(frozen=True, slots=True)
class Answering:
    """What questions cost over one content.

    Attributes:
        entries: procedures, rules and guides.
        surfaces: short texts they are found by.
        first: milliseconds of the very first question, on a core.
        whole: one question, encoder included.
        words_only: the same without the encoder.
        parts: share of the time on a core, 0 to 1, by part.
    """

    entries: int
    surfaces: int
    first: float
    whole: Summary
    words_only: Summary
    parts: dict[str, float]


def measure_answers(
    snapshot: Snapshot, sentences: Sentences, questions: Sequence[str], rounds: int
) -> Answering:
    """Ask every question, with and without the encoder in turn, then once more to see the parts.

    Args:
        snapshot: what answers.
        sentences: the bot's sentences.
        questions: single questions, as typed.
        rounds: how often each is asked.
    """
    whole = Answerer(snapshot, sentences)
    words_only = Answerer(replace(snapshot, vectors=None), sentences)
    timed = [(whole, Times()), (words_only, Times())]
    first = Times()
    first.time(lambda: whole.answer(questions[0], Context(), TODAY))
    for answerer, _ in timed:
        for question in questions[:_WARM]:
            answerer.answer(question, Context(), TODAY)
    for _ in range(rounds):
        for answerer, times in timed:
            for question in questions:
                times.time(lambda a=answerer, q=question: a.answer(q, Context(), TODAY))
    return Answering(
        len(snapshot.entries),
        len(snapshot.surfaces),
        first.on_core[0],
        timed[0][1].summary(),
        timed[1][1].summary(),
        _parts(whole, questions),
    )


def _parts(answerer: Answerer, questions: Sequence[str]) -> dict[str, float]:
    """Give the share of each part; what belongs to a part of its own is not counted twice."""
    watch = _Watch()
    encoder = answerer.snapshot.encoder
    with ExitStack() as stack:
        stack.enter_context(watch.on(type(encoder), "encode_query", "encoder"))
        stack.enter_context(watch.on(VectorIndex, "nearest", "nearest vectors"))
        stack.enter_context(watch.on(LexicalIndex, "scores", "BM25"))
        stack.enter_context(_steps_of(watch))
        for question in questions:
            answerer.answer(question, Context(), TODAY)
    total = sum(watch.own.values()) or 1.0
    return {part: own / total for part, own in watch.own.items()}


class _Watch:
    """Adds up the time each part takes on a core, without that of the parts inside it."""

    def __init__(self) -> None:
        self.own: dict[str, float] = {}
        self._inside = [0.0]

    def wrapped(self, run: Callable[..., Any], part: str) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            times = Times()
            self._inside.append(0.0)
            try:
                return times.time(lambda: run(*args, **named))
            finally:
                inside = self._inside.pop()
                took = sum(times.on_core)
                self._inside[-1] += took
                self.own[part] = self.own.get(part, 0.0) + took - inside

        return timed

    @contextmanager
    def on(self, owner: type, name: str, part: str) -> Iterator[None]:
        """Watch a method of a class."""
        before = getattr(owner, name)
        setattr(owner, name, self.wrapped(before, part))
        try:
            yield
        finally:
            setattr(owner, name, before)


_TOLD = {"find": "comparing and weighing"}


@contextmanager
def _steps_of(watch: _Watch) -> Iterator[None]:
    """Watch the steps; the answerer knows one of them by its name, too."""
    before = steps.ANSWER_STEPS
    wrapped = {s.__name__: watch.wrapped(s, _TOLD.get(s.__name__, s.__name__)) for s in before}
    named = {s.__name__: s for s in before}
    steps.ANSWER_STEPS = tuple(wrapped.values())
    vars(steps).update(wrapped)
    try:
        yield
    finally:
        steps.ANSWER_STEPS = before
        vars(steps).update(named)
