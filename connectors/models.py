"""Conversations, inbox and outbox: a message arrives once and is answered once."""

from __future__ import annotations

import uuid

from django.db import models


class ChannelName(models.TextChoices):
    """Where a conversation takes place."""

    WEB = "web", "Trang web"


def new_conversation_key() -> str:
    """Give an opaque key; it says nothing of the person and can't be guessed."""
    return uuid.uuid4().hex


class Conversation(models.Model):
    """One person on one channel; ``key`` is what Rasa knows them by."""

    key = models.CharField(max_length=32, unique=True, default=new_conversation_key)
    channel = models.CharField(max_length=16, choices=ChannelName)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "cuộc trò chuyện"
        verbose_name_plural = "cuộc trò chuyện"

    def __str__(self) -> str:
        return self.key


class InboundMessage(models.Model):
    """A message as received. Its words are wiped as soon as it is answered."""

    class Status(models.TextChoices):
        """How far it got."""

        RECEIVED = "received", "đã nhận"
        WORKING = "working", "đang trả lời"
        ANSWERED = "answered", "đã trả lời"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="inbound")
    channel = models.CharField(max_length=16, choices=ChannelName)
    message_id = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.RECEIVED)
    claimed_until = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "message_id"], name="one_row_per_channel_message"
            )
        ]
        indexes = [models.Index(fields=["conversation", "status"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"


class OutboundMessage(models.Model):
    """A reply as composed, in the contract's JSON."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="outbound"
    )
    in_reply_to = models.ForeignKey(
        InboundMessage, null=True, on_delete=models.CASCADE, related_name="replies"
    )
    position = models.PositiveSmallIntegerField(default=0)
    reply = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["in_reply_to", "position"], name="one_row_per_answer_position"
            )
        ]
        indexes = [models.Index(fields=["conversation", "id"])]

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.pk}"
