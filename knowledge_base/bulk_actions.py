"""Approving imported procedures from the list of the staff site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from knowledge_base.approval import PERMISSION, Approval, approve
from knowledge_base.models import Procedure
from knowledge_base.retrieval.records import Origin


class ApproveBulkAction(SnippetBulkAction):
    """Approves the selected procedures as they are live; needs the permission to publish."""

    display_name = "Duyệt nội dung nhập"
    action_type = "approve"
    aria_label = "Duyệt các thủ tục đã chọn, nhập từ Cổng Dịch vụ công quốc gia"
    template_name = "knowledge_base/bulk_approve.html"
    action_priority = 10
    models = [Procedure]

    def check_perm(self, snippet: Procedure) -> bool:
        """Tell whether this person may approve this row: live, waiting, without a draft."""
        imported = snippet.origin == Origin.PORTAL.value
        waits = imported and snippet.live and not snippet.has_unpublished_changes
        return waits and self.request.user.has_perm(PERMISSION)

    @classmethod
    def execute_action(
        cls, objects: Sequence[Procedure], user: Any = None, **_kwargs: Any
    ) -> tuple[int, int]:
        """Approve; gives how many were."""
        results = approve((row.key for row in objects), user)
        return Counter(one.result for one in results)[Approval.APPROVED], 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were approved."""
        return f"Đã duyệt {num_parent_objects} thủ tục."
