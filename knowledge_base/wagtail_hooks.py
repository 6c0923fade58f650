"""What the knowledge base adds to the staff site."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from knowledge_base.staff import KnowledgeBaseGroup

register_snippet(KnowledgeBaseGroup)
