"""Django app: what the Zalo channel keeps of its own (tokens, take-overs)."""

from __future__ import annotations

from django.apps import AppConfig


class ZaloConfig(AppConfig):
    """The Zalo Official Account."""

    name = "connectors.zalo"
    label = "zalo"
    verbose_name = "Zalo OA"
