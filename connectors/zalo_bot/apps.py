"""Django app: which member of staff gets notices in which chat, and the notices."""

from __future__ import annotations

from django.apps import AppConfig


class ZaloBotConfig(AppConfig):
    """Notices to staff by a Zalo bot."""

    name = "connectors.zalo_bot"
    label = "zalo_bot"
    verbose_name = "Thông báo cho cán bộ qua Zalo"
