"""Django app: the content that staff curate."""

from __future__ import annotations

from django.apps import AppConfig


class KnowledgeBaseConfig(AppConfig):
    """Procedures, rules, guides, legal documents, offices, lexicon, releases."""

    name = "knowledge_base"
    verbose_name = "Kho tri thức"
