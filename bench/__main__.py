"""``make bench``: what one question costs, on the content of this checkout, in one run.

Ratios hold when the machine's speed drifts; absolute times do not.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings

from contract.sentences import Sentences
from knowledge_base.content_files import read_content
from knowledge_base.evaluation.questions import read_questions
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.state import Context

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    content = read_content()
    asked = read_questions(ROOT / "knowledge_base" / "evaluation" / "development.jsonl")
    questions = [q.turns[-1] for q in asked[::4]]
    snapshot = build_snapshot(
        "bench",
        content,
        load_encoder(settings.ENVIRONMENT.encoder),
        VectorCache(settings.VAR / "cache" / "vectors.db"),
    )
    sentences = Sentences.from_domain(settings.DOMAIN_FILE)
    whole = Answerer(snapshot, sentences)
    lexical = Answerer(replace(snapshot, vectors=None), sentences)
    today = date(2026, 11, 24)
    rows = {
        "answer, encoder included": lambda q: whole.answer(q, Context(), today),
        "answer, words only": lambda q: lexical.answer(q, Context(), today),
        "encoder alone": snapshot.encoder.encode_query,
    }
    print(f"{len(content.entries)} entries, {len(questions)} questions, {ROUNDS} rounds in turn")
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, run in rows.items():
            times[name] += [_milliseconds(run, q) for q in questions]
    base = float(np.median(times["answer, words only"]))
    print(f"{'':<28}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}")
    for name, taken in times.items():
        p50, p95 = np.percentile(taken, [50, 95])
        print(f"{name:<28}{p50:>9.2f}{p95:>9.2f}{p50 / base:>8.1f}")


def _milliseconds(run: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    run(question)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
