"""Learn how the evidence adds up, and when to answer: writes ``retrieval/ranking.json``.

    python bench/train_ranking.py --procedures P.jsonl [--write]

Ranking is a linear score learnt so that the right procedure stands above the others (softmax over
the candidates of a question). Confidence is a logistic regression on what the best candidate
looks like beside the next one, learnt on the development questions and on the messages that must
not be answered. The thresholds are the lowest that keep the wrong answers below the bound, on
questions that the model of their fold had not seen.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
from knowledge_base.evaluation.questions import read_questions
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval import search as searching
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.decide import choice_label, talked_about
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.evidence import FEATURES
from knowledge_base.retrieval.ranking import WEIGHTS_FILE, confidence_features
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.text import fold

EVALUATION = ROOT / "knowledge_base" / "evaluation"
TODAY = date(2026, 11, 24)
FOLDS = 5
SCALE = 12.0  # scores live between 0 and 1; the softmax wants them steeper
REFUSAL = 0.15  # worth of not offering choices to somebody who asked about something else
FOLLOWING_BOUND = 0.15  # follow-ups are few, and the procedure is named in every answer
WRONG_BOUND = 0.045  # of what is answered outright; the goal is 0.05

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question with its candidates.

    Attributes:
        qid: its id; the typed and the bare form share it, and so their fold.
        rows: features of the candidates, shape (candidates, features).
        right: which candidates are right, shape (candidates,).
        labels: what a citizen would read on each candidate.
        follows: whether something was talked about before.
    """

    qid: str
    rows: Array
    right: NDArray[np.bool_]
    labels: tuple[str, ...]
    follows: bool


def collect(snapshot: Snapshot) -> tuple[list[Example], list[Example]]:
    """Search every development question and every outside message, typed and bare."""
    searching._is_decisive = lambda _hits: False  # the features must not depend on the weights
    inside = [
        (q.qid, q.turns, q.relevant)
        for q in read_questions(EVALUATION / "development.jsonl")
        if not q.all_needed
    ]
    lines = (EVALUATION / "outside.jsonl").read_text(encoding="utf-8").splitlines()
    outside = [(d["qid"], (d["question"],), frozenset[str]()) for d in map(json.loads, lines)]
    return (
        [e for q in inside for e in _examples(snapshot, *q)],
        [e for q in outside for e in _examples(snapshot, *q)],
    )


def _examples(
    snapshot: Snapshot, qid: str, turns: tuple[str, ...], relevant: frozenset[str]
) -> list[Example]:
    """Search the last turn, after the earlier ones were answered as they would be."""
    answerer = Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))
    examples = []
    for change in (str, fold):
        context = Context()
        for turn in turns[:-1]:
            context = answerer.answer(change(turn), context, TODAY).context
        query = snapshot.normaliser.normalise(change(turns[-1]))
        if not query.content:
            continue  # a mere facet: nothing is searched
        hits = searching.search(snapshot, query, talked_about(snapshot, context))
        if hits:
            entries = [snapshot.entries[h.entry] for h in hits]
            examples.append(
                Example(
                    qid,
                    np.array([h.features for h in hits]),
                    np.array([e.key in relevant for e in entries]),
                    tuple(fold(choice_label(e)) for e in entries),
                    len(turns) > 1,
                )
            )
    return examples


def train_weights(examples: Sequence[Example], start: Array, l2: float = 0.03) -> Array:
    """Learn the ranking by gradient ascent on the share of probability that is right."""
    usable = [e for e in examples if e.right.any() and not e.right.all()]
    weights = start * SCALE
    rate = 0.5
    for _ in range(600):
        gradient = np.zeros_like(weights)
        for example in usable:
            scores = example.rows @ weights
            odds = np.exp(scores - scores.max())
            wanted = np.where(example.right, odds, 0.0)
            gradient += example.rows.T @ (wanted / wanted.sum() - odds / odds.sum())
        weights += rate * (gradient / len(usable) - l2 * (weights / SCALE - start))
        rate *= 0.997
    return weights / SCALE


def train_confidence(rows: Array, right: NDArray[np.bool_], l2: float = 0.01) -> Array:
    """Learn a logistic regression (bias first) by Newton's method."""
    design = np.column_stack([np.ones(len(rows)), rows])
    weights = np.zeros(design.shape[1])
    ridge = l2 * len(rows) * np.eye(len(weights))
    ridge[0, 0] = 0.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ weights))
        hessian = (design.T * (p * (1 - p))) @ design + ridge
        weights += np.linalg.solve(hessian, design.T @ (right - p) - ridge @ weights)
    return weights


@dataclass(frozen=True)
class Top:
    """What the best candidate of an example looks like."""

    qid: str
    row: Array
    right: bool
    offered_right: bool
    inside: bool
    follows: bool


def top_of(example: Example, weights: Array, *, inside: bool) -> Top:
    """Rank one example and describe its best candidate."""
    scores = example.rows @ weights
    order = np.argsort(-scores, kind="stable")[:30]
    distinct: dict[str, int] = {}
    for i in order:
        distinct.setdefault(example.labels[i], int(i))
    best, *others = distinct.values()
    next_score = float(scores[others[0]]) if others else 0.0
    offered = [best, *others[:3]]
    return Top(
        example.qid,
        np.array(confidence_features(float(scores[best]), next_score, example.rows[best])),
        bool(example.right[best]),
        bool(example.right[offered].any()),
        inside,
        example.follows,
    )


def folds_of(qids: Sequence[str]) -> dict[str, int]:
    """Deal questions into folds, the same way every time."""
    order = np.random.default_rng(0).permutation(sorted(set(qids)))
    return {str(qid): i % FOLDS for i, qid in enumerate(order)}


def main() -> None:
    """Train, report, and write the file if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--procedures", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()

    imported = with_names(read_normalised(options.procedures), read_names())
    snapshot = build_snapshot(
        "train",
        laid_over(imported, read_content()),
        load_encoder("bundled"),
        VectorCache(settings.VAR / "cache" / "vectors.db"),
    )
    inside, outside = collect(snapshot)
    print(f"{len(inside)} inside, {len(outside)} outside, {len(snapshot.surfaces)} surfaces")

    start_weights = json.loads(WEIGHTS_FILE.read_text(encoding="ascii"))["weights"]
    start = np.array([start_weights.get(f, 0.0) for f in FEATURES])
    fold_of = folds_of([e.qid for e in (*inside, *outside)])
    tops: list[Top] = []
    probabilities: list[float] = []
    for number in range(FOLDS):
        weights = train_weights([e for e in inside if fold_of[e.qid] != number], start)
        described = [
            *(top_of(e, weights, inside=True) for e in inside),
            *(top_of(e, weights, inside=False) for e in outside),
        ]
        seen = [t for t in described if fold_of[t.qid] != number]
        held = [t for t in described if fold_of[t.qid] == number]
        model = train_confidence(np.array([t.row for t in seen]), np.array([t.right for t in seen]))
        tops += held
        design = np.column_stack([np.ones(len(held)), [t.row for t in held]])
        probabilities += list(1 / (1 + np.exp(-design @ model)))
    follows = np.array([t.follows for t in tops])
    p = np.array(probabilities)
    print("questions on their own:")
    sure, known = choose([t for t in tops if not t.follows], p[~follows])
    print("follow-ups that name something:")
    sure_following, _ = choose([t for t in tops if t.follows], p[follows], FOLLOWING_BOUND)

    weights = train_weights(inside, start)
    final = [
        *(top_of(e, weights, inside=True) for e in inside),
        *(top_of(e, weights, inside=False) for e in outside),
    ]
    model = train_confidence(np.array([t.row for t in final]), np.array([t.right for t in final]))
    document = {
        "made_by": "bench/train_ranking.py",
        "questions": len({e.qid for e in inside}),
        "outside": len({e.qid for e in outside}),
        "weights": {f: round(float(w), 4) for f, w in zip(FEATURES, weights, strict=True)},
        "confidence": [round(float(w), 4) for w in model],
        "sure": round(sure, 3),
        "sure_following": round(sure_following, 3),
        "known": round(known, 3),
    }
    print(json.dumps(document, indent=2))
    if options.write:
        WEIGHTS_FILE.write_text(json.dumps(document, indent=2) + "\n", encoding="ascii")


def choose(tops: Sequence[Top], p: Array, bound: float = WRONG_BOUND) -> tuple[float, float]:
    """Choose the thresholds and print what they give on held-out questions."""
    inside = np.array([t.inside for t in tops])
    right = np.array([t.right for t in tops])
    offered = np.array([t.offered_right for t in tops])
    print(
        f"held out: top 1 right {right[inside].mean():.3f}, "
        f"among four choices {offered[inside].mean():.3f}"
    )
    grid = np.arange(0.3, 0.99, 0.005)
    reached = [c for c in grid if _wrong_share(p >= c, inside, right) <= bound]
    # Where no threshold keeps the bound, a wrong answer is taken to cost as much as three right
    # ones are worth.
    worth = [
        float(((p >= c) & inside & right).sum() - 3 * ((p >= c) & inside & ~right).sum())
        for c in grid
    ]
    sure = float(reached[0]) if reached else float(grid[int(np.argmax(worth))])
    # Below `known` a message is more likely outside than one that four choices would help.
    known = 0.0
    best = -1.0
    for candidate in np.arange(0.02, sure, 0.005):
        silent = p < candidate
        kept = (offered & ~silent)[inside].mean()
        refused = silent[~inside].mean() if (~inside).any() else 0.0
        if kept + REFUSAL * refused > best:
            best, known = kept + REFUSAL * refused, float(candidate)
    answered, silent = p >= sure, p < known
    clarified = ~answered & ~silent
    good = (answered & right) | (clarified & offered)
    print(
        f"sure {sure:.3f} known {known:.3f}: answered {answered[inside].mean():.3f} "
        f"(wrong {(~right[answered & inside]).mean():.3f}), clarified "
        f"{clarified[inside].mean():.3f} (right {offered[clarified & inside].mean():.3f}), "
        f"answered or rightly clarified {good[inside].mean():.3f}"
    )
    if (~inside).any():
        print(
            f"outside: answered {answered[~inside].mean():.3f}, "
            f"clarified {clarified[~inside].mean():.3f}"
        )
    return sure, known


def _wrong_share(
    answered: NDArray[np.bool_], inside: NDArray[np.bool_], right: NDArray[np.bool_]
) -> float:
    chosen = answered & inside
    return float((~right[chosen]).mean()) if chosen.any() else 1.0


if __name__ == "__main__":
    main()
