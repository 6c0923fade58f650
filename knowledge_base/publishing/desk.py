"""The desk: takes what was approved, puts it through the gate, publishes it or holds it.

It runs in the worker, one at a time. What is live, the report and the state of a review change in
one transaction; the release is made after it, and made again by the worker if that fails: the row
is the truth.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from contract.sentences import Sentences
from knowledge_base.models import Review
from knowledge_base.publishing import gate
from knowledge_base.publishing.changes import changes_between
from knowledge_base.publishing.checking import Checker, Found, Teller
from knowledge_base.publishing.events import note
from knowledge_base.publishing.models import EventKind, ReviewState
from knowledge_base.publishing.readiness import faults_of
from knowledge_base.publishing.subjects import SUBJECTS, Draft, key_of, record_of, row_of
from knowledge_base.releases import ReleaseStore
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.serialise import content_digest
from knowledge_base.retrieval.snapshot import SnapshotBroken
from knowledge_base.rows import live_content, told

logger = logging.getLogger(__name__)

TRY_AGAIN = timedelta(seconds=30)
SILENT = timedelta(seconds=45)  # a check that says nothing for so long was killed
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
        self._encoder = encoder
        self._checker = Checker(store, encoder, sentences)

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
                self._checker.serving(),
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
        tell = Teller([case.review for case in cases])
        found = self._checker.check([case.draft for case in cases], today, tell)
        report = found.report
        overridden = len(cases) == 1 and bool(cases[0].review.override_reason)
        if report.passes or overridden:
            if not self._publish(cases, found):
                return self._decide([c for c in map(_again, cases) if c], today)
            self._release(cases, found, today)
            return len(cases)
        if len(cases) == 1:
            self._hold(cases[0], report)
            return 1
        blamed = [case for case in cases if case.keys & set(report.blamed)]
        rest = [case for case in cases if case not in blamed]
        if not rest:
            return sum(self._decide([case], today) for case in cases)
        return self._decide(rest, today) + sum(self._decide([case], today) for case in blamed)

    def _publish(self, cases: Sequence[_Case], found: Found) -> bool:
        """Make the texts live, if nothing else went live since they were checked."""
        with transaction.atomic():
            if content_digest(live_content()) != found.live:
                return False
            for case in cases:
                self._publish_one(case, found.report)
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

    def _release(self, cases: Sequence[_Case], found: Found, today: date) -> None:
        """Let a release of what is live now serve: the candidate, as it was checked."""
        content = told(live_content())
        made = found.candidate if found.candidate.content == content else None
        built = self._store.build(content, self._encoder, today, prepared=made)
        if made is not None:
            self._checker.serves_now(found, built.name, today)
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
            changes=changes_between(found.before, content),
            scores=found.report.scores(),
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
            self._checker.serving(),
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
