"""Rows that are written once."""

from __future__ import annotations

from typing import Any

from django.db import models

from complaints.recusal import OfComplaint


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete a row that is history."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows can be added and read."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnly(self.model.__name__)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnly(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly(self.model.__name__)


class WrittenOnce(models.Model):
    """A row that is history. Migrations add a trigger that refuses updates."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to write it again."""
        if not self._state.adding:
            raise AppendOnly(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly(type(self).__name__)


class AppendOnlyModel(WrittenOnce):
    """History of a complaint."""

    objects = OfComplaint.from_queryset(AppendOnlyQuerySet)()
    _record = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "_record"
        default_manager_name = "objects"
