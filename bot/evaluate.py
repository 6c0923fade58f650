"""How well intents are told apart: ``python -m bot.evaluate [--json] [--folds N]``.

Cross-validation over ``data/nlu``, with everything that was made from one written line in one
fold, then the sets under ``bot/evaluation/`` that nothing is trained on; each as typed and with
the accents taken off. A figure below its floor in ``bot/evaluation/floors.json`` makes the exit
status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.families import Family, read_families
from bot.intents import IntentModel, fit
from bot.learn_opinion import learn as learn_opinion
from bot.learn_opinion import vectors_of
from bot.opinion import opinion
from bot.train import prepare_environment
from bot.vietnamese import clean, fold, shape, words

FOLDER = Path(__file__).resolve().parent / "evaluation"
FLOORS = FOLDER / "floors.json"
QUESTIONS = frozenset({"ask", "ask_facet"})
COMPLAINT = "complain"
HARD = frozenset({"border", "voices"})
"""Sets that are no picture of what people send: nothing but messages between complaint and
question, and every intent as often as the others, in every tone."""
MOST_PAIRS = 20
"""Confusions listed, the most frequent first."""

Figures = dict[str, Any]
Rank = Callable[[str], list[tuple[str, float]]]


@dataclass(frozen=True)
class Judged:
    """One message: its intent, the one found, how sure, and how much it counts."""

    intent: str
    found: str
    confidence: float
    weight: float = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        Exit status: 1 when a figure lies below its floor, else 0.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.evaluate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document, no text")
    parser.add_argument("--folds", type=int, default=5, help="0 leaves cross-validation out")
    options = parser.parse_args(arguments)
    prepare_environment()
    families = read_families()
    report: dict[str, Figures] = {}
    if options.folds:
        report |= cross_validate(families, options.folds, _say)
    _say("held-out sets")
    rank = partial(learn(families).rank, opinion=opinion())
    report |= judge_held_out(rank, shadows_of(families))
    report = dict(sorted(report.items()))
    below = below_floors(report, json.loads(FLOORS.read_text(encoding="utf-8")))
    if options.json:
        sys.stdout.write(json.dumps({"figures": report, "below": below}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_text(report, below))
    return 1 if below else 0


def learn(families: Iterable[Family]) -> IntentModel:
    """Train on all that the families hold, as the component does."""
    pairs = [(t, f.intent) for f in families for t in (*f.sentences, *f.variants)]
    return fit([text for text, _ in pairs], [intent for _, intent in pairs])


def cross_validate(
    families: Sequence[Family], folds: int, say: Callable[[str], None]
) -> dict[str, Figures]:
    """Judge every line by models that saw neither it nor anything made from it."""
    vectors = vectors_of([text for f in families for text in f.sentences], say)
    fold_of = np.random.RandomState(0).randint(0, folds, len(families))
    typed: list[tuple[Family, Judged]] = []
    bare: list[tuple[Family, Judged]] = []
    for number in range(folds):
        say(f"fold {number + 1} of {folds}")
        others = [f for f, own in zip(families, fold_of, strict=True) if own != number]
        pairs = [(text, f.intent) for f in others for text in f.sentences]
        rank = partial(
            learn(others).rank, opinion=learn_opinion(pairs, vectors, vectors.__getitem__)
        )
        for family in (f for f, own in zip(families, fold_of, strict=True) if own == number):
            weight = 1 / len(family.sentences)
            pairs = [(s, family.intent) for s in family.sentences]
            typed += [(family, j) for j in judge(rank, pairs, weight)]
            bare += [(family, j) for j in judge(rank, without_accents(pairs), weight)]
    report = {}
    for name, judged in (("typed", typed), ("bare", bare)):
        report[f"cv.{name}"] = figures([j for _, j in judged])
        report[f"cv_written.{name}"] = figures([j for f, j in judged if not f.collected])
    return report


def judge_held_out(rank: Rank, seen: set[str]) -> dict[str, Figures]:
    """Judge the sets of ``bot/evaluation/``, each alone, and as one but for the hard ones."""
    report = {}
    typed: list[Judged] = []
    bare: list[Judged] = []
    for path in sorted(FOLDER.glob("*.yml")):
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))
        pairs = [(clean(t), intent) for intent, b in blocks.items() for t in b.splitlines()]
        own_typed, own_bare = judge(rank, pairs), judge(rank, without_accents(pairs))
        report[f"{path.stem}.typed"] = figures(own_typed)
        report[f"{path.stem}.bare"] = figures(own_bare)
        if path.stem not in HARD:
            typed, bare = [*typed, *own_typed], [*bare, *own_bare]
        # Short messages ("cháy rồi") stand in the training data too, by no fault of anybody.
        unseen = [pair for pair in pairs if shadow(pair[0]) not in seen]
        report[f"{path.stem}_unseen.typed"] = figures(judge(rank, unseen))
    return report | {"held_out.typed": figures(typed), "held_out.bare": figures(bare)}


def judge(rank: Rank, pairs: Iterable[tuple[str, str]], weight: float = 1.0) -> list[Judged]:
    """Ask for each (text, intent)."""
    found = []
    for text, intent in pairs:
        name, confidence = rank(text)[0]
        found.append(Judged(intent, name, confidence, weight))
    return found


def without_accents(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fold the texts."""
    return [(fold(text), intent) for text, intent in pairs]


def shadow(text: str) -> str:
    """Give a text as the model counts it."""
    return " ".join(shape(word) for word, _ in words(text))


def shadows_of(families: Iterable[Family]) -> set[str]:
    """Give every sentence of the training data as the model counts it."""
    return {shadow(s) for f in families for s in f.sentences}


def figures(judged: Sequence[Judged]) -> Figures:
    """Sum up.

    Returns:
        ``messages``; ``accuracy`` and ``macro_f1``, 0..1; ``crossed`` (complaints taken for
        questions and the reverse, of all complaints and questions), ``complaints_lost`` and
        ``questions_lost`` (of their own kind); ``calibration_error`` (mean gap between confidence
        and accuracy over ten bins); ``intents`` and the most frequent ``confusions``.
    """
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for j in judged:
        total[j.intent] += j.weight
        given[j.found] += j.weight
        right[j.intent] += j.weight * (j.intent == j.found)
        if j.intent != j.found:
            pairs[j.intent, j.found] += j.weight
    f1 = {i: 2 * right[i] / ((total[i] + given[i]) or 1) for i in total}
    lost = sum(n for (a, b), n in pairs.items() if a == COMPLAINT and b in QUESTIONS)
    gained = sum(n for (a, b), n in pairs.items() if b == COMPLAINT and a in QUESTIONS)
    asked = sum(total[i] for i in QUESTIONS)
    return {
        "messages": len(judged),
        "accuracy": _share(sum(right.values()), sum(total.values())),
        "macro_f1": round(float(np.mean(list(f1.values()))), 4) if f1 else None,
        "crossed": _share(lost + gained, total[COMPLAINT] + asked),
        "complaints_lost": _share(lost, total[COMPLAINT]),
        "questions_lost": _share(gained, asked),
        "calibration_error": _calibration_error(judged),
        "intents": {i: {"of": round(n), "right": _share(right[i], n)} for i, n in total.items()},
        "confusions": [[a, b, round(n, 1)] for (a, b), n in pairs.most_common(MOST_PAIRS)],
    }


def below_floors(report: dict[str, Figures], floors: dict[str, dict[str, float]]) -> list[str]:
    """Name the figures that miss their floor; a name that ends in ``_most`` is a ceiling."""
    missed = []
    for name, wanted in floors.items():
        for figure, bound in wanted.items():
            is_ceiling = figure.endswith("_most")
            value = report.get(name, {}).get(figure.removesuffix("_most"))
            if value is not None and (value > bound if is_ceiling else value < bound):
                missed.append(f"{name} {figure}: {value} (bound {bound})")
    return missed


def as_text(report: dict[str, Figures], below: list[str]) -> str:
    """Write the report for a terminal."""
    columns = ("messages", "accuracy", "macro_f1", "crossed", "complaints_lost", "questions_lost")
    lines = [f"{'':20}" + "".join(f"{c:>16}" for c in columns)]
    for name, found in report.items():
        shown = ("-" if found[c] is None else str(found[c]) for c in columns)
        lines.append(f"{name:20}" + "".join(f"{value:>16}" for value in shown))
    for name in (n for n in report if n.endswith(".typed")):
        lines += ["", f"{name}: right per intent"]
        worst = sorted(report[name]["intents"].items(), key=lambda i: i[1]["right"])
        lines += [f"  {intent:24}{v['right']:>8}  of {v['of']}" for intent, v in worst]
        lines.append(f"{name}: taken for another")
        lines += [f"  {a} → {b}: {n}" for a, b, n in report[name]["confusions"]]
    lines += ["", *(f"BELOW ITS FLOOR: {line}" for line in below)]
    return "\n".join(lines).rstrip() + "\n"


def _calibration_error(judged: Sequence[Judged]) -> float:
    bins: dict[int, list[tuple[float, float, float]]] = {}
    for j in judged:
        row = (j.confidence, float(j.intent == j.found), j.weight)
        bins.setdefault(min(9, int(j.confidence * 10)), []).append(row)
    gaps = 0.0
    for rows in bins.values():
        sure, right, weight = (np.array(c) for c in zip(*rows, strict=True))
        gaps += abs(float((weight * (sure - right)).sum()))
    return _share(gaps, sum(j.weight for j in judged)) or 0.0


def _share(part: float, whole: float) -> float | None:
    return round(float(part / whole), 4) if whole else None


def _say(text: str) -> None:
    sys.stderr.write(f"{text}…\n")


if __name__ == "__main__":
    sys.exit(main())
