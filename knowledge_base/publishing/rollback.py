"""Putting an earlier release back: one action, seconds, no restart."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from knowledge_base.models import ReleaseEvent
from knowledge_base.publishing.changes import changes_between
from knowledge_base.publishing.events import note
from knowledge_base.publishing.models import EventKind
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.snapshot import SnapshotBroken

PERMISSION = "knowledge_base.roll_back_release"


class RollBack:
    """Lets an earlier release serve until what is live changes.

    Args:
        store: where releases lie.
        name: the release to put back.
        user: who does it; None = an operator on the command line.
        reason: why, for the list of releases.
    """

    def __init__(self, store: ReleaseStore, name: str, user: Any, reason: str = "") -> None:
        self._store = store
        self._name = name
        self._user = user
        self._reason = reason.strip()

    def execute(self) -> ReleaseEvent | None:
        """Do it; gives the event.

        Raises:
            PermissionDenied: this person may not.
            NoRelease: there is none of that name.
            SnapshotBroken: it is damaged, or of another version of the program.
        """
        if self._user is not None and not self._user.has_perm(PERMISSION):
            raise PermissionDenied("Anh/chị chưa có quyền đưa bản cũ ra phục vụ.")
        before = self._content_of(self._store.current_name())
        self._store.roll_back(self._name)
        changes = changes_between(before, self._store.content_of(self._name)) if before else []
        return note(
            EventKind.ROLLED_BACK, self._name, self._reason, actor=self._user, changes=changes
        )

    def _content_of(self, name: str) -> Content | None:
        try:
            return self._store.content_of(name)
        except (NoRelease, SnapshotBroken):
            return None
