"""What is kept of conversations when the turns themselves are gone: counts."""

from __future__ import annotations

from django.db import models


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
