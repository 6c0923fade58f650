"""Django app: the staff site and the public pages."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages, staff site, commands."""

    name = "portal"
    verbose_name = "Cổng"
