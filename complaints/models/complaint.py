"""A complaint, and what is needed until it is one."""

from __future__ import annotations

import uuid

from django.db import models

from complaints.models.people import StaffMember, Unit
from complaints.recusal import RecusedManager


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
    REOPENED = "reopened", "Được xin xem lại"


OPEN = (
    Status.RECEIVED,
    Status.IN_PROGRESS,
    Status.NEEDS_INFORMATION,
    Status.ANSWERED,
    Status.REOPENED,
)
"""Not closed."""


class CloseReason(models.TextChoices):
    """Why a complaint was closed, as the complainant reads it."""

    SETTLED = "settled", "đã giải quyết"
    NO_DETAILS = "no_details", "không đủ thông tin để xem xét"
    PASSED_ON = "passed_on", "đã chuyển cơ quan có thẩm quyền"
    DUPLICATE = "duplicate", "trùng với một phản ánh khác"
    OTHER_PATH = "other_path", "thuộc khiếu nại hoặc tố cáo, đã hướng dẫn nơi nhận"
    WITHDRAWN = "withdrawn", "người gửi xin xóa dữ liệu"


class Complaint(models.Model):
    """One complaint about the conduct of one-stop staff.

    ``number`` is what staff know it by; the complainant's code opens it and is stored as a keyed
    hash only. ``sealed_story`` holds what happened, where, when, who and the dossier code in the
    person's words; ``sealed_contact`` how to reach them. ``sealed_receipt`` holds the code for a
    day, for a submit that is repeated. Only what routing and lists need is in clear.
    """

    filing_id = models.UUIDField(unique=True, editable=False)
    number = models.CharField("số", max_length=20, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("loại", max_length=16, choices=Kind, default=Kind.FEEDBACK)
    office_key = models.SlugField("mã nơi bị phản ánh", max_length=120, blank=True)
    office_name = models.CharField("nơi bị phản ánh", max_length=255, blank=True)
    happened_on = models.DateField("ngày xảy ra", null=True, blank=True)
    anonymous = models.BooleanField("ẩn danh")
    conversation = models.CharField(max_length=255, db_index=True, editable=False, blank=True)
    status = models.CharField(
        "trạng thái", max_length=20, choices=Status, default=Status.RECEIVED, db_index=True
    )
    status_at = models.DateTimeField("từ lúc", null=True)
    about_unit = models.ForeignKey(
        Unit,
        verbose_name="đơn vị bị phản ánh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    who_known = models.BooleanField("đã xác định người bị phản ánh", default=False)
    triaged_at = models.DateTimeField("phân loại lúc", null=True)
    handling_unit = models.ForeignKey(
        Unit, verbose_name="đơn vị xử lý", null=True, on_delete=models.PROTECT, related_name="+"
    )
    handler = models.ForeignKey(
        StaffMember,
        verbose_name="người xử lý",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_answer_at = models.DateTimeField("trả lời lần đầu lúc", null=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)
    close_reason = models.CharField(
        "lý do kết thúc", max_length=12, choices=CloseReason, blank=True
    )
    reopened = models.PositiveSmallIntegerField("số lần xem lại", default=0)
    filed_at = models.DateTimeField("gửi lúc", editable=False)
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    consent_wording = models.TextField("câu đồng ý", editable=False)
    consented_at = models.DateTimeField("đồng ý lúc", editable=False)
    sealed_story = models.BinaryField(editable=False)
    sealed_contact = models.BinaryField(null=True, editable=False)
    sealed_receipt = models.BinaryField(default=bytes, editable=False)

    wagtail_reference_index_ignore = True

    objects = RecusedManager()
    _record = models.Manager()

    class Meta:
        base_manager_name = "_record"
        default_manager_name = "objects"
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        ordering = ["-filed_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("list_complaint", "Xem danh sách phản ánh (không có nội dung)"),
            ("handle_complaint", "Phân loại, giao, hỏi lại, trả lời, kết thúc phản ánh"),
            ("report_complaint", "Xem và tải báo cáo phản ánh"),
        ]

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


class PublicUse(models.Model):
    """A form of the public pages that was sent; ``who`` is a keyed hash, kept for an hour."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField()
    size = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["who", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"


class PetitionDraft(models.Model):
    """What was told in a chat, on its way into a petition: sealed, for an hour at most.

    Nothing leads from here to the conversation. The key stands in the link only; its keyed hash
    finds the row.
    """

    key_digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"


class ComplaintDraft(models.Model):
    """What a conversation has told so far, sealed; emptied when it is filed or given up.

    ``filing_id`` goes into the complaint: a second submit of the same draft, after a double tap,
    a redelivery or a crash, finds the complaint of the first.
    """

    conversation = models.CharField(max_length=255, unique=True)
    filing_id = models.UUIDField(unique=True, default=uuid.uuid4)
    sealed = models.BinaryField(default=bytes)
    failures = models.JSONField(default=dict)
    complaint = models.OneToOneField(
        Complaint, null=True, on_delete=models.PROTECT, related_name="draft"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.filing_id)


class DraftFile(models.Model):
    """A file sent while a complaint is being told, sealed for the place it has once it is filed."""

    draft = models.ForeignKey(ComplaintDraft, on_delete=models.CASCADE, related_name="files")
    evidence_id = models.UUIDField(unique=True)
    media_type = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.evidence_id)
