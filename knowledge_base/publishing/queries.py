"""Vectors of the questions of the gate: the same questions are asked of every candidate."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import Encoder


class RememberingEncoder:
    """An encoder that encodes a question once and keeps its vector in a file.

    What a question means does not depend on the release; only an encoder of another name would
    read it otherwise. So a remembered vector is the very one that would be computed.

    Args:
        encoder: what encodes.
        path: an SQLite file; made when missing, can be deleted at any time.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.dimension = encoder.dimension
        self.band = encoder.band
        self._path = path
        self._known: dict[bytes, bytes] = {}
        self._fresh: dict[bytes, bytes] = {}

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is searched, as the encoder does."""
        return self._encoder.encode_passages(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question, or remember its vector."""
        key = hashlib.blake2b(f"{self.name}\0{text}".encode(), digest_size=16).digest()
        vector = self._known.get(key)
        if vector is None:
            vector = self._encoder.encode_query(text).astype(np.float32).tobytes()
            self._known[key] = self._fresh[key] = vector
        return np.frombuffer(vector, dtype=np.float32)

    def read(self) -> None:
        """Read what was kept.

        Raises:
            sqlite3.Error: the file can't be read.
        """
        with closing(self._open()) as db:
            self._known.update(db.execute("SELECT key, vector FROM queries"))

    def keep(self) -> None:
        """Write what is new.

        Raises:
            sqlite3.Error: the disk is full, or the file can't be written.
        """
        with closing(self._open()) as db, db:
            db.executemany("INSERT OR REPLACE INTO queries VALUES (?, ?)", self._fresh.items())
        self._fresh.clear()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=60)
        db.execute("CREATE TABLE IF NOT EXISTS queries (key BLOB PRIMARY KEY, vector BLOB)")
        return db
