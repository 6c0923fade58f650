"""Learn how messages ask, and which line of a card answers them.

    python -m bench.train_asking [--write]

From the turns in ``knowledge_base/evaluation``: ``retrieval/asking.npz``, how the words of a
message tell what it does to the conversation and after which aspect it asks;
``retrieval/compose/association.npz``, which words of a question go with which of the line that
answers it; and ``retrieval/compose/passage.json``, how the evidence for a line of a card adds up.
The last learns from what the others say of messages about procedures that they had not seen. What
is printed is of messages by other writers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
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

from bench.learning import Example, learn_logistic, learn_weights
from bench.sparse import Groups, fit
from contract.sentences import Sentences
from knowledge_base.content_files import read_content
from knowledge_base.evaluation.turns import ASKS_ON, Kind, Turn, read_turns
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.asking import (
    ABOUT,
    MOVES,
    NOT_TOLD,
    WEIGHTS_FILE,
    Asked,
    AskingModel,
    Move,
)
from knowledge_base.retrieval.asks import asks_in
from knowledge_base.retrieval.compose import Composer
from knowledge_base.retrieval.compose.association import (
    STRENGTHS_FILE,
    Associations,
    learn_associations,
)
from knowledge_base.retrieval.compose.passage import (
    LINE_FEATURES,
    TOLD_FEATURES,
    line_features,
    lines_of,
    ranked,
    told_features,
)
from knowledge_base.retrieval.compose.passage import WEIGHTS_FILE as LINES_FILE
from knowledge_base.retrieval.compose.wording import lower_first
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.records import Entry
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.text import fold, folded_words

EVALUATION = ROOT / "knowledge_base" / "evaluation"
TODAY = date(2026, 11, 30)
LEARNED = ("turns.jsonl", "talks.jsonl", "asks.jsonl")
HELD_OUT = ("turns_held_out.jsonl", "talks_held_out.jsonl", "asks_held_out.jsonl")
FOLDS = 6
ANSWERING = 2  # lines of those that answer, the best first, whose words go with the question
SURELY = 0.65
ENOUGH = 0.5
PERHAPS = 0.3
LOST = 0.5  # how much a card without its answer counts beside a whole one
SAME_WORDS = 9  # by which a line of a card is known for a line of the record

TURNING = (
    "còn",
    "thế còn",
    "à mà",
    "cho hỏi",
    "muốn",
    "em muốn",
    "giờ",
    "làm",
    "thủ tục",
    "xin hỏi",
)
ASIDE = ("", "thế ", "vậy ", "à ", "rồi ", "giờ ", "thôi cho hỏi ", "ok, ", "dạ ", "chị ơi ")
"""What stands before a name in made turns, alone and with an aspect."""
DONE = (
    "", "ok em. ", "dạ em cảm ơn. ", "vậy để tui hỏi lại ngoài xã. ", "thôi được rồi. ", "uhm. ",
    "hiểu rồi ạ. ", "ừ để chồng em đi nộp. ", "dạ vâng. ", "rứa cũng được. ",
)  # fmt: skip
NEXT = (
    "", "còn cái này nữa, ", "giờ ", "à mà ", "với lại ", "nhân tiện cho hỏi luôn, ", "còn ",
    "tiện hỏi thêm, ", "vậy ", "mà ", "thế ", "rồi ",
)  # fmt: skip
"""What stands before a story in made turns: a word on what was answered, and a way to go on."""
SHORT = 9  # words of an aspect that a name is put before

_MOVE_OF = {
    **dict.fromkeys(ASKS_ON, Move.ASKS_ON),
    Kind.SIBLING: Move.SIBLING,
    Kind.ELSEWHERE: Move.ELSEWHERE,
    Kind.RETURNS: Move.ELSEWHERE,
    Kind.OFF_RECORD: Move.OFF_RECORD,
    Kind.CORRECTS: Move.CORRECTS,
}


@dataclass(frozen=True)
class Spelt:
    """A turn in one spelling, as typed or without accents."""

    turn: Turn
    query: Query


def learned_turns() -> list[Turn]:
    """Read the turns to learn from."""
    return [turn for name in LEARNED for turn in read_turns(EVALUATION / name)]


def single_questions(turns: Sequence[Turn]) -> list[Turn]:
    """Give the questions of those that ask several things, where they part as marked."""
    single = []
    for turn in turns:
        said = asks_in(turn.said) if turn.kind is Kind.SEVERAL else ()
        if turn.asked is not None and len(said) == len(turn.asked):
            for words, lines in zip(said, turn.asked, strict=True):
                kind = Kind.TOLD if lines else Kind.UNTOLD
                single.append(replace(turn, said=words, kind=kind, asked=(lines,)))
    return single


def made_turns(entries: Sequence[Entry], written: Sequence[Turn]) -> list[Turn]:
    """Make the turns that are learned from beside the written ones."""
    return [*naming(entries, written), *stories_after_others(entries, written)]


def naming(entries: Sequence[Entry], written: Sequence[Turn]) -> list[Turn]:
    """Make turns that name what they are about, which writers were told not to do.

    They go elsewhere by a name, with or without an aspect of it ("còn hộ chiếu thì mấy bữa có"), or
    by a question as on record; or they name once more what was talked about.
    """
    dice = random.Random(3)
    aspects = [t.said for t in written if t.kind is Kind.ASPECT and len(t.said.split()) <= SHORT]
    made: list[Turn] = []

    def make(said: str, entry: Entry, context: Entry) -> None:
        kind = Kind.ASPECT if entry is context else Kind.ELSEWHERE
        relevant = frozenset({entry.key})
        made.append(Turn(f"made-{len(made)}", context.key, said, kind, relevant, None))

    for number, entry in enumerate(entries):
        names = (entry.plain_name, *entry.names)
        other = entries[number - dice.randrange(20, 200)]
        make(dice.choice(names), entry, other)
        make(f"{dice.choice(TURNING)} {dice.choice(names)}", entry, other)
        make(entry.sample_questions[0], entry, other)
        make(f"còn {dice.choice(names)} thì {dice.choice(aspects)}", entry, other)
        make(f"{dice.choice(ASIDE)}{dice.choice(names)} {dice.choice(aspects)}", entry, other)
        make(f"{dice.choice(names)} {dice.choice(aspects)}", entry, entry)
    return made


def stories_after_others(entries: Sequence[Entry], written: Sequence[Turn]) -> list[Turn]:
    """Make turns that turn to something else with a whole story, as people do in one breath.

    Writers turned with a line or two. What was talked about before is of the same field as what
    comes now, where there is one.
    """
    dice = random.Random(5)
    by_key = {entry.key: entry for entry in entries}
    by_field: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_field[entry.field].append(entry)
    made = []
    for turn in written:
        known = sorted(turn.relevant & by_key.keys())
        if turn.kind is not Kind.FIRST or not known:
            continue
        near = [e for e in by_field[by_key[known[0]].field] if e.key not in turn.relevant]
        before = dice.choice(near or [e for e in entries if e.key not in turn.relevant])
        said = f"{dice.choice(DONE)}{dice.choice(NEXT)}{lower_first(turn.said)}"
        kind = Kind.ELSEWHERE
        made.append(Turn(f"story-{turn.id}", before.key, said, kind, turn.relevant, None))
    return made


def spelt(snapshot: Snapshot, turns: Sequence[Turn]) -> list[Spelt]:
    """Give turns in both spellings."""
    read = snapshot.normaliser.normalise
    return [Spelt(t, read(change(t.said))) for t in turns for change in (str, fold)]


def learn_asking(some: Sequence[Spelt]) -> AskingModel:
    """Learn both models over the same groups of words."""
    messages = [s.query.said for s in some]
    groups = Groups.of(messages)
    weights, biases = [], []
    for names, known in (
        (MOVES, [_MOVE_OF.get(s.turn.kind) for s in some]),
        (ABOUT, [_about(s.turn) for s in some]),
    ):
        used = [n for n, name in enumerate(known) if name is not None]
        classes = np.array([names.index(known[n]) for n in used])  # type: ignore[arg-type]
        texts = groups.texts([messages[n] for n in used])
        learned, bias = fit(texts, classes, (len(groups.known), len(names)))
        weights.append(learned)
        biases.append(bias)
    return AskingModel(
        groups.known,
        groups.rarity,
        np.concatenate(weights, axis=1).astype(np.float32),
        np.concatenate(biases).astype(np.float32),
    )


def _about(turn: Turn) -> str | None:
    """Give the facet that a question asks after; None where that is not known."""
    if turn.told is None or turn.kind not in ASKS_ON:
        return None
    return turn.told[0][0].value if turn.told else NOT_TOLD


def asked_unseen(some: Sequence[Spelt]) -> list[Asked]:
    """Read each message by a model that has seen none about the same procedure."""
    dealt = _dealt(some)
    models = [
        learn_asking([s for s, n in zip(some, dealt, strict=True) if n != number])
        for number in range(FOLDS)
    ]
    return [models[n].read(s.query.said) for s, n in zip(some, dealt, strict=True)]


def associations_unseen(some: Sequence[Spelt]) -> list[Associations]:
    """Give for each message what was learned without those about the same procedure."""
    dealt = _dealt(some)
    learned = [
        associations_of([s for s, n in zip(some, dealt, strict=True) if n != number])
        for number in range(FOLDS)
    ]
    return [learned[n] for n in dealt]


def associations_of(some: Sequence[Spelt]) -> Associations:
    """Learn which words go together from the messages that a card answers."""
    return learn_associations(
        (s.query.said, s.turn.told[:ANSWERING]) for s in some if s.turn.told and _is_of_lines(s)
    )


def _dealt(some: Sequence[Spelt]) -> list[int]:
    """Deal messages into folds by what they are about."""
    contexts = sorted({str(s.turn.context) for s in some})
    fold_of = {context: number % FOLDS for number, context in enumerate(contexts)}
    return [fold_of[str(s.turn.context)] for s in some]


def _is_of_lines(one: Spelt) -> bool:
    """Tell whether a message asks on, so that its lines are of what was talked about."""
    return one.turn.kind in ASKS_ON and one.turn.context is not None


class Lines:
    """Reads what lines of a card say for a question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        sentences = Sentences.from_domain(settings.DOMAIN_FILE)
        self._composer = Composer(snapshot, sentences, TODAY, TODAY)

    def example(self, one: Spelt, asked: Asked, go_together: Associations) -> Example | None:
        """Describe the lines of what was talked about; None where nobody looked."""
        turn, snapshot = one.turn, self._snapshot
        if turn.told is None or not _is_of_lines(one):
            return None
        position = snapshot.position_of[str(turn.context)]
        entry = snapshot.entries[position]
        lines = lines_of(self._composer.answer(position, ()).card)
        if not lines:
            return None
        known = folded_words(f"{entry.plain_name} {entry.title}")
        idf = snapshot.lexical.idf
        rows = line_features(lines, one.query, asked, known, idf, go_together)
        told = [" ".join(folded_words(text)[:SAME_WORDS]) for _, text in turn.told]
        right = [any(t in " ".join(folded_words(line.text)) for t in told) for line in lines]
        return Example(turn.id, rows, np.array(right, dtype=bool), (), bool(turn.told))


def learn_lines(examples: Sequence[tuple[Example, Query, Asked]]) -> dict[str, object]:
    """Learn the ranking of lines, and when the best answers."""
    weights = learn_weights([e for e, _, _ in examples], np.zeros(len(LINE_FEATURES)), 0.003)
    seen = [*examples, *((without_answer(e), q, a) for e, q, a in examples if can_lose(e))]
    design = np.array([told_features(e.rows, e.rows @ weights, q, a) for e, q, a in seen])
    told = np.array([e.inside for e, _, _ in seen], dtype=np.float64)
    confidence = learn_logistic(design, told, np.array([e.weight for e, _, _ in seen]))
    return {
        "made_by": "bench/train_asking.py",
        "weights": _named(LINE_FEATURES, weights),
        "confidence": _named(TOLD_FEATURES, confidence),
        "surely": SURELY,
        "enough": ENOUGH,
        "perhaps": PERHAPS,
    }


def can_lose(example: Example) -> bool:
    """Tell whether a card has lines that answer, and others."""
    return bool(example.right.any() and not example.right.all())


def without_answer(example: Example) -> Example:
    """Take the lines that answer off a card: what is left does not tell it."""
    rows = example.rows[~example.right]
    none = np.zeros(len(rows), dtype=bool)
    return replace(example, rows=rows, right=none, inside=False, weight=LOST)


def _named(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def report(document: dict[str, object], examples: Sequence[tuple[Example, Query, Asked]]) -> None:
    """Print how well lines are found on turns that were not learned from."""
    weights = np.array(list(document["weights"].values()))  # type: ignore[attr-defined]
    confidence = np.array(list(document["confidence"].values()))  # type: ignore[attr-defined]
    rows = []
    for example, query, asked in examples:
        order, _ = ranked(example.rows, weights)
        seen = told_features(example.rows, example.rows @ weights, query, asked)
        p = 1 / (1 + np.exp(-seen @ confidence))
        rows.append((p, example.inside, example.right[order[0]], example.right[order[:2]].any()))
    p, told, first, second = (np.array(column) for column in zip(*rows, strict=True))
    told = told.astype(bool)
    for bound in (PERHAPS, ENOUGH, SURELY):
        shown = p >= bound
        if told.any():
            print(
                f"  from {bound}: told: first line {(shown & first)[told].mean():.3f}, in two "
                f"{(shown & second)[told].mean():.3f}, "
                f"said to be missing {(~shown)[told].mean():.3f}"
            )
        if not told.all():
            print(f"  from {bound}: untold: said so {(~shown)[~told].mean():.3f}")


def main() -> None:
    """Learn, report, and write the files if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()

    cache = VectorCache(settings.VAR / "cache" / "vectors.db")
    snapshot = build_snapshot("train", read_content(), load_encoder("bundled"), cache)
    turns = learned_turns()
    made = made_turns(snapshot.entries, turns)
    learned = spelt(snapshot, [*turns, *single_questions(turns), *made])
    held_out = {name: spelt(snapshot, read_turns(EVALUATION / name)) for name in HELD_OUT}

    model = learn_asking(learned)
    print(f"{len(model.groups)} groups of words")
    for name, some in held_out.items():
        moves = [(s, model.read(s.query.said)) for s in some if s.turn.kind in _MOVE_OF]
        right = [MOVES[int(np.argmax(a.moves))] is _MOVE_OF[s.turn.kind] for s, a in moves]
        print(f"{name}: moves right {np.mean(right):.3f} of {len(right)}")

    lines, go_together = Lines(snapshot), associations_of(learned)
    unseen = zip(learned, asked_unseen(learned), associations_unseen(learned), strict=True)
    examples = [(lines.example(s, a, g), s.query, a) for s, a, g in unseen]
    document = learn_lines([(e, q, a) for e, q, a in examples if e])
    print(f"{len(go_together.columns)} pairs of words go together")
    for name, some in held_out.items():
        read = [(s, model.read(s.query.said)) for s in some]
        tested = [(lines.example(s, a, go_together), s.query, a) for s, a in read]
        print(f"{name}: lines")
        report(document, [(e, q, a) for e, q, a in tested if e])
        print("  cards without the lines that answer:")
        report(document, [(without_answer(e), q, a) for e, q, a in tested if e and can_lose(e)])
    if options.write:
        model.save(WEIGHTS_FILE)
        go_together.save(STRENGTHS_FILE)
        LINES_FILE.write_text(json.dumps(document, indent=2) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
