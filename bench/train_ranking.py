"""Learn how the evidence adds up, and when to answer: writes ``retrieval/ranking.json``.

    python bench/train_ranking.py --procedures P.jsonl [--write]

Ranking is a linear score learned so that the right procedure stands above the others (softmax over
the candidates of a question). Confidence is a logistic regression on what the best candidate
looks like beside the next one, learned on the development questions, on written turns, and on the
messages that must not be answered. The thresholds are the lowest that keep the wrong answers below
the bound, on questions that the model of their fold had not seen.

There are two rankings: for a question on its own, and for one that comes after others; the second
learns from written conversations and turns and from conversations made by rule, and its thresholds
are chosen on the written ones. Questions are looked for among all procedures, turns among our own
content, which is what they were written for. Learn ``asking.npz`` first.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings

from bench.conversations import made_conversations
from bench.learning import Example, learn
from bench.train_asking import asked_unseen, learned_turns, made_turns, spelt
from contract.sentences import Sentences
from knowledge_base.content_files import read_content, read_names
from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.evaluation.turns import Kind, Turn, context_of
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.importing.overlay import laid_over, with_names
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.asking import Asked
from knowledge_base.retrieval.choices import look_alike
from knowledge_base.retrieval.decide import talked_about
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.evidence import FEATURES, FOLLOWING_FEATURES
from knowledge_base.retrieval.following import FollowingEvidence
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.ranking import WEIGHTS_FILE
from knowledge_base.retrieval.search import Evidence, Hit, cosines, ranked
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.text import fold

EVALUATION = ROOT / "knowledge_base" / "evaluation"
TODAY = date(2026, 11, 24)
CANDIDATES = 30  # of a question; those further down hardly change what is learned
TURN = 0.5  # how much a written turn counts beside a written conversation
TURN_ALONE = 0.3  # how much one counts beside a question, where it stands alone
MADE = 0.3  # how much a conversation made by rule counts beside a written one
WRONG_BOUND = 0.045  # of what is answered outright; the goal is 0.05
FOLLOWING_BOUND = 0.06  # the procedure is named in every answer
KEPT = 0.995  # of those whom choices would help: they must be offered them
FOLLOWING_KEPT = 0.98  # what asks on and fits nothing is answered from what was talked about

LOOKS = ("matched", "covered", "filled", "same", "cosine", "named", "named_late")
FOLLOWING_LOOKS = (
    "matched", "covered", "filled", "bm25", "cosine", "body", "named", "named_late",
    *FOLLOWING_FEATURES,
)  # fmt: skip
_OF_THE_ENCODER = ("cosine", "with_context_cosine")
_ON_ITS_OWN = frozenset({Kind.FIRST, Kind.OFF_RECORD})


class Collector:
    """Searches questions, typed and without accents, and keeps what was found."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._answerer = Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))

    def alone(
        self, question: Question, *, inside: bool = True, turn: bool = False
    ) -> Iterator[Example]:
        """Search a question that stands alone."""
        for change in (str, fold):
            query = self._snapshot.normaliser.normalise(change(question.turns[-1]))
            evidence = Evidence.of(self._snapshot, query)
            if query.content and evidence:
                rows = evidence.rows(cosines(self._snapshot, query.telling))
                hits = ranked(self._snapshot.rankings.alone, rows)
                weight = TURN_ALONE if turn else 1.0
                yield self._example(question, hits, inside=inside, weight=weight, measured=not turn)

    def turns(self, turns: Sequence[Turn]) -> Iterator[Example]:
        """Search turns that come after another message."""
        after = [t for t in turns if t.kind is not Kind.FIRST]
        made = made_turns(self._snapshot.entries, turns)
        some = spelt(self._snapshot, [*after, *made])
        read = list(zip(some, asked_unseen(some), strict=True))
        # One as typed, the next without accents: both of each would teach little more.
        for one, asked in (*read[::4], *read[3::4]):
            positions = talked_about(self._snapshot, context_of(one.turn))
            if one.query.content and positions:
                earlier = self._snapshot.positions(one.turn.earlier)
                hits = self._following(one.query, positions, asked, earlier)
                if hits:
                    inside = bool(one.turn.relevant)
                    question = Question(one.turn.id, (one.turn.said,), one.turn.relevant)
                    yield self._example(question, hits, inside=inside, weight=TURN)

    def following(
        self, question: Question, *, made: bool = False, inside: bool = True
    ) -> Iterator[Example]:
        """Search the last turn, after the earlier ones were answered as they would be."""
        for change in (str, fold):
            context = Context()
            for turn in question.turns[:-1]:
                context = self._answerer.answer(change(turn), context, TODAY).context
            positions = talked_about(self._snapshot, context)
            query = self._snapshot.normaliser.normalise(change(question.turns[-1]))
            if query.content and positions:
                hits = self._following(query, positions)
                if hits:
                    weight = MADE if made else 1.0
                    yield self._example(
                        question, hits, inside=inside, weight=weight, measured=not made
                    )

    def _following(
        self,
        query: Query,
        context: Sequence[int],
        asked: Asked | None = None,
        earlier: Collection[int] = (),
    ) -> list[Hit]:
        """Search with the encoder in any case."""
        evidence = FollowingEvidence.of(self._snapshot, query, context, asked, earlier)
        rows = evidence.rows(by_meaning=True) if evidence else {}
        return ranked(self._snapshot.rankings.following, rows)

    def _example(
        self,
        question: Question,
        hits: Sequence[Hit],
        *,
        inside: bool = True,
        weight: float = 1.0,
        measured: bool = True,
    ) -> Example:
        hits = hits[:CANDIDATES]
        entries = [self._snapshot.entries[h.entry] for h in hits]
        return Example(
            question.qid,
            np.array([h.features for h in hits]),
            np.array([e.key in question.relevant for e in entries]),
            tuple(look_alike(e) for e in entries),
            inside,
            weight,
            measured,
        )


def main() -> None:
    """Learn, report, and write the file if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--procedures", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()

    content = read_content()
    imported = with_names(read_normalised(options.procedures), read_names())
    encoder, cache = load_encoder("bundled"), VectorCache(settings.VAR / "cache" / "vectors.db")
    snapshot = build_snapshot("train", laid_over(imported, content), encoder, cache)
    own = Collector(build_snapshot("own", content, encoder, cache))
    turns = learned_turns()
    written = [q for q in read_questions(EVALUATION / "development.jsonl") if not q.all_needed]
    alone = [q for q in written if len(q.turns) == 1]
    outside = _outside()
    collector = Collector(snapshot)
    before = snapshot.rankings.document

    examples = [e for q in alone for e in collector.alone(q)]
    examples += [e for q in outside for e in collector.alone(q, inside=False)]
    for turn in turns:
        if turn.kind in _ON_ITS_OWN:
            question = Question(turn.id, (turn.said,), turn.relevant)
            examples += own.alone(question, inside=bool(turn.relevant), turn=True)
    print(f"questions on their own: {len(examples)} examples")
    document = {
        "made_by": "bench/train_ranking.py",
        "alone": learn(
            FEATURES,
            LOOKS,
            examples,
            before["alone"]["weights"],
            WRONG_BOUND,
            _OF_THE_ENCODER[:1],
            KEPT,
        ),
    }
    conversations = [q for q in written if len(q.turns) > 1]
    examples = [e for q in conversations for e in collector.following(q)]
    examples += [
        e for q in made_conversations(snapshot, alone) for e in collector.following(q, made=True)
    ]
    examples += [
        e for q in _after_a_question(outside, alone) for e in collector.following(q, inside=False)
    ]
    examples += own.turns(turns)
    print(f"messages that come after others: {len(examples)} examples")
    document["following"] = learn(
        (*FEATURES, *FOLLOWING_FEATURES),
        FOLLOWING_LOOKS,
        examples,
        before["following"]["weights"],
        FOLLOWING_BOUND,
        _OF_THE_ENCODER,
        FOLLOWING_KEPT,
    )
    print(json.dumps(document, indent=2))
    if options.write:
        WEIGHTS_FILE.write_text(json.dumps(document, indent=2) + "\n", encoding="ascii")


def _outside() -> list[Question]:
    lines = (EVALUATION / "outside.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question(d["qid"], (d["question"],), frozenset()) for d in map(json.loads, lines)]


def _after_a_question(outside: list[Question], alone: list[Question]) -> Iterator[Question]:
    """Put a question on record before each message about something else."""
    for number, question in enumerate(outside):
        first = alone[number * 7 % len(alone)]
        yield Question(question.qid, (first.turns[-1], question.turns[-1]), frozenset())


if __name__ == "__main__":
    main()
