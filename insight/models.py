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
