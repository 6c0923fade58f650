"""The guard below every view: no text goes live that somebody else has not approved.

Staff publish by a revision. Wagtail's views, its bulk actions, its interface for programs and a
line in a shell all end in ``save`` of the row with that revision as the live one; so it is there
that the review is asked for. Rows that a file brings have no revision: whoever may run the
command line answers for the file.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin

from knowledge_base.publishing.models import Review


class NotReviewed(PermissionDenied):
    """Somebody tried to publish a text that was not approved by another person."""

    def __init__(self) -> None:
        super().__init__(
            "Nội dung này chưa được người khác duyệt nên chưa công bố được. "
            "Bấm “Gửi duyệt” ở cuối trang soạn."
        )


class Reviewed(DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A row whose text goes live only after review."""

    class Meta:
        abstract = True

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision, as ``DraftStateMixin.publish`` does.

        Raises:
            NotReviewed: it was not approved by somebody else, or did not pass the gate.
        """
        if not Review.clears(self, revision.pk):
            raise NotReviewed
        return super().publish(revision, *args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row.

        Raises:
            NotReviewed: this would put an unreviewed text in front of citizens.
        """
        if self._would_go_live(kwargs.get("update_fields")):
            raise NotReviewed
        super().save(*args, **kwargs)

    def _would_go_live(self, fields: Any) -> bool:
        """Tell whether saving puts a text live that no review has cleared."""
        if not self.live or (fields is not None and not {"live", "live_revision"} & set(fields)):
            return False
        was = (
            type(self)
            ._base_manager.filter(pk=self.pk)
            .values_list("live", "live_revision_id")
            .first()
        )
        if was is None:
            return self.live_revision_id is not None
        was_live, before = was
        another = self.live_revision_id is not None and self.live_revision_id != before
        if was_live and not another:
            return False
        return not Review.clears(self, self.live_revision_id)
