"""Approving what was imported: a person vouches for it, and answers stop saying nobody has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from knowledge_base.models import Procedure, Review
from knowledge_base.publishing.models import ReviewState, content_digest_of
from knowledge_base.retrieval.records import Origin

PERMISSION = "knowledge_base.publish_procedure"


class Approval(StrEnum):
    """What became of an approval."""

    APPROVED = "approved"
    NOT_IMPORTED = "is not waiting for approval"
    NOT_LIVE = "was taken off: publish it first"
    HAS_DRAFT = "has an unpublished draft: publish or discard that"
    UNKNOWN = "is not on file"


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of the approval of one procedure."""

    code: str
    result: Approval


def approve(codes: Iterable[str], user: Any = None) -> list[Approved]:
    """Approve procedures as they are live now, all in one transaction.

    The day they are dated stays that of the portal, which answers go on naming as their source; who
    approved when is in the history.

    What is live is not changed by it but for the remark that nobody here has reviewed it, so the
    gate is not asked.

    Args:
        codes: national codes.
        user: who approves; None = an operator on the command line.

    Raises:
        PermissionDenied: this person may not publish.
    """
    if user is not None and not user.has_perm(PERMISSION):
        raise PermissionDenied("Anh/chị chưa có quyền duyệt thủ tục.")
    results = []
    with transaction.atomic():
        for code in dict.fromkeys(codes):
            row = Procedure.objects.filter(key=code).first()
            results.append(Approved(code, _approve(row, user) if row else Approval.UNKNOWN))
    return results


def _approve(row: Procedure, user: Any) -> Approval:
    if row.origin != Origin.PORTAL.value:
        return Approval.NOT_IMPORTED
    if not row.live:
        return Approval.NOT_LIVE
    if row.has_unpublished_changes:
        return Approval.HAS_DRAFT
    row.origin = Origin.REVIEWED.value
    revision = row.save_revision(user=user, clean=False, log_action=True)
    review = Review.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        title=str(row)[:255],
        revision=revision,
        digest=content_digest_of(revision),
        state=ReviewState.PASSED,
        decided_by=user,
        decided_at=timezone.now(),
    )
    revision.publish(user=user)
    review.state = ReviewState.PUBLISHED
    review.published_at = timezone.now()
    review.save()
    return Approval.APPROVED
