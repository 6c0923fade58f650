"""The entries of an operator's file, as the evaluation and the check before a release use them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from knowledge_base.importing.files import read_entries
from knowledge_base.importing.records import ImportRefused
from knowledge_base.retrieval.records import Entry

__all__ = ["ImportRefused", "read_normalised"]


def read_normalised(path: Path) -> list[Entry]:
    """Read a file through the readers of ``motcua kb import``, all of it or nothing.

    Raises:
        ImportRefused: it can't be read as a whole.
        OSError: it can't be opened.
    """
    try:
        return read_entries(path, datetime.now(tz=UTC).date())
    except ImportRefused as exc:
        raise ImportRefused(f"{path.name}, {exc}") from exc
