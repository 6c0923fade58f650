"""Vectors by the digest of their text, so that a build encodes only what changed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import Encoder

_BATCH = 64


class VectorCache:
    """Keeps vectors of one or more encoders in an SQLite file.

    Args:
        path: the file; made when missing. It can be deleted at any time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def encode(
        self, encoder: Encoder, texts: Sequence[str], progress: Callable[[int], object]
    ) -> NDArray[np.float32]:
        """Give the vectors of texts, encoding those not seen before.

        Args:
            encoder: what encodes.
            texts: what is encoded; repeats are encoded once.
            progress: told how many more texts are done.

        Returns:
            Unit vectors, shape (len(texts), encoder.dimension).
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        keys = [_key(encoder.name, text) for text in texts]
        with closing(sqlite3.connect(self._path, timeout=60)) as db:
            db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
            known = self._known(db, set(keys))
            new = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
            progress(len(texts) - len(new))
            waiting = list(new.items())
            for start in range(0, len(waiting), _BATCH):
                batch = waiting[start : start + _BATCH]
                vectors = encoder.encode_passages([text for _, text in batch])
                rows = [(k, v.tobytes()) for (k, _), v in zip(batch, vectors, strict=True)]
                with db:
                    db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                known.update(rows)
                progress(len(batch))
        stacked = b"".join(known[k] for k in keys)
        return np.frombuffer(stacked, dtype=np.float32).reshape(len(keys), encoder.dimension)

    @staticmethod
    def _known(db: sqlite3.Connection, keys: set[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            places = ",".join("?" * len(part))
            sql = f"SELECT key, vector FROM vectors WHERE key IN ({places})"  # noqa: S608
            found.update(db.execute(sql, part))
        return found


def _key(encoder: str, text: str) -> bytes:
    return hashlib.blake2b(f"{encoder}\0{text}".encode(), digest_size=16).digest()
