"""``motcua eval``: questions in three slices, or turns, on what is live or an operator's file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from contract.sentences import Sentences
from knowledge_base.content_files import read_names
from knowledge_base.evaluation.floors import FLOORS_FILE, below, read_floors
from knowledge_base.evaluation.measure import Observation, Slice, measure
from knowledge_base.evaluation.questions import QuestionsInvalid, read_questions
from knowledge_base.evaluation.turns import count_turns, observe_turn, read_turns
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.text import fold
from knowledge_base.rows import content_to_release
from portal.cli.progress import Bar

_COLUMNS = {
    "as_typed": "as typed",
    "accents_removed": "accents removed",
    "multi_turn": "multi-turn",
}


def evaluate(options: argparse.Namespace) -> int:
    """Run the command."""
    content = content_to_release()
    if options.procedures:
        imported = with_names(read_normalised(options.procedures), read_names())
        content = laid_over(imported, content)
    return (_evaluate_turns if options.turns else _evaluate_questions)(options, content)


def _evaluate_questions(options: argparse.Namespace, content: Content) -> int:
    questions = read_questions(options.questions)
    if options.on_record:
        known = {entry.key for entry in content.entries}
        questions = [q for q in questions if q.relevant & known]
        if not questions:
            raise QuestionsInvalid(f"{options.questions.name}: no answer is on record")
    answerer = _answerer(options, content)
    with Bar(quiet=options.json) as bar:
        slices, observations = measure(
            answerer,
            questions,
            timezone.localdate(),
            lambda: bar.progress("ask", 1, len(questions)),
        )
    if options.json:
        document = {name: s.to_json() if s else None for name, s in slices.items()}
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        sys.stdout.write(_table(slices))
        if options.misses:
            titles = {e.key: e.title for e in answerer.snapshot.entries}
            sys.stdout.write(_misses(observations, titles))
    figures = {name: s.to_json() if s else None for name, s in slices.items()}
    return _held(figures, options.floors) if options.floors else 0


def _evaluate_turns(options: argparse.Namespace, content: Content) -> int:
    known = {None, *(entry.key for entry in content.entries)}
    turns = [t for t in read_turns(options.turns) if t.context in known and t.relevant <= known]
    if not turns:
        raise QuestionsInvalid(f"{options.turns.name}: none is about what is on record")
    answerer, today = _answerer(options, content), timezone.localdate()
    figures = {}
    for name, change in (("as_typed", str), ("accents_removed", fold)):
        with Bar(quiet=options.json) as bar:
            seen = []
            for turn in turns:
                seen.append(observe_turn(answerer, turn, today, change))
                bar.progress("ask", 1, len(turns))
        figures[name] = {kind: counted.to_json() for kind, counted in count_turns(seen).items()}
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    else:
        for name, by_kind in figures.items():
            sys.stdout.write(_turns_table(_COLUMNS[name], by_kind))
    overall = {name: by_kind["all"] for name, by_kind in figures.items()}
    return _held(overall, options.floors) if options.floors else 0


def _answerer(options: argparse.Namespace, content: Content) -> Answerer:
    """Make an answerer in memory.

    The real knowledge base and its releases are not touched; only the vector cache, which holds
    vectors by the digest of their text, is shared.
    """
    with Bar(quiet=options.json) as bar:
        snapshot = build_snapshot(
            "eval",
            content,
            load_encoder(settings.ENVIRONMENT.encoder),
            VectorCache(settings.VAR / "cache" / "vectors.db"),
            bar.progress,
        )
    return Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))


def _turns_table(title: str, by_kind: Mapping[str, Mapping[str, Any]]) -> str:
    names = list(by_kind["all"])
    lines = [f"{title:<16}" + "".join(f"{name:>10}" for name in names)]
    for kind, counted in by_kind.items():
        cells = ("–" if counted[name] is None else str(counted[name]) for name in names)
        lines.append(f"{kind:<16}" + "".join(f"{cell:>10}" for cell in cells))
    return "\n".join(lines) + "\n\n"


def _held(figures: Mapping[str, Mapping[str, Any] | None], run: str) -> int:
    """Tell which figures miss their floor; the exit code."""
    missed = below(figures, read_floors(FLOORS_FILE, run))
    sys.stderr.write("".join(f"below the floor: {line}\n" for line in missed))
    return int(bool(missed))


def _table(slices: dict[str, Slice | None]) -> str:
    shown = {_COLUMNS[name]: s for name, s in slices.items()}
    lines = [f"{'':<20}" + "".join(f"{name:>18}" for name in shown)]
    rows = next(s for s in shown.values() if s).to_json()
    for row in rows:
        cells = (f"{s.to_json()[row]:>18}" if s else f"{'–':>18}" for s in shown.values())
        lines.append(f"{row:<20}" + "".join(cells))
    return "\n".join(lines) + "\n"


def _misses(observations: list[Observation], titles: dict[str, str]) -> str:
    lines = []
    for seen in observations:
        if seen.question.relevant & set(seen.ranked[:1]):
            continue
        lines.append(f"\n{seen.question.qid} [{seen.outcome}] {' / '.join(seen.question.turns)}")
        wanted = sorted(seen.question.relevant)
        lines += [f"   want {key} {titles.get(key, '(not on file)')[:90]}" for key in wanted[:3]]
        lines += [f"   got  {key} {titles[key][:90]}" for key in seen.ranked[:3]]
    return "\n".join(lines) + "\n"
