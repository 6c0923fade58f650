"""Django app: conversations, inbox, outbox."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Conversations with citizens, over any channel."""

    name = "connectors"
    verbose_name = "Kênh liên lạc"
