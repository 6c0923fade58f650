"""``manage.py load_content``: the content files into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge_base.content_files import ContentInvalid, read_content
from knowledge_base.rows import Fate, load


class Command(BaseCommand):
    """Loads what is not in the database yet; what staff changed stays."""

    help = "Nạp nội dung từ knowledge_base/content vào cơ sở dữ liệu."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the command."""
        try:
            fates = load(read_content())
        except ContentInvalid as exc:
            raise CommandError(f"content files are wrong:\n{exc}") from exc
        told = ", ".join(f"{fates[fate]} {fate}" for fate in Fate if fates[fate])
        self.stdout.write(f"content: {told or 'nothing'}")
