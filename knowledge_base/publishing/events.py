"""Events of releases: written down once, logged by kind, and what the banner tells of them."""

from __future__ import annotations

import logging
from typing import Any

from knowledge_base.models import ReleaseEvent
from knowledge_base.publishing.models import EventKind

logger = logging.getLogger(__name__)

_TROUBLE = (EventKind.FAILED, EventKind.DAMAGED, EventKind.INTERRUPTED)
_MENDED = (EventKind.BUILT, EventKind.ROLLED_BACK, EventKind.MENDED)


def note(kind: EventKind, release: str = "", detail: str = "", **more: Any) -> ReleaseEvent | None:
    """Write an event down; trouble that goes on is not written down again.

    Args:
        kind: what happened.
        release: the release it is about, or that goes on serving.
        detail: a sentence for staff.
        more: ``actor``, ``review``, ``changes``, ``scores``.

    Returns:
        The event; None if it stands there already.
    """
    last = ReleaseEvent.objects.first()
    if kind in _TROUBLE and last and (last.kind, last.detail) == (kind, detail):
        return None
    logger.info("release.event kind=%s release=%s", kind.value, release)
    return ReleaseEvent.objects.create(kind=kind, release=release, detail=detail, **more)


def trouble() -> ReleaseEvent | None:
    """Give the latest trouble that nothing has mended since; None if all is well."""
    last = ReleaseEvent.objects.filter(kind__in=(*_TROUBLE, *_MENDED)).first()
    return last if last is not None and last.kind in _TROUBLE else None
