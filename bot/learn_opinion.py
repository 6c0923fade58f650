"""Learns the second opinion from ``data/nlu``: ``python -m bot.learn_opinion``.

Encoding all lines, with and without accents, takes twenty minutes to an hour, so this is no part of
the set-up: run it after larger changes of the data, or of the intents, and commit the file. Vectors
are kept from one run to the next below ``MOTCUA_VAR``, also of one that is stopped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.families import read_families
from bot.opinion import FILE, READ_CHARACTERS, Encode, Network, Opinion, encoder, encoder_name
from bot.train import ROOT, prepare_environment
from bot.vietnamese import fold

UNITS = 128
NETWORKS = 3
"""Alike but for where they begin: their mean is right more often than one larger network."""

Vectors = dict[str, NDArray[np.float32]]

_EVERY = 1000  # texts between two lines of progress


def main() -> int:
    """Run the command."""
    prepare_environment()
    pairs = [(text, f.intent) for f in read_families() for text in f.sentences]
    learn(pairs, vectors_of([text for text, _ in pairs], _say), encoder()).write(FILE)
    _say(f"learned from {len(pairs)} sentences: {FILE.relative_to(ROOT)}")
    return 0


def learn(pairs: Sequence[tuple[str, str]], vectors: Vectors, encode: Encode) -> Opinion:
    """Learn from sentences, as typed and without accents.

    Args:
        pairs: cleaned sentence and intent.
        vectors: of each sentence, in both spellings.
        encode: what the opinion will ask for the vectors of others.
    """
    from sklearn.neural_network import MLPClassifier

    pairs = [*pairs, *((fold(text), intent) for text, intent in pairs)]
    rows = np.array([vectors[text] for text, _ in pairs])
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    rows = (rows - mean) / scale
    intents = [intent for _, intent in pairs]
    networks = []
    for number in range(NETWORKS):
        machine = MLPClassifier(
            (UNITS,), alpha=1e-3, early_stopping=True, n_iter_no_change=4, random_state=number
        ).fit(rows, intents)
        (hidden, out), (hidden_bias, out_bias) = machine.coefs_, machine.intercepts_
        networks.append(
            Network((_single(hidden), _single(hidden_bias)), (_single(out), _single(out_bias)))
        )
    return Opinion(tuple(map(str, machine.classes_)), mean, scale, tuple(networks), encode)


def vectors_of(texts: Sequence[str], say: Callable[[str], None]) -> Vectors:
    """Give the vectors of texts as typed and without accents; those on disk are not made anew."""
    folder = Path(os.environ.get("MOTCUA_VAR", ROOT / "var")) / "cache"
    path = folder / f"intent-vectors-{encoder_name()}.npz"
    known = _kept(path)
    missing = sorted({*texts, *map(fold, texts)} - known.keys())
    encode = encoder()
    try:
        for number, text in enumerate(missing):
            if number % _EVERY == 0:
                say(f"sentence {number} of {len(missing)}")
            known[text] = encode(text[:READ_CHARACTERS])
    finally:  # who stops it does not lose what was done
        if missing:
            _keep(path, known)
    return known


def _keep(path: Path, known: Vectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}.part.npz")
    np.savez(part, texts=np.array(list(known)), vectors=np.array(list(known.values()), np.float16))
    part.replace(path)


def _kept(path: Path) -> Vectors:
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as file:
        texts, vectors = file["texts"], file["vectors"].astype(np.float32)
    return {str(text): vector for text, vector in zip(texts, vectors, strict=True)}


def _single(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    return weights.astype(np.float32)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}…\n")


if __name__ == "__main__":
    sys.exit(main())
