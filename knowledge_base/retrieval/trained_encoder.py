"""A small encoder: a table of words that a question's vector is added up from.

It is fitted (``motcua encoder train``) to give a text the vector that a large encoder, its teacher,
gives it. Words are folded, so accents make no difference, and a question takes a fraction of a
millisecond. Passages are encoded by the teacher, which only a build loads.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import BUNDLED, E5Encoder, Encoder, EncoderUnavailable
from knowledge_base.retrieval.files import replacing
from knowledge_base.retrieval.text import bigrams, folded_words

_READ_WORDS = 300
_READ_CHARACTERS = 2000
_LEVELS = 127  # of a component, on either side of 0, in the file


@dataclass(frozen=True)
class WordTable:
    """What training gives.

    Attributes:
        teacher: name of the encoder whose vectors were fitted; it encodes the passages.
        words: the words and pairs of words known.
        weights: how much each counts, shape (words,).
        vectors: what each adds, shape (words, dimension); a byte a component in the file.
        centre: mean of the teacher's passages, taken away from each, shape (teacher's dimension,).
        axes: onto which passages are then projected, shape (teacher's dimension, dimension).
        band: see ``Encoder``.
    """

    teacher: str
    words: tuple[str, ...]
    weights: NDArray[np.float32]
    vectors: NDArray[np.float32]
    centre: NDArray[np.float32]
    axes: NDArray[np.float32]
    band: tuple[float, float]

    def placed(self, passages: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the teacher's vectors of passages their places, shape (passages, dimension)."""
        return unit(np.asarray((passages - self.centre) @ self.axes, dtype=np.float32))

    def added_up(self, text: str) -> NDArray[np.float32]:
        """Give the vector of a text, not of unit length; zeros where no word is known."""
        known = {self._number[t]: n for t, n in terms_of(text).items() if t in self._number}
        numbers = list(known)
        weights = self.weights[numbers] * repeated(list(known.values()))
        return np.asarray(weights @ self.vectors[numbers], dtype=np.float32)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def save(self, path: Path) -> None:
        """Write the table; readers see the old file or the new one, never half of one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        largest = np.maximum(np.abs(self.vectors).max(axis=1, keepdims=True), 1e-9)
        with replacing(path) as file:
            np.savez_compressed(
                file,
                teacher=np.array(self.teacher),
                words=np.array("\n".join(self.words)),
                weights=self.weights,
                vectors=np.rint(self.vectors / largest * _LEVELS).astype(np.int8),
                largest=largest.astype(np.float32),
                centre=self.centre,
                axes=self.axes,
                band=np.array(self.band),
            )

    @classmethod
    def from_bytes(cls, content: bytes) -> WordTable:
        """Read what ``save`` wrote.

        Raises:
            ValueError, KeyError, BadZipFile: it is something else.
        """
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            table = cls(
                teacher=str(arrays["teacher"]),
                words=tuple(str(arrays["words"]).split("\n")),
                weights=arrays["weights"],
                vectors=arrays["vectors"].astype(np.float32) * (arrays["largest"] / _LEVELS),
                centre=arrays["centre"],
                axes=arrays["axes"],
                band=(float(arrays["band"][0]), float(arrays["band"][1])),
            )
        if not len(table.words) == len(table.weights) == len(table.vectors):
            raise ValueError("the arrays are of different lengths")
        return table


class TrainedEncoder:
    """Encodes questions with a table of words, passages with the encoder it was fitted to.

    The vector of a question without any known word is all zeros: it is near nothing.

    Args:
        path: the file that ``motcua encoder train`` wrote.
        teacher: makes the encoder that encodes passages; called when the first passage comes.

    Raises:
        EncoderUnavailable: the file is missing or something else.
    """

    def __init__(self, path: Path, teacher: Callable[[], Encoder] = E5Encoder) -> None:
        try:
            content = path.read_bytes()
            self._table = WordTable.from_bytes(content)
        except OSError as exc:
            raise EncoderUnavailable(
                f"can't read the trained encoder {path} ({exc.strerror}); run: motcua encoder train"
            ) from exc
        except (ValueError, KeyError, BadZipFile, EOFError) as exc:
            raise EncoderUnavailable(
                f"{path} is not a trained encoder; run: motcua encoder train"
            ) from exc
        self._make_teacher = teacher
        self._teacher: Encoder | None = None
        self.name = f"trained-{hashlib.blake2b(content, digest_size=8).hexdigest()}"
        self.dimension = self._table.vectors.shape[1]
        self.band = self._table.band

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``.

        Raises:
            EncoderUnavailable: the encoder it was fitted to is no longer the one installed.
        """
        if self._teacher is None:
            self._teacher = self._make_teacher()
        if self._teacher.name != self._table.teacher:
            raise EncoderUnavailable(
                f"the trained encoder was fitted to {self._table.teacher}, and "
                f"{self._teacher.name} is installed; run: motcua encoder train"
            )
        return self._table.placed(self._teacher.encode_passages(texts))

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``; all zeros where no word is known."""
        vector: NDArray[np.float32] = unit(self._table.added_up(text)[np.newaxis])[0]
        return vector


@cache
def bundled() -> TrainedEncoder:
    """Give the encoder that comes with the program, whatever the setting names."""
    return TrainedEncoder(BUNDLED)


def terms_of(text: str) -> Counter[str]:
    """Count the folded words, and pairs of neighbours, at the beginning of a text."""
    words = folded_words(text[:_READ_CHARACTERS])[:_READ_WORDS]
    return Counter([*words, *bigrams(words)])


def repeated(counts: Sequence[int]) -> NDArray[np.float32]:
    """Give how much more a word counts that stands there several times."""
    return np.where(np.array(counts) > 1, np.float32(1.4), np.float32(1.0))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to length 1; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
