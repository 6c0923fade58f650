"""What happens to a complaint after it was filed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from complaints.models.complaint import Complaint, Status
from complaints.models.history import AppendOnlyModel
from complaints.models.people import StaffMember, Unit
from complaints.recusal import OfComplaint


class StatusEntry(AppendOnlyModel):
    """One step in the life of a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="history")
    status = models.CharField("trạng thái", max_length=20, choices=Status)
    at = models.DateTimeField("lúc")
    note = models.CharField("ghi chú", max_length=255, blank=True)
    by = models.ForeignKey(
        StaffMember, verbose_name="người làm", null=True, on_delete=models.PROTECT, related_name="+"
    )

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


class Assignment(AppendOnlyModel):
    """Who was given a complaint, by whom, and why; without a person it waits in the unit."""

    class Reason(models.TextChoices):
        """Why it changed hands."""

        TRIAGE = "triage", "phân loại"
        GIVEN = "given", "giao xử lý"
        RECUSED = "recused", "người đang giữ có liên quan"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=8, choices=Reason)
    at = models.DateTimeField("lúc")

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "lượt giao"
        verbose_name_plural = "lượt giao"
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}: {self.member or self.unit or 'đầu mối tiếp nhận'}"


class ErasureRecord(AppendOnlyModel):
    """Proof that the words of a complaint were erased; see ``complaints.erasure``."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="erasures")
    at = models.DateTimeField("lúc")
    reason = models.CharField(
        "lý do", max_length=10, choices=[("retention", "hết hạn lưu"), ("asked", "người gửi xin")]
    )
    messages = models.PositiveIntegerField("số tin")
    files = models.PositiveIntegerField("số tệp")
    content_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, unique=True)  # so the chain can't fork
    chain = models.CharField(max_length=64)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "lần xóa"
        verbose_name_plural = "lần xóa"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"


class _OnComplaint(models.Model):
    objects = OfComplaint()
    _record = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "_record"
        default_manager_name = "objects"
        default_permissions = ()


class Involvement(_OnComplaint):
    """Somebody a complaint names.

    ``confirmed`` by the inbox, or only seen in the words when it was filed: either keeps it away
    from them until somebody else has lifted it.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    confirmed = models.BooleanField("đã xác nhận", default=False)
    noted_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta(_OnComplaint.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "person"], name="a_person_named_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BoxMessage(_OnComplaint):
    """A message between the complainant and who handles the complaint, sealed."""

    class Kind(models.TextChoices):
        """What a message is."""

        QUESTION = "question", "Câu hỏi của người xử lý"
        ANSWER = "answer", "Trả lời phản ánh"
        WORDS = "words", "Người gửi viết thêm"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="box")
    message_id = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=Kind)
    author = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta(_OnComplaint.Meta):
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.message_id)


class Evidence(_OnComplaint):
    """A file that belongs to a complaint, sealed; its name is not kept."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="evidence")
    evidence_id = models.UUIDField(unique=True)
    media_type = models.CharField("loại", max_length=32)
    size = models.PositiveIntegerField("kích thước")
    at = models.DateTimeField("lúc")
    sealed = models.BinaryField()

    class Meta(_OnComplaint.Meta):
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.evidence_id)


class Rating(_OnComplaint):
    """What the complainant thinks of the handling, 1 to 5."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta(_OnComplaint.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(score__gte=1, score__lte=5), name="a_rating_is_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return str(self.score)


class StaffNotice(_OnComplaint):
    """Something a person of the staff should look at: on the staff site, and by the bot."""

    class Kind(models.TextChoices):
        """What about."""

        GIVEN = "given", "được giao xử lý"
        WORDS = "words", "người gửi viết thêm"
        REOPENED = "reopened", "người gửi xin xem lại"
        REMINDER = "reminder", "sắp đến hạn"
        ESCALATED = "escalated", "đã quá hạn"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="staff_notices")
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta(_OnComplaint.Meta):
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.kind)


class DeadlineStep(models.TextChoices):
    """What has to be done by a day."""

    PASS_ON = "pass_on", "phân loại, chuyển nơi có thẩm quyền"
    ANSWER = "answer", "trả lời"


class Deadline(_OnComplaint):
    """A day by which something has to be done, and what that rests on."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="deadlines")
    step = models.CharField(max_length=10, choices=DeadlineStep)
    due_on = models.DateField("hạn")
    basis = models.CharField("căn cứ", max_length=255)
    by_law = models.BooleanField("hạn luật định")
    met_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta(_OnComplaint.Meta):
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.due_on:%d/%m/%Y}"


class CitizenNotice(_OnComplaint):
    """Something the complainant is told in the chat they came by; the words stand in the box."""

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="citizen_notices"
    )
    status = models.CharField(max_length=20, choices=Status)
    message = models.ForeignKey(
        BoxMessage, null=True, on_delete=models.PROTECT, related_name="citizen_notices"
    )
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta(_OnComplaint.Meta):
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.status)
