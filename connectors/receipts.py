"""What vendors took, noted on disk at once: a kill before the database knows of it repeats nothing.

The way into the database takes a while (SQLite lets one write, and others wait in line). A worker
that is killed meanwhile would say the same part again. So a line is appended to a file first: the
courier's, when the vendor says yes, and the webhook's, when the vendor tells of a message
afterwards. It is read only where an attempt ended in doubt. What is written survives a kill of
the process; only a power cut can take the last seconds.
"""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=48)
"""Longer than the outbox tries; then a file is deleted."""
_LINES = 2000
"""Of one file: only files that were written to since a message was made are read."""
_LINE = re.compile(r"(\d+) (\d+) (\d+) ([0-9a-f]*)\n")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A vendor took parts of a delivery.

    Attributes:
        parts: how many in all.
        key: of the vendor's id of the last one (``outbox.vendor_key``); empty if not known.
    """

    parts: int
    key: str


class Receipts:
    """The files of one folder; each process appends to one of its own.

    Args:
        folder: for them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._file = -1
        self._room = 0

    def note(self, delivery_pk: int, parts: int, key: str) -> None:
        """Append a line; where the disk won't take it, the database alone will know."""
        line = f"{time.time_ns()} {delivery_pk} {parts} {key}\n".encode()
        try:
            with self._lock:
                if not self._room:
                    self._begin_file()
                self._room -= 1
                os.write(self._file, line)
        except OSError as exc:
            logger.error("receipts.not_noted error=%s", type(exc).__name__)

    def of(self, delivery_pk: int, since: datetime) -> list[Receipt]:
        """Give what is noted of a delivery.

        Args:
            delivery_pk: whose.
            since: nothing older counts: it may be of a database that was restored since.
        """
        found = list[Receipt]()
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                with suppress(FileNotFoundError):  # its time was over
                    if path.stat().st_mtime >= since.timestamp():
                        found += _read(path, delivery_pk, since)
        return found

    def _begin_file(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._delete_old()
        path = self._folder / f"{time.time_ns():020}-{os.getpid()}"
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._room = file, _LINES

    def _delete_old(self) -> None:
        end = time.time() - KEPT.total_seconds()
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < end:
                    path.unlink()


def receipts() -> Receipts:
    """Give those of this installation."""
    return _in_folder(settings.RECEIPTS)


@cache
def _in_folder(folder: Path) -> Receipts:
    return Receipts(folder)


def _read(path: Path, delivery_pk: int, since: datetime) -> list[Receipt]:
    """Read whole lines; half a one, of a full disk, is passed over."""
    return [
        Receipt(int(parts), key)
        for at, pk, parts, key in _LINE.findall(path.read_text(encoding="ascii", errors="replace"))
        if int(pk) == delivery_pk and int(at) >= since.timestamp() * 1e9
    ]
