"""Checking: the candidate built beside what serves, and both asked the question set."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from contract.sentences import Sentences
from knowledge_base.evaluation.questions import Question
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.models import Review
from knowledge_base.publishing import gate
from knowledge_base.publishing.queries import RememberingEncoder
from knowledge_base.publishing.question_set import kept_questions, new_questions, question_set
from knowledge_base.publishing.subjects import Draft, laid_over
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.serialise import content_digest
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken
from knowledge_base.rows import live_content, told

Tell = Callable[[str, int, int], object]
"""Told what is being done, how many are done, and of how many."""

_TELL_EVERY = 0.4  # seconds between two notes of progress
_UNANSWERED_TOLD = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        report: the outcome, for people.
        candidate: the release that would be.
        asked: what it answered, by id of the question.
        live: digest of what was live when it was checked.
        before: content of what served.
    """

    report: gate.Report
    candidate: Snapshot
    asked: dict[str, gate.Seen]
    live: str
    before: Content


class Checker:
    """Puts drafts to the test.

    Args:
        store: where releases lie.
        encoder: encodes what changed.
        sentences: the bot's sentences.
    """

    def __init__(self, store: ReleaseStore, encoder: Encoder, sentences: Sentences) -> None:
        self._store = store
        self._sentences = sentences
        self._cache = VectorCache(store.caches / "vectors.db")
        self._encoder = RememberingEncoder(encoder, store.caches / "questions.db")
        self._asked: dict[tuple[str, date], dict[str, gate.Seen]] = {}
        self._current: Snapshot | None = None

    def check(self, drafts: Sequence[Draft], today: date, tell: Tell) -> Found:
        """Build what would be live with drafts, and compare its answers with what serves.

        Raises:
            OSError: the disk is full or not writable.
            sqlite3.Error: the same, of what builds remember.
        """
        clock = gate.Clock()
        self._encoder.read()
        live = live_content()
        tell("Dựng bản thử", 0, 0)
        candidate = self._build("candidate", told(laid_over(live, drafts)), tell)
        current = self._serving_snapshot(live, tell)
        questions = question_set(current.content, candidate.content, kept_questions())
        fresh = new_questions(current.content, candidate.content)
        before = self._before(current, questions, today, tell)
        step = "Hỏi bản thử bộ câu hỏi"
        now = self._ask(candidate, [*questions, *fresh], today, lambda *n: tell(step, *n))
        self._encoder.keep()
        report = self._report(questions, fresh, before, now, candidate.content)
        report = replace(report, seconds=clock.seconds)
        return Found(report, candidate, now, content_digest(live), current.content)

    def serves_now(self, found: Found, name: str, today: date) -> None:
        """Remember that a candidate serves now, and what it answered."""
        self._current = replace(found.candidate, release=name)
        self._asked = {(content_digest(found.candidate.content), today): found.asked}

    def serving(self) -> str:
        """Give the name of the release that serves; empty if there is none."""
        try:
            return self._store.current_name()
        except NoRelease:
            return ""

    def _report(
        self,
        questions: Sequence[Question],
        fresh: Sequence[Question],
        before: gate.Asked,
        now: gate.Asked,
        content: Content,
    ) -> gate.Report:
        worse, better = gate.compare(questions, before, now, content)
        missed = [q for q in fresh if now[q.qid].grade < gate.Grade.PARTIAL]
        right = gate.Grade.RIGHT
        return gate.Report(
            release=self.serving(),
            questions=len(questions),
            right_before=sum(before[q.qid].grade is right for q in questions),
            right_now=sum(now[q.qid].grade is right for q in questions),
            worse=worse[: gate.MOST_TOLD],
            worse_count=len(worse),
            better_count=better,
            unanswered=[
                {"question": q.turns[-1], "now": now[q.qid].to_json()}
                for q in missed[:_UNANSWERED_TOLD]
            ],
            blamed=sorted({key for fall in worse for key in fall["keys"]}),
        )

    def _before(
        self, current: Snapshot, questions: Sequence[Question], today: date, tell: Tell
    ) -> dict[str, gate.Seen]:
        """Give how what serves answers the questions; each is asked once a day and release."""
        known = self._asked.setdefault((content_digest(current.content), today), {})
        missing = [q for q in questions if q.qid not in known]
        step = "Hỏi bản đang phục vụ"
        known |= self._ask(current, missing, today, lambda *n: tell(step, *n))
        return known

    def _ask(
        self,
        snapshot: Snapshot,
        questions: Sequence[Question],
        today: date,
        progress: gate.Progress,
    ) -> dict[str, gate.Seen]:
        return gate.ask(Answerer(snapshot, self._sentences), questions, today, progress)

    def _build(self, name: str, content: Content, tell: Tell) -> Snapshot:
        return build_snapshot(
            name, content, self._encoder, self._cache, lambda *_: tell("Dựng bản thử", 0, 0)
        )

    def _serving_snapshot(self, live: Content, tell: Tell) -> Snapshot:
        """Give what serves; where it can't be read, what is live stands for it."""
        name = self.serving()
        if self._current is None or self._current.release != name:
            try:
                self._current = self._store.load(name, self._encoder) if name else None
            except SnapshotBroken:
                self._current = None
        return self._current or self._build("live", told(live), tell)


class Teller:
    """Notes on reviews how far their check is, a few times a second at most.

    Args:
        reviews: those that are checked together.
    """

    def __init__(self, reviews: Sequence[Review]) -> None:
        self._keys = [review.pk for review in reviews]
        self._last = ("", 0.0)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note a step; called for every question."""
        named, at = self._last
        now = time.monotonic()
        if step == named and now - at < _TELL_EVERY and done != total:
            return
        self._last = (step, now)
        Review.objects.filter(pk__in=self._keys).update(
            step=step, done=done, total=total, beat_at=timezone.now()
        )
