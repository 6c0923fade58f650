"""What the Zalo channel keeps: its tokens, sealed, and who took a conversation over."""

from __future__ import annotations

from django.db import models


class AccountToken(models.Model):
    """The token pair of one Official Account; ``connectors.zalo.tokens`` alone writes it."""

    class State(models.TextChoices):
        """What is known of the pair."""

        READY = "ready", "dùng được"
        EXCHANGING = "exchanging", "đang đổi"
        REFUSED = "refused", "bị từ chối"

    oa_id = models.CharField(max_length=64, unique=True)
    generation = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    sealed_access = models.BinaryField()
    sealed_refresh = models.BinaryField()
    access_until = models.DateTimeField()
    refresh_until = models.DateTimeField()
    in_doubt = models.BooleanField(default=False)
    refused_code = models.IntegerField(null=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.oa_id} #{self.generation}"
