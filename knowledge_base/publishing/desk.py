"""The desk: takes what was approved, puts it through the gate, publishes it or holds it.

It runs in the worker, one at a time. What is live, the report and the state of a review change in
one transaction; the release is made after it, and made again by the worker if that fails: the row
is the truth.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from contract.sentences import Sentences
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.models import Review
from knowledge_base.publishing import gate
from knowledge_base.publishing.changes import changes_between
from knowledge_base.publishing.events import note
from knowledge_base.publishing.models import EventKind, ReviewState
from knowledge_base.publishing.queries import RememberingEncoder
from knowledge_base.publishing.question_set import kept_questions, new_questions, question_set
from knowledge_base.publishing.readiness import faults_of
from knowledge_base.publishing.subjects import SUBJECTS, Draft, key_of, laid_over, record_of, row_of
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.serialise import content_digest
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken
from knowledge_base.rows import live_content, told

logger = logging.getLogger(__name__)

TRY_AGAIN = timedelta(seconds=30)
SILENT = timedelta(seconds=45)  # a check that says nothing for so long was killed
_TELL_EVERY = 0.4  # seconds between two notes of progress
_FAILURES = (OSError, sqlite3.Error, DatabaseError, SnapshotBroken)


@dataclass(frozen=True, slots=True)
class _Case:
    """A review on the desk, with what it would publish."""

    review: Review
    draft: Draft

    @property
    def keys(self) -> set[str]:
        """What the text is known by, as it stands and as it would."""
        return {key_of(record_of(self.draft.row)), key_of(record_of(self.draft.wanted))}


class Desk:
    """Publishes what was approved.

    Args:
        store: where releases lie.
        encoder: encodes what changed.
        sentences: the bot's sentences.
    """

    def __init__(self, store: ReleaseStore, encoder: Encoder, sentences: Sentences) -> None:
        self._store = store
        self._sentences = sentences
        caches = store.caches
        self._cache = VectorCache(caches / "vectors.db")
        self._encoder = RememberingEncoder(encoder, caches / "questions.db")
        self._remembers = False
        self._asked: dict[tuple[str, date], dict[str, gate.Seen]] = {}
        self._current: Snapshot | None = None

    def work(self, today: date | None = None) -> int:
        """Do what is due: take back up what was killed, take off, publish.

        Returns:
            How many reviews were published or held.
        """
        today = today or timezone.localdate()
        self._take_up_left_behind()
        take_off_due(today)
        _queue_due(today)
        cases = self._claim()
        try:
            return self._decide(cases, today)
        except _FAILURES as exc:
            self._put_back(cases, exc)
            return 0

    def _take_up_left_behind(self) -> None:
        """Put reviews back whose check was killed, and say so."""
        silent = Review.objects.filter(
            state=ReviewState.CHECKING, beat_at__lt=timezone.now() - SILENT
        )
        for review in silent:
            review.state = ReviewState.APPROVED
            review.beat_at = None
            review.save(update_fields=["state", "beat_at"])
            note(
                EventKind.INTERRUPTED,
                self._serving(),
                f"Việc kiểm tra “{review.title}” bị ngắt giữa chừng; bản cũ vẫn phục vụ, "
                "việc kiểm tra chạy lại từ đầu.",
                review=review,
            )

    def _claim(self) -> list[_Case]:
        """Take what waits: one that a reviewer let through by itself, the others together."""
        waiting = Review.objects.filter(state=ReviewState.APPROVED).exclude(
            beat_at__gt=timezone.now() - TRY_AGAIN
        )
        picked = list(waiting.order_by("decided_at"))
        alone = [review for review in picked if review.override_reason][:1]
        cases = []
        for review in alone or picked:
            mine = Review.objects.filter(pk=review.pk, state=ReviewState.APPROVED)
            if mine.update(state=ReviewState.CHECKING, beat_at=timezone.now(), step="Chuẩn bị"):
                review.refresh_from_db()
                case = _case_of(review)
                if case is not None:
                    cases.append(case)
        return cases

    def _decide(self, cases: Sequence[_Case], today: date) -> int:
        """Put cases through the gate together; where that fails, those to blame by themselves."""
        if not cases:
            return 0
        report, candidate, asked, base = self._check(cases, today)
        overridden = len(cases) == 1 and bool(cases[0].review.override_reason)
        if report.passes or overridden:
            if not self._publish(cases, report, base):
                return self._decide([c for c in map(_again, cases) if c], today)
            self._release(cases, report, candidate, asked, today)
            return len(cases)
        if len(cases) == 1:
            self._hold(cases[0], report)
            return 1
        blamed = [case for case in cases if case.keys & set(report.blamed)]
        rest = [case for case in cases if case not in blamed]
        if not rest:
            return sum(self._decide([case], today) for case in cases)
        return self._decide(rest, today) + sum(self._decide([case], today) for case in blamed)

    def _check(
        self, cases: Sequence[_Case], today: date
    ) -> tuple[gate.Report, Snapshot, dict[str, gate.Seen], str]:
        """Build the candidate beside what serves, and ask both the question set.

        Returns:
            What was found, the candidate, what it answered, and the digest of what was live.
        """
        clock = gate.Clock()
        tell = _Teller([case.review for case in cases])
        if not self._remembers:
            self._encoder.read()
            self._remembers = True
        live = live_content()
        tell("Dựng bản thử", 0, 0)
        candidate = self._build("candidate", told(laid_over(live, (c.draft for c in cases))), tell)
        current = self._serving_snapshot(live, tell)
        questions = question_set(current.content, candidate.content, kept_questions())
        fresh = new_questions(current.content, candidate.content)
        before = self._before(current, questions, today, tell)
        step = "Hỏi bản thử bộ câu hỏi"
        now = gate.ask(
            self._answerer(candidate), [*questions, *fresh], today, lambda *n: tell(step, *n)
        )
        self._encoder.keep()
        worse, better = gate.compare(questions, before, now, candidate.content)
        missed = [q for q in fresh if now[q.qid].grade < gate.Grade.PARTIAL]
        report = gate.Report(
            release=self._serving(),
            questions=len(questions),
            right_before=sum(before[q.qid].grade is gate.Grade.RIGHT for q in questions),
            right_now=sum(now[q.qid].grade is gate.Grade.RIGHT for q in questions),
            worse=worse[: gate.MOST_TOLD],
            worse_count=len(worse),
            better_count=better,
            unanswered=[
                {"question": q.turns[-1], "now": now[q.qid].to_json()} for q in missed[:50]
            ],
            blamed=_blamed(worse, cases),
            seconds=clock.seconds,
        )
        return report, candidate, now, content_digest(live)

    def _before(
        self, current: Snapshot, questions: Sequence[Any], today: date, tell: _Teller
    ) -> dict[str, gate.Seen]:
        """Give how what serves answers the questions; each is asked once a day and release."""
        known = self._asked.setdefault((content_digest(current.content), today), {})
        missing = [q for q in questions if q.qid not in known]
        step = "Hỏi bản đang phục vụ"
        known |= gate.ask(self._answerer(current), missing, today, lambda *n: tell(step, *n))
        return known

    def _answerer(self, snapshot: Snapshot) -> Answerer:
        return Answerer(snapshot, self._sentences)

    def _build(self, name: str, content: Content, tell: _Teller) -> Snapshot:
        return build_snapshot(
            name, content, self._encoder, self._cache, lambda *_: tell("Dựng bản thử", 0, 0)
        )

    def _serving_snapshot(self, live: Content, tell: _Teller) -> Snapshot:
        """Give what serves; where it can't be read, what is live stands for it."""
        name = self._serving()
        if self._current is None or self._current.release != name or not name:
            try:
                self._current = self._store.load_current(self._encoder)
            except (NoRelease, SnapshotBroken):
                return self._build("live", told(live), tell)
        return self._current

    def _serving(self) -> str:
        try:
            return self._store.current_name()
        except NoRelease:
            return ""

    def _publish(self, cases: Sequence[_Case], report: gate.Report, base: str) -> bool:
        """Make the texts live, if nothing else went live since they were checked."""
        with transaction.atomic():
            if content_digest(live_content()) != base:
                return False
            for case in cases:
                self._publish_one(case, report)
        return True

    def _publish_one(self, case: _Case, report: gate.Report) -> None:
        review = case.review
        review.state = ReviewState.PASSED
        review.report = report.to_json()
        review.save()
        user = review.override_by or review.decided_by
        review.revision.publish(user=user, skip_permission_checks=True)  # type: ignore[union-attr]
        ends = review.take_off_on and _end_of(review.take_off_on)
        type(case.draft.row)._default_manager.filter(pk=case.draft.row.pk).update(
            expire_at=ends, go_live_at=None
        )
        review.state = ReviewState.PUBLISHED
        review.published_at = timezone.now()
        review.save()

    def _release(
        self,
        cases: Sequence[_Case],
        report: gate.Report,
        candidate: Snapshot,
        asked: dict[str, gate.Seen],
        today: date,
    ) -> None:
        """Let a release of what is live now serve: the candidate, as it was checked."""
        before = self._current.content if self._current else None
        content = told(live_content())
        made = candidate if candidate.content == content else None
        built = self._store.build(content, self._encoder, today, made=made)
        if made is not None:
            self._current = replace(made, release=built.name)
            self._asked = {(content_digest(content), today): asked}
        for case in cases:
            case.review.release = built.name
            case.review.save(update_fields=["release"])
        first = cases[0].review
        note(
            EventKind.BUILT,
            built.name,
            "; ".join(filter(None, (first.override_reason, first.decision_note)))[:500],
            actor=first.override_by or first.decided_by,
            review=first,
            changes=changes_between(before, content),
            scores=report.scores(),
        )

    def _hold(self, case: _Case, report: gate.Report) -> None:
        """Keep the text from going live, with the report; what serves goes on serving."""
        review = case.review
        with transaction.atomic():
            review.state = ReviewState.HELD
            review.report = report.to_json()
            review.step = ""
            review.save()
            log(
                case.draft.row,
                "motcua.hold",
                data={"review": review.pk, "worse": report.worse_count},
            )
            note(
                EventKind.HELD,
                report.release,
                f"“{review.title}”: {report.worse_count} câu hỏi trả lời kém đi; bản cũ vẫn "
                "phục vụ.",
                review=review,
                scores=report.scores(),
            )

    def _put_back(self, cases: Sequence[_Case], exc: Exception) -> None:
        """After a failure: the old release serves on, it is said, and tried again in a while."""
        logger.error("publishing.failed error=%s", type(exc).__name__)
        left = Review.objects.filter(
            pk__in=[case.review.pk for case in cases], state=ReviewState.CHECKING
        )
        left.update(state=ReviewState.APPROVED, beat_at=timezone.now(), step="Sẽ thử lại")
        note(
            EventKind.FAILED,
            self._serving(),
            f"Chưa dựng được bản mới ({reason_of(exc)}); bản cũ vẫn phục vụ, sẽ tự thử lại.",
        )


def reason_of(exc: Exception) -> str:
    """Say for staff why a build failed; never the text of an unknown error."""
    text = str(exc).lower()
    if (isinstance(exc, OSError) and exc.errno == 28) or "disk is full" in text:
        return "ổ đĩa đầy"
    if isinstance(exc, PermissionError) or "readonly" in text:
        return "không ghi được vào thư mục dữ liệu"
    if isinstance(exc, SnapshotBroken):
        return "bản đang phục vụ bị hỏng"
    return f"lỗi {type(exc).__name__}"


class _Teller:
    """Notes on reviews how far their check is, a few times a second at most."""

    def __init__(self, reviews: Sequence[Review]) -> None:
        self._keys = [review.pk for review in reviews]
        self._last = ("", 0.0)

    def __call__(self, step: str, done: int, total: int) -> None:
        named, at = self._last
        now = time.monotonic()
        if step == named and now - at < _TELL_EVERY and done != total:
            return
        self._last = (step, now)
        Review.objects.filter(pk__in=self._keys).update(
            step=step, done=done, total=total, beat_at=timezone.now()
        )


def _case_of(review: Review) -> _Case | None:
    """Give what a review would publish; one that can't be published any more is sent back."""
    row = row_of(review)
    if row is None or not review.is_as_submitted:
        _send_back(review, "Nội dung đã bị xoá, hoặc đã được sửa sau khi duyệt. Hãy gửi lại.")
        return None
    wanted = review.revision.as_object()  # type: ignore[union-attr]
    if faults := faults_of(wanted):
        _send_back(review, " ".join(faults))
        return None
    return _Case(review, Draft(row, wanted))


def _again(case: _Case) -> _Case | None:
    """Read a case anew: something else went live meanwhile."""
    review = Review.objects.get(pk=case.review.pk)
    return _case_of(review) if review.state == ReviewState.CHECKING else None


def _send_back(review: Review, reason: str) -> None:
    review.state = ReviewState.RETURNED
    review.decision_note = reason
    review.save(update_fields=["state", "decision_note"])


def _blamed(worse: Sequence[dict[str, Any]], cases: Sequence[_Case]) -> list[str]:
    """Give the keys of the cases that a worse question has to do with, by its titles."""
    named = {
        title
        for fall in worse
        for title in (*fall["right"], *fall["now"]["source"].split("; "))
        + tuple(fall["before"]["source"].split("; "))
    }
    keys: set[str] = set()
    for case in cases:
        titles = {str(case.draft.row), str(case.draft.wanted)}
        if titles & named:
            keys |= case.keys
    return sorted(keys)


def _end_of(day: date) -> datetime:
    """Give the first moment after a day."""
    following = day + timedelta(days=1)
    return timezone.make_aware(datetime.combine(following, datetime.min.time()))


def _queue_due(today: date) -> None:
    """Queue what was approved for a day that has come."""
    due = Review.objects.filter(state=ReviewState.SCHEDULED, go_live_on__lte=today)
    due.update(state=ReviewState.APPROVED, beat_at=None)


def take_off_due(today: date) -> int:
    """Take off what was to be live until a day that has passed; gives how many rows."""
    now = max(timezone.now(), _end_of(today - timedelta(days=1)))
    count = 0
    for model in SUBJECTS:
        for row in model._default_manager.filter(live=True, expire_at__lte=now):
            row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            count += 1
    return count
