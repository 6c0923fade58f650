"""The live preview beside the form: what the assistant would say of what is being typed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.models import PreviewableMixin


class Spoken(PreviewableMixin, models.Model):
    """An entry that answers are composed from."""

    class Meta:
        abstract = True

    preview_modes: ClassVar[list[tuple[str, str]]] = [
        ("web", "Trên web"),
        ("telegram", "Trên Telegram"),
        ("zalo", "Trên Zalo"),
    ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        """Show what is being typed as a channel would say it."""
        # The composer needs the records, the records the models: known only when all are loaded.
        from knowledge_base.publishing.staff.preview import shown
        from knowledge_base.publishing.subjects import Draft

        row: Any = type(self)._default_manager.filter(pk=self.pk).first() or self
        context = {"mode": mode_name, "title": str(self), **shown(Draft(row, self), None)}
        return TemplateResponse(request, "knowledge_base/publishing/preview_frame.html", context)
