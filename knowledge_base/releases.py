"""Releases on disk: built beside the one that serves, then swapped in whole.

``var/releases/<name>/`` holds a snapshot, ``var/releases/current`` names the one that serves,
``var/releases/held_back`` the digest of content that somebody rolled back from.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.indexing.build import Progress, build_snapshot, quiet
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.serialise import content_digest
from knowledge_base.retrieval.snapshot import (
    Snapshot,
    SnapshotBroken,
    check,
    read_content_of,
    read_manifest,
    recipe_digest,
)

KEPT = 20


class NoRelease(RuntimeError):
    """There is no release to serve, or none of that name."""


@dataclass(frozen=True, slots=True)
class Built:
    """A release and whether it was made just now."""

    name: str
    fresh: bool


class ReleaseStore:
    """The releases below one folder.

    Args:
        folder: e.g. ``var/releases``; made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"
        self._held_back = folder / "held_back"

    @property
    def caches(self) -> Path:
        """The folder of what builds remember; it can be deleted at any time."""
        return self._folder.parent / "cache"

    def build(
        self,
        content: Content,
        encoder: Encoder,
        today: date,
        progress: Progress = quiet,
        prepared: Snapshot | None = None,
    ) -> Built:
        """Make a release of content and let it serve; nothing is done if it serves already.

        Content that somebody rolled back from is not built again until it changes.

        Args:
            content: what is live.
            encoder: encodes what changed.
            today: the release is named by it.
            progress: told how far it is.
            prepared: a snapshot of just this content, made before; None = made here.

        Raises:
            OSError: the disk is full or not writable; the old release goes on serving.
        """
        digest = content_digest(content)
        with self._lock():
            if self._serves(digest, encoder.name) or self._is_held_back(digest):
                return Built(self.current_name(), fresh=False)
            name = self._next_name(today)
            if prepared is None:
                cache = VectorCache(self.caches / "vectors.db")
                snapshot = build_snapshot(name, content, encoder, cache, progress)
            else:
                snapshot = replace(prepared, release=name)
            for left in self._folder.glob(".making-*"):  # of a build that was killed
                shutil.rmtree(left, ignore_errors=True)
            made = self._folder / f".making-{os.getpid()}"
            try:
                snapshot.save(made, {"content": digest, "entries": len(content.entries)})
                made.rename(self._folder / name)
            finally:
                shutil.rmtree(made, ignore_errors=True)
            self._point_to(name)
            self._held_back.unlink(missing_ok=True)
            self._drop_old()
        return Built(name, fresh=True)

    def current_name(self) -> str:
        """Give the name of the release that serves.

        Raises:
            NoRelease: none was built yet.
        """
        try:
            return self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError as exc:
            raise NoRelease("no release was built yet; run: bin/motcua index build") from exc

    def load_current(self, encoder: Encoder) -> Snapshot:
        """Read the release that serves.

        Raises:
            NoRelease: none was built yet.
            SnapshotBroken: it is damaged or of another encoder.
        """
        return self.load(self.current_name(), encoder)

    def load(self, name: str, encoder: Encoder) -> Snapshot:
        """Read a release.

        Raises:
            SnapshotBroken: it is missing, damaged or of another encoder.
        """
        return Snapshot.load(self._folder / name, encoder)

    def check(self, name: str) -> dict[str, Any]:
        """Check that a release is whole; gives its manifest.

        Raises:
            SnapshotBroken: something is missing, damaged, or of another version.
        """
        return check(self._folder / name)

    def content_of(self, name: str) -> Content:
        """Read what a release was made from.

        Raises:
            SnapshotBroken: it is missing, damaged, or of another shape.
        """
        return read_content_of(self._folder / name)

    def is_of_this_version(self) -> bool:
        """Tell whether this program can read the serving release; True if there is none."""
        try:
            return self.manifest(self.current_name()).get("recipe") == recipe_digest()
        except NoRelease:
            return True
        except SnapshotBroken:
            return False

    def names(self) -> list[str]:
        """Give the releases on disk, oldest first."""
        found = [p.parent.name for p in self._folder.glob("*/manifest.json")]
        return sorted((n for n in found if not n.startswith(".")), key=_age)

    def manifest(self, name: str) -> dict[str, Any]:
        """Read what a release says of itself.

        Raises:
            SnapshotBroken: it can't be read.
        """
        return read_manifest(self._folder / name)

    def holds_back(self) -> bool:
        """Tell whether somebody rolled back and what is live has not changed since."""
        return self._held_back.is_file()

    def roll_back(self, name: str) -> None:
        """Let another release serve, and hold back the content of the one that serves now.

        Raises:
            NoRelease: there is none of that name.
            SnapshotBroken: it can't be read, or not by this version of the program.
        """
        if name not in self.names():
            raise NoRelease(f"there is no release {name}")
        check(self._folder / name)
        with self._lock():
            serving = self.current_name()
            if serving != name:
                self._held_back.write_text(self.manifest(serving)["content"], encoding="ascii")
            self._point_to(name)

    def _serves(self, digest: str, encoder: str) -> bool:
        try:
            manifest = check(self._folder / self.current_name())
        except (NoRelease, SnapshotBroken):
            return False
        serving = (manifest["content"], manifest["encoder"], manifest.get("recipe"))
        return serving == (digest, encoder, recipe_digest())

    def _is_held_back(self, digest: str) -> bool:
        if not self._held_back.is_file() or not self.is_of_this_version():
            return False
        return self._held_back.read_text("ascii") == digest

    def _next_name(self, today: date) -> str:
        taken = [int(n.rpartition(".")[2]) for n in self.names() if n.startswith(f"{today}.")]
        return f"{today}.{max(taken, default=0) + 1}"

    def _point_to(self, name: str) -> None:
        fresh = self._pointer.with_suffix(".new")
        fresh.write_text(name, encoding="ascii")
        fresh.replace(self._pointer)  # atomic: a reader sees the old name or the new one

    def _drop_old(self) -> None:
        for name in self.names()[:-KEPT]:
            if name != self.current_name():
                shutil.rmtree(self._folder / name, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process build at a time; the lock goes with the process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _age(name: str) -> tuple[str, int]:
    day, _, number = name.rpartition(".")
    return day, int(number) if number.isdigit() else 0
