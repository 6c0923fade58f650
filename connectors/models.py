"""Conversations, inbox and outbox: a message arrives once and is answered once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from connectors.sealed_text import SealedTextField


class ChannelName(models.TextChoices):
    """Where a conversation takes place."""

    WEB = "web", "Trang web"
    TELEGRAM = "telegram", "Telegram"
    ZALO = "zalo", "Zalo"

    @property
    def pushes(self) -> bool:
        """Whether the outbox sends its replies; else people fetch them."""
        return self is not ChannelName.WEB


def new_conversation_key() -> str:
    """Give an opaque key; it says nothing of the person and can't be guessed."""
    return uuid.uuid4().hex


class Conversation(models.Model):
    """One person on one channel; ``key`` is what Rasa knows them by.

    ``about`` is the national code of the procedure that the page is about where the conversation
    began, if it is about one.
    """

    key = models.CharField(max_length=32, unique=True, default=new_conversation_key)
    channel = models.CharField(max_length=16, choices=ChannelName)
    about = models.CharField("thủ tục của trang", max_length=16, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "cuộc trò chuyện"
        verbose_name_plural = "cuộc trò chuyện"

    def __str__(self) -> str:
        return self.key

    @property
    def channel_name(self) -> ChannelName:
        """The channel as a member of the closed list."""
        return ChannelName(self.channel)


class Contact(models.Model):
    """Where the person of a conversation is written to, on a channel that pushes.

    The address is found by its keyed hash and stored sealed: it leads to a person.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="contact"
    )
    channel = models.CharField(max_length=16, choices=ChannelName)
    address_hash = models.CharField(max_length=64)
    sealed_address = models.BinaryField()
    group_hash = models.CharField(max_length=64, blank=True)
    last_act_at = models.DateTimeField()
    unreachable_since = models.DateTimeField(null=True)
    unasked_stopped_at = models.DateTimeField(null=True)
    silent_until = models.DateTimeField(null=True)
    told_busy_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_hash"], name="one_contact_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class ChannelFact(models.Model):
    """What a channel learned from its vendor and other processes need to know, such as its name."""

    channel = models.CharField(max_length=16, choices=ChannelName)
    name = models.CharField(max_length=32)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="one_value_per_channel_fact")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.name}"


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
    text = SealedTextField(blank=True)
    is_file = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, default="words")  # connectors.channel.IncomingKind
    note = models.CharField(max_length=24, blank=True)
    attachment = models.TextField(blank=True)  # how to fetch the file; wiped with the words
    receipt = models.CharField(max_length=64, blank=True)
    quote = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(default=0)  # the vendor's order, where it has one
    urgent = models.BooleanField(default=False)  # tells of danger; wiped with the words
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
        indexes = [
            models.Index(fields=["conversation", "status"]),
            models.Index(fields=["status", "received_at"]),  # looked at ten times a second
        ]

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


class Delivery(models.Model):
    """How far a reply got on its way to a vendor; one for each reply on a channel that pushes."""

    class Status(models.TextChoices):
        """How far it got."""

        WAITING = "waiting", "chờ gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        GAVE_UP = "gave_up", "không gửi được"
        DISMISSED = "dismissed", "đã bỏ qua"

    outbound = models.OneToOneField(
        OutboundMessage, on_delete=models.CASCADE, related_name="delivery"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField("kênh", max_length=16, choices=ChannelName)
    status = models.CharField("trạng thái", max_length=9, choices=Status, default=Status.WAITING)
    parts_sent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    in_doubt = models.PositiveSmallIntegerField(default=0)
    vendor_ids = models.TextField(blank=True, default="")
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    window_until = models.DateTimeField("hạn gửi", null=True)
    cost_dong = models.PositiveIntegerField("chi phí (đồng)", default=0)
    trouble = models.CharField("lý do", max_length=16, blank=True)
    created_at = models.DateTimeField("soạn lúc", auto_now_add=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    class Meta:
        verbose_name = "tin gửi đi"
        verbose_name_plural = "tin gửi đi"
        indexes = [
            models.Index(
                fields=["conversation", "id"],
                condition=models.Q(status__in=["waiting", "sending"]),
                name="deliveries_under_way",
            ),
            models.Index(fields=["status", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.created_at:%d/%m/%Y %H:%M}"


class HandoverRequest(models.Model):
    """Somebody asked for a member of staff; at most one is under way in a conversation."""

    class Status(models.TextChoices):
        """How far it got."""

        OPEN = "open", "chờ nhận"
        TAKEN = "taken", "đang lo"
        DONE = "done", "đã xong"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="handovers"
    )
    channel = models.CharField("kênh", max_length=16, choices=ChannelName)
    asked_at = models.DateTimeField("lúc", auto_now_add=True)
    sealed_contact = models.BinaryField(null=True)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.OPEN)
    changed_at = models.DateTimeField("đổi trạng thái lúc", auto_now=True)

    class Meta:
        verbose_name = "yêu cầu gặp cán bộ"
        verbose_name_plural = "yêu cầu gặp cán bộ"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=~models.Q(status="done"),
                name="one_handover_under_way",
            )
        ]
        indexes = [models.Index(fields=["status", "asked_at"])]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.asked_at):%d/%m/%Y %H:%M}"


class TurnLog(models.Model):
    """How one turn went: no words, and nothing that leads to a person."""

    at = models.DateTimeField("lúc")
    channel = models.CharField("kênh", max_length=16)
    conversation_hash = models.CharField(max_length=16)
    outcome = models.CharField("kết quả", max_length=20)
    procedure = models.CharField("thủ tục", max_length=64, blank=True)
    facet = models.CharField("mục", max_length=16, blank=True)
    confidence = models.FloatField("độ tin", null=True)
    understand_ms = models.PositiveIntegerField("hiểu (ms)", null=True)
    search_ms = models.PositiveIntegerField("tìm (ms)", null=True)
    compose_ms = models.PositiveIntegerField("viết (ms)", null=True)
    total_ms = models.PositiveIntegerField("tổng (ms)")
    release = models.CharField("bản", max_length=32, blank=True)

    class Meta:
        verbose_name = "lượt trả lời"
        verbose_name_plural = "lượt trả lời"
        indexes = [models.Index(fields=["at"]), models.Index(fields=["outcome", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M:%S} {self.outcome}"


class Feedback(models.Model):
    """What somebody thinks of one reply; a second opinion of theirs takes the place of the first.

    It goes with its conversation. ``question`` holds the words that were asked only where the
    person agreed to that; they are masked like every message.
    """

    class Rating(models.TextChoices):
        """Thumb up or down."""

        UP = "up", "hữu ích"
        DOWN = "down", "chưa hữu ích"

    class Reason(models.TextChoices):
        """Why a reply did not help."""

        OFF_TOPIC = "off_topic", "không đúng điều tôi hỏi"
        INCOMPLETE = "incomplete", "thiếu điều tôi cần"
        UNCLEAR = "unclear", "khó hiểu"
        WRONG = "wrong", "sai hoặc đã cũ"
        OTHER = "other", "lý do khác"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="feedback"
    )
    message = models.ForeignKey(InboundMessage, on_delete=models.CASCADE, related_name="feedback")
    position = models.PositiveSmallIntegerField(default=0)
    rating = models.CharField("đánh giá", max_length=4, choices=Rating)
    reason = models.CharField("lý do", max_length=12, choices=Reason, blank=True)
    note = models.TextField("nói thêm", blank=True)
    question = models.TextField("câu hỏi", blank=True)
    wants_news = models.BooleanField("muốn được báo khi có câu trả lời", default=False)
    outcome = models.CharField("kết quả", max_length=20, blank=True)
    procedure = models.CharField("thủ tục", max_length=64, blank=True)
    facet = models.CharField("mục", max_length=16, blank=True)
    release = models.CharField("bản", max_length=32, blank=True)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    changed_at = models.DateTimeField("đổi lúc", auto_now=True)

    class Meta:
        verbose_name = "đánh giá câu trả lời"
        verbose_name_plural = "đánh giá câu trả lời"
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="one_feedback_per_reply")
        ]
        indexes = [models.Index(fields=["rating", "created_at"])]

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y %H:%M} {self.rating}"


class UnansweredQuestion(models.Model):
    """A question for the editors, passed on by whoever asked it, without what leads to a person.

    ``conversation`` stands only where they wish to be told, and only until they are.
    """

    class Why(models.TextChoices):
        """What was wrong with the answer."""

        NO_ANSWER = "no_answer", "chưa có câu trả lời"
        NOT_MEANT = "not_meant", "không đúng ý nào được gợi ý"
        NOT_HELPFUL = "not_helpful", "bị chấm là chưa hữu ích"

    class Status(models.TextChoices):
        """How far it got."""

        OPEN = "open", "chờ xem"
        DRAFTED = "drafted", "đang soạn"
        ANSWERED = "answered", "đã có câu trả lời"
        DISMISSED = "dismissed", "không soạn"

    asked_at = models.DateTimeField("hỏi lúc")
    channel = models.CharField("kênh", max_length=16, choices=ChannelName)
    words = models.CharField("câu hỏi", max_length=300)
    why = models.CharField("vì sao", max_length=12, choices=Why)
    wants_news = models.BooleanField("muốn được báo", default=False)
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="unanswered"
    )
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.OPEN)
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người quyết định",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField("lý do", max_length=500, blank=True)
    entry_kind = models.CharField("loại mục", max_length=16, blank=True)
    entry_key = models.CharField("mã mục", max_length=120, blank=True)
    told_at = models.DateTimeField("đã báo lúc", null=True)
    feedback = models.OneToOneField(
        Feedback, null=True, on_delete=models.SET_NULL, related_name="unanswered"
    )

    class Meta:
        verbose_name = "câu hỏi chưa có câu trả lời"
        verbose_name_plural = "câu hỏi chưa có câu trả lời"
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["status", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.asked_at:%d/%m/%Y} {self.status}"


class HeldQuestion(models.Model):
    """The sealed words of a question without an answer, while one may agree to pass it on."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="held_question"
    )
    sealed = models.BinaryField()
    why = models.CharField(max_length=12, choices=UnansweredQuestion.Why)
    held_at = models.DateTimeField()
    question = models.ForeignKey(
        UnansweredQuestion, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = "câu hỏi đang giữ"
        verbose_name_plural = "câu hỏi đang giữ"
        default_permissions = ()
        indexes = [models.Index(fields=["held_at"])]

    def __str__(self) -> str:
        return f"{self.held_at:%d/%m/%Y %H:%M}"
