"""The record of complaints. The citizen's words stand here sealed, and nowhere else."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete a row that is history."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows can be added and read."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnly(self.model.__name__)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnly(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly(self.model.__name__)


class AppendOnlyModel(models.Model):
    """History: written once, never changed. Migrations add a trigger that refuses updates."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to write it again."""
        if not self._state.adding:
            raise AppendOnly(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly(type(self).__name__)


class Kind(models.TextChoices):
    """Which legal path; this system records feedback, the others are told where to go."""

    FEEDBACK = "phan_anh", "Phản ánh, kiến nghị"


class Status(models.TextChoices):
    """Where a complaint stands, as staff read it; citizens read the sentence of the same name."""

    RECEIVED = "received", "Đã tiếp nhận"
    IN_PROGRESS = "in_progress", "Đang xem xét"
    NEEDS_INFORMATION = "needs_information", "Cần hỏi thêm"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Đã kết thúc"


class Complaint(models.Model):
    """One complaint about the conduct of one-stop staff.

    ``number`` is what staff know it by; the complainant's code opens it and is stored as a keyed
    hash only. ``sealed_story`` holds what happened, where, when, who and the dossier code in the
    person's words; ``sealed_contact`` how to reach them. Only what routing and lists need is in
    clear.
    """

    filing_id = models.UUIDField(unique=True, editable=False)
    number = models.CharField("số", max_length=20, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("loại", max_length=16, choices=Kind, default=Kind.FEEDBACK)
    office_key = models.SlugField("mã nơi bị phản ánh", max_length=120, blank=True)
    office_name = models.CharField("nơi bị phản ánh", max_length=255, blank=True)
    happened_on = models.DateField("ngày xảy ra", null=True, blank=True)
    anonymous = models.BooleanField("ẩn danh")
    conversation = models.CharField(max_length=255, db_index=True, editable=False)
    filed_at = models.DateTimeField("gửi lúc", editable=False)
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    consent_wording = models.TextField("câu đồng ý", editable=False)
    consented_at = models.DateTimeField("đồng ý lúc", editable=False)
    sealed_story = models.BinaryField(editable=False)
    sealed_contact = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        ordering = ["-filed_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("list_complaint", "Xem danh sách phản ánh (không có nội dung)")]

    def __str__(self) -> str:
        return self.number


class NumberSeries(models.Model):
    """The last number given in a year; numbers are given in the transaction that files."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.year)


class CodeMiss(models.Model):
    """A code that was tried and opened nothing; ``who`` is a keyed hash, kept for an hour."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["who", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"


class StatusEntry(AppendOnlyModel):
    """One step in the life of a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="history")
    status = models.CharField("trạng thái", max_length=20, choices=Status)
    at = models.DateTimeField("lúc")
    note = models.CharField("ghi chú", max_length=255, blank=True)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "trạng thái"
        verbose_name_plural = "quá trình xử lý"
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(status="received"),
                name="complaint_received_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}: {Status(self.status).label}"


class ComplaintOpening(AppendOnlyModel):
    """Somebody of the staff read the words of a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="openings")
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người mở", on_delete=models.PROTECT
    )
    when = models.DateTimeField("lúc")

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "lượt mở"
        verbose_name_plural = "lượt mở"
        ordering = ["when", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.when:%d/%m/%Y %H:%M}"


class ComplaintDraft(models.Model):
    """What a conversation has told so far, sealed; emptied when it is filed or given up.

    ``filing_id`` goes into the complaint: a second submit of the same draft, after a double tap,
    a redelivery or a crash, finds the complaint of the first. ``sealed_receipt`` holds the code for
    such a repetition, for a day.
    """

    conversation = models.CharField(max_length=255, unique=True)
    filing_id = models.UUIDField(unique=True, default=uuid.uuid4)
    sealed = models.BinaryField(default=bytes)
    sealed_receipt = models.BinaryField(default=bytes)
    failures = models.JSONField(default=dict)
    complaint = models.OneToOneField(
        Complaint, null=True, on_delete=models.PROTECT, related_name="draft"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.filing_id)
