"""What is kept of conversations when the turns themselves are gone: counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from knowledge_base.models import LegalDocument


class TurnDay(models.Model):
    """One past day on one channel, counted once it is over; no row, no turns."""

    day = models.DateField("ngày")
    channel = models.CharField("kênh", max_length=16)
    outcomes = models.JSONField("kết cục", default=dict, help_text="Kết cục: số lượt.")
    procedures = models.JSONField("thủ tục", default=dict, help_text="Mã: số lượt trả lời.")
    times = models.JSONField("thời gian", default=dict, help_text="Bậc thời gian: số lượt.")

    class Meta:
        verbose_name = "số liệu ngày"
        verbose_name_plural = "số liệu"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["day", "channel"], name="one_row_per_day_channel")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.channel}"


class TurnMonth(models.Model):
    """What was answered from in one past month on one channel: the days of a year add up slowly."""

    month = models.DateField("tháng", help_text="Ngày đầu tháng.")
    channel = models.CharField("kênh", max_length=16)
    procedures = models.JSONField("thủ tục", default=dict, help_text="Mã: số lượt trả lời.")

    class Meta:
        verbose_name = "số liệu tháng"
        verbose_name_plural = "số liệu tháng"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "channel"], name="one_row_per_month_channel")
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.channel}"


class LegalTask(models.Model):
    """A document of the law that changes, for the editors: what rests on it is looked up."""

    class Change(models.TextChoices):
        """What happens to the document."""

        ENDS = "ends", "hết hiệu lực"
        REPLACED = "replaced", "được thay thế"
        AMENDED = "amended", "được sửa đổi"

    document = models.ForeignKey(
        LegalDocument, verbose_name="văn bản", on_delete=models.CASCADE, related_name="+"
    )
    change = models.CharField("thay đổi", max_length=8, choices=Change)
    on = models.DateField("từ ngày", help_text="Ngày đầu tiên văn bản không còn như cũ.")
    by = models.ForeignKey(
        LegalDocument,
        verbose_name="văn bản mới",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    articles = models.CharField("điều, khoản", max_length=255, blank=True)
    opened_at = models.DateTimeField("mở lúc", auto_now_add=True)
    done_at = models.DateTimeField("xong lúc", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người khép",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField("đã làm gì", max_length=500, blank=True)

    class Meta:
        verbose_name = "thay đổi pháp luật"
        verbose_name_plural = "thay đổi pháp luật"
        default_permissions = ("view", "change")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "change", "on"], name="one_task_per_legal_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_change_display()}"


class Recall(models.Model):
    """A correction for those who got an answer that was wrong: prepared by one, sent by another."""

    class Status(models.TextChoices):
        """How far it got."""

        PREPARED = "prepared", "chờ người khác gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        DROPPED = "dropped", "không gửi"

    key = models.CharField("mã mục", max_length=120)
    name = models.CharField("tên mục", max_length=255)
    facet = models.CharField("phần bị sai", max_length=16, blank=True)
    wrong_since = models.CharField("sai từ bản", max_length=32)
    right_since = models.CharField("đúng từ bản", max_length=32)
    words = models.CharField("điều đã sửa", max_length=600)
    status = models.CharField("tình trạng", max_length=8, choices=Status, default=Status.PREPARED)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người soạn",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    prepared_at = models.DateTimeField("soạn lúc", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người quyết định",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    received = models.PositiveIntegerField("số người đã nhận câu sai", default=0)
    told = models.PositiveIntegerField("số người đã được báo", default=0)
    cost_dong = models.PositiveIntegerField("chi phí (đồng)", default=0)

    class Meta:
        verbose_name = "đính chính"
        verbose_name_plural = "đính chính"
        default_permissions = ("view", "add")
        permissions = [("send_recall", "Gửi đính chính do người khác soạn")]
        ordering = ["-prepared_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prepared_at:%d/%m/%Y})"


class RecallNotice(models.Model):
    """One conversation that a correction was said to, so that it is said once."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="notices")
    conversation = models.ForeignKey(
        "connectors.Conversation", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "conversation"], name="one_notice_per_recall_and_conversation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.conversation_id}"
