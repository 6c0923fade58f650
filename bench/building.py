"""What building an index costs: from nothing, with nothing changed, with a little changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.synthetic import Vectors
from bench.timing import Spent, spent
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content

CHANGED = 10


@dataclass(frozen=True, slots=True)
class Building:
    """One build.

    Attributes:
        what: what was there before.
        entries: how many entries were built from.
        encoded: how many texts were encoded.
        took: the time.
    """

    what: str
    entries: int
    encoded: int
    took: Spent


class _Counting:
    """An encoder that counts what it encodes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension, self.band = encoder.name, encoder.dimension, encoder.band
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self._encoder.encode_passages(texts)

    def encode_query(self, text: str) -> Vectors:
        return self._encoder.encode_query(text)


def measure_builds(
    content: Content, encoder: Encoder, told: Callable[[str], object]
) -> list[Building]:
    """Build with an empty cache of vectors, again, and again with a few titles changed.

    Args:
        content: what is built from.
        encoder: encodes.
        told: is told what comes next.
    """
    changed = tuple(
        replace(e, title=f"{e.title} mới", plain_name=f"{e.plain_name} mới")
        for e in content.entries[-CHANGED:]
    )
    after = replace(content, entries=(*content.entries[:-CHANGED], *changed))
    builds = []
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder) / "vectors.db")
        for what, of in (
            ("from nothing", content),
            ("nothing changed, all made again", content),
            (f"{CHANGED} entries changed", after),
        ):
            told(f"building, {what}")
            counting = _Counting(encoder)
            _, took = spent(lambda of=of, by=counting: build_snapshot("bench", of, by, cache))
            builds.append(Building(what, len(of.entries), counting.encoded, took))
    return builds
