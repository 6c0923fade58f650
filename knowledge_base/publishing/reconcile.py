"""Lets the serving release equal the live rows, and writes down what came of it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from wagtail.models import ModelLogEntry

from knowledge_base.indexing.build import Progress, quiet
from knowledge_base.models import ReleaseEvent, Review
from knowledge_base.publishing.changes import changes_between
from knowledge_base.publishing.desk import reason_of
from knowledge_base.publishing.events import note, trouble
from knowledge_base.publishing.models import EventKind, ReviewState
from knowledge_base.releases import Built, NoRelease, ReleaseStore
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.snapshot import SnapshotBroken
from knowledge_base.rows import content_to_release

BY_OPERATOR = "Nạp từ tệp hoặc dòng lệnh, hoặc gỡ xuống; không qua kiểm tra câu hỏi."
_ON_THE_DESK = (ReviewState.APPROVED, ReviewState.CHECKING)


def reconcile(
    store: ReleaseStore, encoder: Encoder, today: date, progress: Progress = quiet
) -> Built:
    """Make a release of what is live if another serves; a failure is written down, too.

    Raises:
        OSError: the disk is full or not writable; the old release goes on serving.
        sqlite3.Error: the same, of what builds remember.
    """
    name = _serving(store)
    try:
        content = content_to_release()
        built = store.build(content, encoder, today, progress)
    except (OSError, sqlite3.Error) as exc:
        note(
            EventKind.FAILED,
            name,
            f"Chưa dựng được bản mới ({reason_of(exc)}); bản cũ vẫn phục vụ, sẽ tự thử lại.",
        )
        raise
    if built.fresh:
        actor, detail = _came_from(built.name)
        note(
            EventKind.BUILT,
            built.name,
            detail,
            actor=actor,
            changes=changes_between(_content_of(store, name), content),
        )
    elif trouble() and not Review.objects.filter(state__in=_ON_THE_DESK).exists():
        note(EventKind.MENDED, built.name, "Bản đang phục vụ khớp với nội dung công bố.")
    return built


def _content_of(store: ReleaseStore, name: str) -> Content | None:
    try:
        return store.content_of(name) if name else None
    except SnapshotBroken:
        return None


def _serving(store: ReleaseStore) -> str:
    """Give the name of what serves; a damaged release is written down."""
    try:
        name = store.current_name()
    except NoRelease:
        return ""
    try:
        store.check(name)
    except SnapshotBroken:
        if store.is_of_this_version():
            note(
                EventKind.DAMAGED,
                name,
                f"Bản {name} bị hỏng trên đĩa; trợ lý trả lời bằng bản đã nạp, bản mới được dựng "
                "lại ngay.",
            )
    return name


def _came_from(name: str) -> tuple[Any, str]:
    """Tell what a release came from that the desk did not make, and who stands behind it.

    Reviews that were published meanwhile are in it: of imported texts as they are live, or of a
    desk that was killed between publishing and releasing.
    """
    published = Review.objects.filter(state=ReviewState.PUBLISHED, release="")
    review = published.select_related("decided_by").first()
    if review is None:
        return _last_actor(), BY_OPERATOR
    published.update(release=name)
    return review.decided_by, f"Đã duyệt: {review.title}"


def _last_actor() -> Any:
    """Give who last did something to content since the release before; None for an operator."""
    last = ReleaseEvent.objects.filter(kind=EventKind.BUILT).first()
    done = ModelLogEntry.objects.exclude(user=None).filter(action="wagtail.unpublish")
    if last is not None:
        done = done.filter(timestamp__gt=last.at)
    entry = done.order_by("-timestamp").first()
    return entry.user if entry is not None else None
