"""What the knowledge base adds to the staff site."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from knowledge_base.bulk_actions import ApproveBulkAction
from knowledge_base.publishing.staff import menu
from knowledge_base.staff import KnowledgeBaseGroup

register_snippet(KnowledgeBaseGroup)
hooks.register("register_bulk_action", ApproveBulkAction)
menu.register()

LOG_ACTIONS = {
    "motcua.submit": "Gửi duyệt",
    "motcua.withdraw": "Rút bản gửi duyệt",
    "motcua.return": "Trả lại người soạn",
    "motcua.approve": "Duyệt",
    "motcua.check_again": "Cho kiểm tra lại",
    "motcua.override": "Cho qua kiểm tra",
    "motcua.discard": "Bỏ bản nháp do nhập liệu đề xuất",
    "motcua.hold": "Bị giữ lại vì câu hỏi trả lời kém đi",
}


def name_actions(actions: Any) -> None:
    """Name what the history of a text tells beside what Wagtail does."""
    for name, label in LOG_ACTIONS.items():
        actions.register_action(name, label, label)


hooks.register("register_log_actions", name_actions)
