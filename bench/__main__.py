"""``make bench``: what one question costs, what an index weighs, and how both grow, in one run.

    python -m bench [--procedures P.jsonl] [--sizes 1000,10000] [--million] [--write]

Ratios hold when the machine's speed drifts; absolute times do not.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings

from bench.answering import Answering, measure_answers
from bench.building import Building, measure_builds
from bench.indexes import Measured, measure_ways
from bench.report import Report, answers_table, builds_table, parts_table, ways_table, write
from bench.synthetic import MovedVectors, Vectors, enlarged, moved, recombined
from contract.sentences import Sentences
from knowledge_base.content_files import read_content, read_names
from knowledge_base.evaluation.questions import read_questions
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.encoder import Encoder, load_encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.surfaces import Surface, surfaces_of
from knowledge_base.retrieval.text import folded_words

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
ROUNDS = 2
ASKED = 200  # questions
_THREAD_SETTINGS = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")


def main() -> None:
    """Measure, print, and write if asked."""
    options = _options()
    load = os.getloadavg()[0]
    content = _content(options.procedures)
    encoder = load_encoder(settings.ENVIRONMENT.encoder)
    surfaces = list(surfaces_of(content.entries))
    _tell(f"{len(content.entries)} entries, {len(surfaces)} surfaces; encoding what is new")
    cache = VectorCache(settings.VAR / "cache" / "vectors.db")
    vectors = cache.encode(encoder, [s.text for s in surfaces], lambda _: None)
    questions = _questions(ASKED)

    print("One question, milliseconds on a core, and by the clock\n")
    answers = _measure_answers(options.answers, content, surfaces, vectors, encoder, questions)
    print(answers_table(answers))
    print("Where the time on a core goes\n")
    print(parts_table(answers))

    builds: list[Building] = []
    if not options.no_builds:
        print("Building\n")
        builds = measure_builds(content, encoder, _tell)
        print(builds_table(builds))

    print("Nearest passages, without encoding the query\n")
    sizes = (*options.sizes, *([MILLION] if options.million else []))
    ways = _measure_ways(sizes, surfaces, vectors, encoder, questions)
    print(ways_table(ways))

    if options.write:
        report = Report(
            _command(),
            date.today(),  # noqa: DTZ011 - the day by the wall where it ran
            os.cpu_count() or 1,
            load,
            len(surfaces),
            ways,
            answers,
            builds,
        )
        write(report, ROOT / "docs" / "bench")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--procedures", type=Path, help="measure over these procedures, our own content over them"
    )
    parser.add_argument(
        "--sizes", type=_numbers, default=SIZES, help="numbers of passages, e.g. 1000,10000"
    )
    parser.add_argument(
        "--million",
        action="store_true",
        help="a million passages, too: needs 10 GB, and half an hour",
    )
    parser.add_argument(
        "--answers",
        type=_numbers,
        default=(0,),
        help="numbers of procedures to answer from, e.g. 0,100000; 0 = those there are",
    )
    parser.add_argument("--no-builds", action="store_true", help="leave the cold build out")
    parser.add_argument("--write", action="store_true", help="write docs/bench")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _content(procedures: Path | None) -> Content:
    content = read_content()
    if procedures is None:
        return content
    return laid_over(with_names(read_normalised(procedures), read_names()), content)


def _questions(count: int) -> list[str]:
    asked = read_questions(ROOT / "knowledge_base" / "evaluation" / "development.jsonl")
    single = [q.turns[0] for q in asked if len(q.turns) == 1]
    return single[:: max(1, len(single) // count)][:count]


def _measure_answers(  # noqa: PLR0913 - what is there before any measurement
    sizes: Sequence[int],
    content: Content,
    surfaces: Sequence[Surface],
    vectors: Vectors,
    encoder: Encoder,
    questions: Sequence[str],
) -> list[Answering]:
    known = MovedVectors({s.text: v for s, v in zip(surfaces, vectors, strict=True)})
    sentences = Sentences.from_domain(settings.DOMAIN_FILE)
    answers = []
    for procedures in sizes:
        of = enlarged(content, procedures)
        _tell(f"indexing {len(of.entries):,} entries")
        snapshot = build_snapshot("bench", of, encoder, known)
        _tell("answering")
        answers.append(measure_answers(snapshot, sentences, questions, ROUNDS))
    return answers


def _measure_ways(
    sizes: Sequence[int],
    surfaces: Sequence[Surface],
    vectors: Vectors,
    encoder: Encoder,
    questions: Sequence[str],
) -> list[Measured]:
    asked = [folded_words(q) for q in questions]
    queries = np.stack([encoder.encode_query(q) for q in questions])
    measured: list[Measured] = []
    for size in sizes:
        _tell(f"{size:,} passages")
        missing = max(0, size - len(surfaces))
        passages = np.concatenate([vectors[:size], moved(vectors, missing)])
        made = recombined([" ".join(s.content) for s in surfaces], missing)
        texts = [s.content for s in surfaces[:size]] + [t.split() for t in made]
        measured += measure_ways(passages, texts, queries, asked)
    return measured


def _command() -> str:
    threads = [f"{n}={os.environ[n]}" for n in _THREAD_SETTINGS if n in os.environ]
    given = ["P.jsonl" if a.endswith(".jsonl") else a for a in sys.argv[1:] if a != "--write"]
    return shlex.join([*threads, "python", "-m", "bench", *given])


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
