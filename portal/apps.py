"""Django app: the staff site and the public pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """Pages, staff site, commands."""

    name = "portal"
    verbose_name = "Cổng"

    def ready(self) -> None:
        """Keep the groups of staff complete; note what a newcomer reads."""
        from knowledge_base.publishing import signals
        from portal.first_tasks import note_preview, note_review
        from portal.roles import keep_roles

        post_migrate.connect(keep_roles, sender=self)
        signals.draft_previewed.connect(note_preview)
        signals.review_opened.connect(note_review)
