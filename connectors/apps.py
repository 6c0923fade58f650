"""Django app: conversations, inbox, outbox."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class ConnectorsConfig(AppConfig):
    """Conversations with citizens, over any channel."""

    name = "connectors"
    verbose_name = "Kênh liên lạc"

    def ready(self) -> None:
        """Follow what is erased elsewhere, and show staff how the channels look."""
        from complaints.signals import words_erased
        from connectors import forgetting
        from connectors.previews import register_previews

        words_erased.connect(forgetting.on_words_erased)
        register_previews(settings.ENVIRONMENT.zalo, settings.ENVIRONMENT.public_url)
