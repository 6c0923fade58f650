"""``motcua eval``: the three slices, on what is live or on an operator's file."""

from __future__ import annotations

import argparse
import json
import sys

from django.conf import settings
from django.utils import timezone

from contract.sentences import Sentences
from knowledge_base.content_files import read_names
from knowledge_base.evaluation.floors import FLOORS_FILE, below, read_floors
from knowledge_base.evaluation.measure import Observation, Slice, measure
from knowledge_base.evaluation.questions import QuestionsInvalid, read_questions
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.rows import content_to_release
from portal.cli.progress import Bar

_COLUMNS = {
    "as_typed": "as typed",
    "accents_removed": "accents removed",
    "multi_turn": "multi-turn",
}


def evaluate(options: argparse.Namespace) -> int:
    """Run the command."""
    questions = read_questions(options.questions)
    content = content_to_release()
    if options.procedures:
        imported = with_names(read_normalised(options.procedures), read_names())
        content = laid_over(imported, content)
    if options.on_record:
        known = {entry.key for entry in content.entries}
        questions = [q for q in questions if q.relevant & known]
        if not questions:
            raise QuestionsInvalid(f"{options.questions.name}: no answer is on record")
    with Bar(quiet=options.json) as bar:
        # Made in memory from the file: the real knowledge base and its releases are not touched;
        # only the vector cache, which holds vectors by the digest of their text, is shared.
        snapshot = build_snapshot(
            "eval",
            content,
            load_encoder(settings.ENVIRONMENT.encoder),
            VectorCache(settings.VAR / "cache" / "vectors.db"),
            bar.progress,
        )
    answerer = Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))
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
            sys.stdout.write(_misses(observations, {e.key: e.title for e in snapshot.entries}))
    return _held(slices, options.floors) if options.floors else 0


def _held(slices: dict[str, Slice | None], run: str) -> int:
    """Tell which figures miss their floor; the exit code."""
    missed = below(slices, read_floors(FLOORS_FILE, run))
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
