"""What each part of the retrieval adds: measures with one part left out at a time.

    python bench/ablations.py --procedures P.jsonl [--questions Q.jsonl]

The weights are those of the whole, not learned anew for each row. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings

from contract.sentences import Sentences
from knowledge_base.content_files import read_content, read_names
from knowledge_base.evaluation.measure import measure
from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import Encoder, load_encoder
from knowledge_base.retrieval.ranking import Rankings
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.snapshot import Snapshot

TODAY = date(2026, 11, 24)
DEVELOPMENT = ROOT / "knowledge_base" / "evaluation" / "development.jsonl"

Change = Callable[[Snapshot], Snapshot]


class RememberingEncoder:
    """Encodes each text once: the rows ask the same questions."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.dimension = encoder.dimension
        self.band = encoder.band
        self.encode_passages = encoder.encode_passages
        self._remembered = lru_cache(maxsize=None)(encoder.encode_query)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder``."""
        return self._remembered(text)


def weightless(*names: str) -> Change:
    """Leave features out of both rankings."""

    def change(snapshot: Snapshot) -> Snapshot:
        document = dict(snapshot.rankings.document)
        for part in ("alone", "following"):
            weights = {
                feature: 0.0 if feature in names else weight
                for feature, weight in document[part]["weights"].items()
            }
            document[part] = {**document[part], "weights": weights}
        return replace(snapshot, rankings=Rankings(document))

    return change


def without_lexicon(snapshot: Snapshot) -> Snapshot:
    """Forget the lexicon, teencode included."""
    return replace(snapshot, content=replace(snapshot.content, lexicon=()))


def without_accents(snapshot: Snapshot) -> Snapshot:
    """Put no accents back."""
    return replace(snapshot, restorer=AccentRestorer.train([]))


def without_encoder(snapshot: Snapshot) -> Snapshot:
    """Search by words alone."""
    return replace(snapshot, vectors=None)


ON_THE_SNAPSHOT: dict[str, Change] = {
    "everything": lambda snapshot: snapshot,
    "no encoder": without_encoder,
    "no lexicon": without_lexicon,
    "no accent restoration": without_accents,
    "no body text": weightless("body"),
    "no overlap with titles, names, questions": weightless("matched", "covered", "filled", "same"),
    "no BM25 of titles, names, questions": weightless("bm25", "with_context_bm25"),
    "no priors (level, origin, kind)": weightless(
        "commune", "province_only", "ministry_only", "curated", "not_procedure"
    ),
    "no modifiers (again, change, abroad …)": weightless(
        "extra_modifiers", "missing_modifiers", "implied_met", "implied_unmet",
        "with_context_extra_modifiers", "with_context_missing_modifiers", "sibling_called_for",
        "context_left", "unlike_context",
    ),
    "no memory of what was talked about": weightless("is_context", "context"),
}  # fmt: skip


def bare(content: Content) -> Content:
    """Forget colloquial names and sample questions."""
    entries = (replace(e, names=(), sample_questions=()) for e in content.entries)
    return replace(content, entries=tuple(entries))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--procedures", type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=DEVELOPMENT)
    options = parser.parse_args()
    questions = read_questions(options.questions)
    encoder = RememberingEncoder(load_encoder("bundled"))
    imported = read_normalised(options.procedures)
    whole = laid_over(with_names(imported, read_names()), read_content())
    print("| left out | recall@1 / @5 typed | without accents | multi-turn | answered (wrong) |")
    print("| --- | --- | --- | --- | --- |")
    snapshot = _build(whole, encoder)
    for name, change in ON_THE_SNAPSHOT.items():
        _row(name, change(snapshot), questions)
    _row("no colloquial names, no sample questions", _build(bare(whole), encoder), questions)
    nothing_ours = replace(read_content(), entries=())
    _row(
        "nothing of our own but the lexicon", _build(laid_over(imported, nothing_ours), encoder),
        questions,
    )  # fmt: skip


def _build(content: Content, encoder: Encoder) -> Snapshot:
    return build_snapshot(
        "ablations", content, encoder, VectorCache(settings.VAR / "cache" / "vectors.db")
    )


def _row(name: str, snapshot: Snapshot, questions: list[Question]) -> None:
    answerer = Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))
    slices, _ = measure(answerer, questions, TODAY)
    cells = [
        f"{s.recall_1:.2f} / {s.recall_5:.2f}" if s else "–"
        for s in (slices["as_typed"], slices["accents_removed"], slices["multi_turn"])
    ]
    typed = slices["as_typed"]
    answered = f"{typed.answer_rate:.2f} ({typed.wrong_rate:.3f})" if typed else "–"
    print(f"| {name} | {' | '.join(cells)} | {answered} |", flush=True)


if __name__ == "__main__":
    main()
