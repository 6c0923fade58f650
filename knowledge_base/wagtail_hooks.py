"""What the knowledge base adds to the staff site."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from knowledge_base.bulk_actions import ApproveBulkAction
from knowledge_base.staff import KnowledgeBaseGroup

register_snippet(KnowledgeBaseGroup)
hooks.register("register_bulk_action", ApproveBulkAction)
