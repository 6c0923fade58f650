"""The release that answers, kept in memory and swapped whole when another one is named."""

from __future__ import annotations

import logging
import threading

from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken

logger = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds


class ServingRelease:
    """Gives the current snapshot; a thread of its own looks for a newer one.

    A broken or missing newer release is logged and the old one goes on serving; if there is none in
    memory yet, the newest one on disk that is whole.

    Args:
        store: where releases lie.
        encoder: encodes queries.
    """

    def __init__(self, store: ReleaseStore, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder
        self._snapshot: Snapshot | None = None
        self._refused: str | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        """Load the current release, if there is one, and start looking for newer ones."""
        self.look()
        threading.Thread(target=self._keep_looking, name="release-watch", daemon=True).start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()

    def snapshot(self) -> Snapshot:
        """Give the snapshot to answer from.

        Raises:
            NoRelease: none could be loaded yet.
        """
        if self._snapshot is None:
            raise NoRelease("no release is loaded yet")
        return self._snapshot

    def look(self) -> None:
        """Swap in the release that is named now, if it is another one."""
        name = None
        try:
            name = self._store.current_name()
            if name == self._refused or (self._snapshot and self._snapshot.release == name):
                return
            snapshot = self._store.load_current(self._encoder)
            snapshot.warm_up()
            self._snapshot = snapshot
            self._refused = None
            logger.info("release.serving name=%s", name)
        except NoRelease:
            logger.warning("release.none")
        except (SnapshotBroken, OSError) as exc:
            self._refused = name
            logger.error("release.refused name=%s error=%s", name, type(exc).__name__)
            if self._snapshot is None:
                self._fall_back()

    def _fall_back(self) -> None:
        """After a start onto a damaged release, answer from the newest one that is whole."""
        for name in reversed(self._store.names()):
            try:
                snapshot = self._store.load(name, self._encoder)
            except (SnapshotBroken, OSError):
                continue
            snapshot.warm_up()
            self._snapshot = snapshot
            logger.warning("release.fell_back name=%s", name)
            return

    def _keep_looking(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self.look()
