"""Which chat belongs to which member of staff, and what the bot has to say."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class BotChat(models.Model):
    """A chat that wrote to the bot; found by a keyed hash, its id is sealed."""

    chat_hash = models.CharField(max_length=64, unique=True)
    sealed_chat = models.BinaryField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="tài khoản",
        null=True,
        on_delete=models.SET_NULL,
        related_name="zalo_chat",
    )
    linked_at = models.DateTimeField(null=True)
    outages = models.BooleanField("nhận cả báo động kỹ thuật", default=False)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class LinkCode(models.Model):
    """A code that links one chat to an account, once and soon; only its hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class BotMessage(models.Model):
    """Something the bot has to say: a sentence of domain.yml and what fills it; nobody's words."""

    class Status(models.TextChoices):
        """How far it got."""

        WAITING = "waiting", "chờ gửi"
        SENT = "sent", "đã gửi"
        GAVE_UP = "gave_up", "không gửi được"
        DROPPED = "dropped", "thôi gửi"

    chat = models.ForeignKey(BotChat, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=120, unique=True)
    sentence = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    complaint = models.BigIntegerField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["status", "next_at"])]

    def __str__(self) -> str:
        return f"{self.sentence} {self.pk}"


class Outage(models.Model):
    """A time in which a part of the product did not work."""

    parts = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    under_way = models.BooleanField(null=True, default=True, unique=True)  # None once it is over

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.parts} {self.started_at:%d/%m/%Y %H:%M}"
