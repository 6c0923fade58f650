"""Counters for Prometheus: how many, how long; never who or what."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

ANSWERS = Counter("motcua_answers", "Replies by channel and outcome", ["channel", "outcome"])
REFUSALS = Counter("motcua_refused_messages", "Messages not taken", ["channel", "reason"])
OVERFLOWED = Counter("motcua_webhooks_on_disk", "Webhook calls put on disk first", ["channel"])
ANSWER_SECONDS = Histogram(
    "motcua_answer_seconds",
    "Seconds from claim to stored answer",
    ["channel"],
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
DELIVERIES = Counter(
    "motcua_deliveries", "Messages to vendors by how they ended", ["channel", "ending"]
)
