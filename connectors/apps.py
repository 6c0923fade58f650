"""Django app: conversations, inbox, outbox."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Conversations with citizens, over any channel."""

    name = "connectors"
    verbose_name = "Kênh liên lạc"

    def ready(self) -> None:
        """Follow what is erased elsewhere."""
        from complaints.signals import words_erased
        from connectors import forgetting

        words_erased.connect(forgetting.on_words_erased)
