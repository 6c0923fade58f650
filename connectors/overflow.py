"""Where what a vendor delivers waits while the database can't take it: sealed files, in order.

A vendor gives a webhook two seconds. In a burst, while another writer holds SQLite, or while
PostgreSQL is down, the way into the inbox takes longer; then the raw call is put here,
acknowledged, and taken in by the worker. A file is written under another name first, so that a
kill leaves a whole one or none. It outlives every process as the inbox does; only a power cut can
take the last seconds of either (SQLite's own journal is not waited for, too).
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from complaints.seal import keyring

_WHOLE = ".call"
_PART = ".part"
_UNREADABLE = ".unreadable"


class Overflow:
    """Calls of one channel that wait on disk.

    Args:
        folder: for the files of all channels.
        channel: a ``ChannelName``.
    """

    def __init__(self, folder: Path, channel: str) -> None:
        self._folder = folder / channel
        self._place = f"webhook-call:{channel}"

    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        with suppress(FileNotFoundError), os.scandir(self._folder) as found:
            return not any(entry.name.endswith(_WHOLE) for entry in found)
        return True

    def put(self, body: bytes) -> None:
        """Keep the raw body of a call, behind those that wait.

        Raises:
            OSError: it could not be written, for instance since the disk is full.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
        part = self._folder / (name + _PART)
        try:
            part.write_bytes(keyring().seal_bytes(body, self._place))
            part.rename(part.with_suffix(_WHOLE))
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def oldest(self, limit: int) -> list[Path]:
        """Give the files of at most ``limit`` calls, in the order in which they came."""
        try:
            names = sorted(p.name for p in self._folder.iterdir() if p.suffix == _WHOLE)
        except FileNotFoundError:
            return []
        return [self._folder / name for name in names[:limit]]

    def read(self, path: Path) -> bytes:
        """Give the body of a call.

        Raises:
            OSError: it can't be read.
            SealBroken: it was altered, or its key is gone.
        """
        return keyring().unseal_bytes(path.read_bytes(), self._place)

    def drop(self, path: Path) -> None:
        """Forget a call that was taken in."""
        path.unlink(missing_ok=True)

    def put_aside(self, path: Path, event: str) -> None:
        """Let a call that can't be taken in hold up no other; the file keeps the event's id."""
        path.rename(path.with_name(f"{path.stem}-{event}{_UNREADABLE}"))
