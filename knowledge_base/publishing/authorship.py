"""Who wrote what is to be published: everybody who saved a revision since the last live one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Revision


def authors_of(row: Any, revision: Revision) -> QuerySet[Any]:
    """Give those who edited a row after what is live, up to a revision.

    Where what is live came from a file, everybody who ever saved a revision counts: too many
    rather than too few.

    Args:
        row: the row as it stands in the database.
        revision: what is to be published.
    """
    since = row.revisions.filter(pk__gt=row.live_revision_id or 0, pk__lte=revision.pk)
    people = since.exclude(user=None).order_by().values_list("user", flat=True)
    return get_user_model()._default_manager.filter(pk__in=list(people)).order_by("pk")
