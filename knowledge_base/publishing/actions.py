"""What people may do with a text on its way out: one class an action, each the only way to do it.

An action checks who asks and where the text stands, writes the change and its log in one
transaction, and refuses with a sentence. Views only call them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from knowledge_base.models import Review
from knowledge_base.publishing.authorship import authors_of
from knowledge_base.publishing.models import OPEN, ReviewState, content_digest_of
from knowledge_base.publishing.readiness import faults_of
from knowledge_base.publishing.subjects import permission, row_of

OVERRIDE = "knowledge_base.override_gate"
SHORTEST_REASON = 15  # characters; "ok" is no reason


class Refused(PermissionDenied):
    """An action is not allowed, or not now; the message is a sentence for staff."""


class Action(ABC):
    """Something a person does with a review.

    Args:
        review: what it is done with.
        user: who does it; None = an operator on the command line, where the action allows it.
    """

    log_action: ClassVar[str]
    states: ClassVar[tuple[ReviewState, ...]]
    too_late: ClassVar[str] = "Việc này vừa được người khác xử lý. Hãy xem lại tình trạng."

    def __init__(self, review: Review, user: Any) -> None:
        self.review = review
        self.user = user
        self.row: Any = None

    def execute(self) -> Review:
        """Do it.

        Raises:
            Refused: this person may not, or the text is not where it must be.
        """
        with transaction.atomic():
            self.review = Review.objects.select_for_update().get(pk=self.review.pk)
            self.row = row_of(self.review)
            if self.row is None or self.review.revision is None:
                raise Refused("Nội dung này đã bị xoá.")
            self.check()
            self.change()
            self.review.save()
            log(self.row, self.log_action, user=self.user, data=self.told(), title=str(self.row))
        return self.review

    def check(self) -> None:
        """Check who asks and where the text stands; raises ``Refused``."""
        if self.review.state not in self.states:
            raise Refused(self.too_late)
        self.check_person()

    @abstractmethod
    def check_person(self) -> None:
        """Check that this person may; raises ``Refused``."""

    @abstractmethod
    def change(self) -> None:
        """Change the review, not saved yet."""

    def told(self) -> dict[str, Any]:
        """Give what the log keeps beside who, when and what."""
        return {"review": self.review.pk, "revision": self.review.revision_id}

    def _must_have(self, name: str, sentence: str) -> None:
        if not self.user.has_perm(name):
            raise Refused(sentence)

    def _must_be_somebody_else(self) -> None:
        """Refuse who wrote any of it, or handed it in."""
        authors = authors_of(self.row, self.review.revision)
        if self.review.submitted_by_id == self.user.pk or authors.filter(pk=self.user.pk).exists():
            raise Refused(
                "Không ai tự duyệt nội dung của mình: anh/chị đã sửa hoặc gửi nội dung này kể từ "
                "bản đang công bố. Hãy nhờ người khác duyệt."
            )

    def _must_be_a_reviewer(self) -> None:
        self._must_have(
            permission(type(self.row), "publish"),
            "Anh/chị chưa có quyền duyệt nội dung này. Nhờ người quản trị thêm vào nhóm Duyệt.",
        )
        self._must_be_somebody_else()

    def _must_be_as_submitted(self) -> None:
        if not self.review.is_as_submitted:
            raise Refused("Nội dung đã được sửa sau khi gửi duyệt. Người soạn cần gửi lại.")


def submit(
    row: Any,
    user: Any,
    note: str = "",
    go_live_on: date | None = None,
    take_off_on: date | None = None,
) -> Review:
    """Hand in the latest draft of a row.

    A review of the same row that is still open is withdrawn: the new one takes its place.

    Args:
        row: as it stands in the database.
        user: who hands it in; None for a draft proposed by an import.
        note: what the reviewer should know.
        go_live_on: first day it is to be live; None = as soon as it is approved.
        take_off_on: last day it is to be live; None = no end.

    Raises:
        Refused: this person may not, there is no draft, or it is not fit to be published.
    """
    with transaction.atomic():
        row = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if user is not None and not user.has_perm(permission(type(row), "change")):
            raise Refused("Anh/chị chưa có quyền sửa nội dung này.")
        revision = row.latest_revision
        if revision is None or not row.has_unpublished_changes:
            raise Refused("Không có thay đổi nào để gửi duyệt.")
        _check_days(go_live_on, take_off_on)
        faults = faults_of(revision.as_object())
        if faults:
            raise Refused(" ".join(faults))
        kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
        _withdraw_open(kind, row, user)
        review = Review.objects.create(
            content_type=kind,
            object_id=row.pk,
            title=str(revision.object_str or row)[:255],
            revision=revision,
            digest=content_digest_of(revision),
            state=ReviewState.SUBMITTED,
            submitted_by=user,
            note=note.strip(),
            go_live_on=go_live_on,
            take_off_on=take_off_on,
        )
        log(row, "motcua.submit", user=user, data={"review": review.pk, "revision": revision.pk})
    return review


def _check_days(first: date | None, last: date | None) -> None:
    today = timezone.localdate()
    if last is not None and (last < today or (first is not None and last < first)):
        raise Refused("Ngày cuối phải từ hôm nay trở đi và không trước ngày công bố.")


def _withdraw_open(kind: ContentType, row: Any, user: Any) -> None:
    there = Review.objects.filter(content_type=kind, object_id=row.pk, state__in=OPEN)
    for review in there.select_for_update():
        if review.state == ReviewState.CHECKING:
            raise Refused("Bản gửi trước đang được kiểm tra. Đợi xong rồi gửi lại.")
        review.state = ReviewState.WITHDRAWN
        review.save(update_fields=["state"])
        log(row, "motcua.withdraw", user=user, data={"review": review.pk})


class Withdraw(Action):
    """Take back what was handed in."""

    log_action = "motcua.withdraw"
    states = (
        ReviewState.SUBMITTED,
        ReviewState.SCHEDULED,
        ReviewState.APPROVED,
        ReviewState.HELD,
    )

    def check_person(self) -> None:
        """Whoever may change the text may take it back."""
        self._must_have(
            permission(type(self.row), "change"), "Anh/chị chưa có quyền rút nội dung này."
        )

    def change(self) -> None:
        """Close the review."""
        self.review.state = ReviewState.WITHDRAWN


class Return(Action):
    """Send a text back to who wrote it, with a reason."""

    log_action = "motcua.return"
    states = (ReviewState.SUBMITTED, ReviewState.HELD, ReviewState.SCHEDULED)

    def __init__(self, review: Review, user: Any, reason: str) -> None:
        super().__init__(review, user)
        self._reason = reason.strip()

    def check_person(self) -> None:
        """A reviewer may, with a reason; their own text, too: sending back publishes nothing."""
        self._must_have(
            permission(type(self.row), "publish"), "Anh/chị chưa có quyền duyệt nội dung này."
        )
        if not self._reason:
            raise Refused("Ghi lý do trả lại để người soạn biết cần sửa gì.")

    def change(self) -> None:
        """Close the review with the reason."""
        self.review.state = ReviewState.RETURNED
        _decide(self.review, self.user, self._reason)

    def told(self) -> dict[str, Any]:
        """Keep the reason, too."""
        return {**super().told(), "reason": self._reason}


class Approve(Action):
    """Vouch for what somebody else wrote; the gate goes on from here."""

    log_action = "motcua.approve"
    states = (ReviewState.SUBMITTED,)

    def __init__(self, review: Review, user: Any, note: str = "") -> None:
        super().__init__(review, user)
        self._note = note.strip()

    def check_person(self) -> None:
        """A reviewer may who wrote none of it, as long as it is what was handed in."""
        self._must_be_a_reviewer()
        self._must_be_as_submitted()

    def change(self) -> None:
        """Queue it for the gate, or for its day."""
        _decide(self.review, self.user, self._note)
        _queue(self.review)


class CheckAgain(Action):
    """Let the gate look again at a text that it held: something else may have changed."""

    log_action = "motcua.check_again"
    states = (ReviewState.HELD,)

    def check_person(self) -> None:
        """A reviewer may who wrote none of it."""
        self._must_be_a_reviewer()
        self._must_be_as_submitted()

    def change(self) -> None:
        """Queue it again."""
        _queue(self.review)


class Override(Action):
    """Publish although the gate found questions that got worse, for a written reason."""

    log_action = "motcua.override"
    states = (ReviewState.HELD,)

    def __init__(self, review: Review, user: Any, reason: str) -> None:
        super().__init__(review, user)
        self._reason = reason.strip()

    def check_person(self) -> None:
        """A reviewer may who wrote none of it and has the permission, with a reason."""
        self._must_have(OVERRIDE, "Anh/chị chưa có quyền cho qua kiểm tra.")
        self._must_be_a_reviewer()
        self._must_be_as_submitted()
        if len(self._reason) < SHORTEST_REASON:
            raise Refused("Ghi rõ lý do cho qua (ít nhất 15 ký tự): lý do được lưu lại.")

    def change(self) -> None:
        """Queue it again, with the reason; what got worse stays in the report."""
        self.review.override_by = self.user
        self.review.override_reason = self._reason
        _queue(self.review)

    def told(self) -> dict[str, Any]:
        """Keep the reason and what got worse, too."""
        worse = [one["question"] for one in self.review.report.get("worse", [])]
        return {**super().told(), "reason": self._reason, "worse": worse}


def _decide(review: Review, user: Any, note: str) -> None:
    review.decided_by = user
    review.decided_at = timezone.now()
    review.decision_note = note


def _queue(review: Review) -> None:
    """Put a review before the gate; one for a later day waits for it."""
    waits = review.go_live_on is not None and review.go_live_on > timezone.localdate()
    review.state = ReviewState.SCHEDULED if waits else ReviewState.APPROVED
    review.step, review.done, review.total, review.beat_at = "", 0, 0, None
