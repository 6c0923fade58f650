"""Drafts that an import proposed, reviewed many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from knowledge_base.models import Review
from knowledge_base.publishing.actions import Approve, Refused, submit
from knowledge_base.publishing.subjects import ENTRIES, permission


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one proposal.

    Attributes:
        title: what it is about.
        review: the review it became; None where it was refused or thrown away.
        refused: why, a sentence; empty if it was not.
    """

    title: str
    review: Review | None = None
    refused: str = ""


def proposals(models: Iterable[Any] = ENTRIES) -> Iterator[Any]:
    """Give the rows whose latest draft no person wrote, oldest first of each kind."""
    for model in models:
        yield from (
            model._default_manager.filter(
                has_unpublished_changes=True,
                latest_revision__isnull=False,
                latest_revision__user=None,
            )
            .select_related("latest_revision")
            .order_by("latest_revision__created_at", "key")
        )


def approve_all(rows: Iterable[Any], user: Any) -> list[Decided]:
    """Hand in and approve proposals; the gate then takes them together.

    Nobody here wrote them, so a reviewer alone is the second pair of eyes; where somebody has
    edited the row since, that person can't be the one.
    """
    return [_one(row, user) for row in rows]


def _one(row: Any, user: Any) -> Decided:
    try:
        with transaction.atomic():
            review = Approve(submit(row, None), user).execute()
    except Refused as exc:
        return Decided(str(row), refused=str(exc))
    return Decided(str(row), review=review)


def discard_all(rows: Iterable[Any], user: Any) -> list[Decided]:
    """Throw proposals away: the row stays as it is live, the draft stays in the history."""
    results = []
    for row in rows:
        if not user.has_perm(permission(type(row), "publish")):
            results.append(Decided(str(row), refused="Anh/chị chưa có quyền duyệt nội dung này."))
            continue
        with transaction.atomic():
            mine = type(row)._default_manager.filter(pk=row.pk, latest_revision=row.latest_revision)
            if mine.update(has_unpublished_changes=False, latest_revision=row.live_revision):
                log(row, "motcua.discard", user=user, data={"revision": row.latest_revision_id})
        results.append(Decided(str(row)))
    return results
