"""Rows of publishing: what was submitted and what became of it, and what happened to releases."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Revision

_VOLATILE = frozenset(
    """latest_revision live_revision live has_unpublished_changes expired first_published_at
    last_published_at updated_at locked locked_at locked_by loaded_digest imported_digest
    go_live_at expire_at full_text""".split()
)
"""Columns that are no text of the editor, and may change under a revision."""


class ReviewState(models.TextChoices):
    """Where a submitted text stands."""

    SUBMITTED = "submitted", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    WITHDRAWN = "withdrawn", "Đã rút"
    SCHEDULED = "scheduled", "Đã duyệt, chờ tới ngày"
    APPROVED = "approved", "Đã duyệt, chờ kiểm tra"
    CHECKING = "checking", "Đang kiểm tra"
    HELD = "held", "Đã duyệt, bị giữ lại"
    PASSED = "passed", "Qua kiểm tra"
    PUBLISHED = "published", "Đã công bố"


OPEN = (
    ReviewState.SUBMITTED,
    ReviewState.SCHEDULED,
    ReviewState.APPROVED,
    ReviewState.CHECKING,
    ReviewState.HELD,
    ReviewState.PASSED,
)
"""States in which something is still to be done; of one text, one review at a time."""


def content_digest_of(revision: Revision) -> str:
    """Digest what an editor wrote in a revision; saving it over again changes nothing."""
    kept = {name: value for name, value in revision.content.items() if name not in _VOLATILE}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()


class Review(models.Model):
    """One text handed in for review: one revision of one row.

    Attributes:
        digest: of the revision as it was handed in; autosave may write over a revision.
        report: what the gate found, see ``gate.Report``; empty before it ran.
        step, done, total, beat_at: how far the gate is, and when it last said so.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    title = models.CharField("nội dung", max_length=255)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField("tình trạng", max_length=10, choices=ReviewState)

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người gửi",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    submitted_at = models.DateTimeField("gửi lúc", default=timezone.now)
    note = models.TextField("lời nhắn", blank=True)
    go_live_on = models.DateField("công bố từ ngày", null=True, blank=True)
    take_off_on = models.DateField("ngày cuối còn công bố", null=True, blank=True)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người duyệt",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decision_note = models.TextField("ý kiến", blank=True)
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người cho qua",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    override_reason = models.TextField("lý do cho qua", blank=True)

    report = models.JSONField(default=dict, blank=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    release = models.CharField("bản phát hành", max_length=32, blank=True)

    class Meta:
        verbose_name = "bản gửi duyệt"
        verbose_name_plural = "bản gửi duyệt"
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("override_gate", "Cho công bố dù kiểm tra câu hỏi báo xấu đi (ghi lý do)"),
            ("roll_back_release", "Đưa một bản phát hành cũ ra phục vụ lại"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_review_of_a_text",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_as_submitted(self) -> bool:
        """Tell whether the revision still holds what was handed in."""
        return self.revision is not None and content_digest_of(self.revision) == self.digest

    @classmethod
    def clears(cls, row: Any, revision_id: int | None) -> bool:
        """Tell whether a revision of a row was approved by somebody else and passed the gate."""
        if revision_id is None:
            return False
        kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
        found = cls.objects.filter(
            content_type=kind, object_id=row.pk, revision_id=revision_id, state=ReviewState.PASSED
        ).select_related("revision")
        return any(review.is_as_submitted for review in found)


class EventKind(models.TextChoices):
    """What can happen to releases."""

    BUILT = "built", "Phát hành"
    ROLLED_BACK = "rolled_back", "Quay lại bản cũ"
    HELD = "held", "Bị giữ lại"
    FAILED = "failed", "Dựng không thành"
    INTERRUPTED = "interrupted", "Bị ngắt giữa chừng"
    DAMAGED = "damaged", "Bản phát hành bị hỏng"
    MENDED = "mended", "Đã ổn lại"


class ReleaseEvent(models.Model):
    """Something that happened to releases: who, when, what changed; never changed afterwards.

    Attributes:
        release: the release it is about; the one that goes on serving, where none was made.
        changes: what differs from the release before, see ``changes.Change``.
        scores: how the question set was answered, where it was asked.
    """

    kind = models.CharField("việc", max_length=12, choices=EventKind)
    at = models.DateTimeField("lúc", default=timezone.now, db_index=True)
    release = models.CharField("bản", max_length=32, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ai",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.SET_NULL)
    detail = models.TextField("chi tiết", blank=True)
    changes = models.JSONField(default=list, blank=True)
    scores = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "việc của bản phát hành"
        verbose_name_plural = "việc của các bản phát hành"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.release}".strip()
