"""Django app: the staff site and the public pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """Pages, staff site, commands."""

    name = "portal"
    verbose_name = "Cổng"

    def ready(self) -> None:
        """Keep the groups of staff complete."""
        from portal.roles import keep_roles

        post_migrate.connect(keep_roles, sender=self)
