"""Turns: read from a file, answered, and judged."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from contract.facets import Facet
from knowledge_base.content_files import read_content
from knowledge_base.evaluation.floors import FLOORS_FILE
from knowledge_base.evaluation.questions import QuestionsInvalid
from knowledge_base.evaluation.turns import (
    Ending,
    Kind,
    Seen,
    Turn,
    count_turns,
    observe_turn,
    read_turns,
)
from tests.support.knowledge import BIRTH, MARRIAGE, TODAY

FILES = [
    FLOORS_FILE.with_name(f"{name}.jsonl")
    for name in ("turns", "talks", "asks", "turns_held_out", "talks_held_out", "asks_held_out")
]
LEARNED = 3  # of the files
GOOD = {
    "id": "a",
    "context": BIRTH,
    "said": "tốn nhiêu",
    "kind": "aspect",
    "relevant": [BIRTH],
    "told": ["fee: Miễn phí: không mất tiền."],
}


def turn(said, kind=Kind.ASPECT, relevant=(BIRTH,), context=BIRTH, told=None):
    return Turn("t", context, said, kind, frozenset(relevant), None if told is None else (told,))


def written(tmp_path, *documents):
    path = tmp_path / "turns.jsonl"
    path.write_text("\n".join(json.dumps(d) for d in documents), encoding="utf-8")
    return path


def test_a_turn_is_read_with_the_lines_that_answer_it(tmp_path):
    (read,) = read_turns(written(tmp_path, GOOD))
    assert read.told == ((Facet.FEE, "Miễn phí: không mất tiền."),)
    assert read.relevant == {BIRTH}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"kind": "first"},
        {"context": None},
        {"kind": "off_record"},
        {"kind": "returns", "earlier": [MARRIAGE]},
        {"relevant": []},
        {"told": ["no facet"]},
        {"told": ["price: x"]},
        {"kind": "several"},
        {"kind": "several", "asked": [["fee: Miễn phí: không mất tiền."]]},
    ],
)
def test_a_line_that_breaks_the_format_is_named(tmp_path, change):
    with pytest.raises(QuestionsInvalid, match=r"turns\.jsonl, line 2"):
        read_turns(written(tmp_path, GOOD, {**GOOD, **change}))


def test_a_turn_that_asks_several_things_has_lines_for_each(tmp_path):
    several = {**GOOD, "kind": "several", "asked": [GOOD["told"], []]}
    del several["told"]
    (read,) = read_turns(written(tmp_path, several))
    assert read.asked == (((Facet.FEE, "Miễn phí: không mất tiền."),), ())
    assert read.told is None


def test_each_thing_that_is_asked_must_be_told(answerer):
    fee = ((Facet.FEE, _fact(answerer, BIRTH, Facet.FEE)),)
    both = Turn(
        *("t", BIRTH, "phí nhiêu, với lại trễ có bị phạt không", Kind.SEVERAL),
        frozenset({BIRTH}), (fee, ()),
    )  # fmt: skip
    assert observe_turn(answerer, both, TODAY).line is True
    lost = replace(both, said="phí nhiêu")
    assert observe_turn(answerer, lost, TODAY).line is False


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(QuestionsInvalid, match="no turn"):
        read_turns(written(tmp_path))


def test_an_answer_from_the_right_entry_is_right_and_its_line_is_looked_for(answerer):
    told = ((Facet.FEE, _fact(answerer, BIRTH, Facet.FEE)),)
    seen = observe_turn(answerer, turn("phí bao nhiêu", told=told), TODAY)
    assert (seen.ending, seen.line) == (Ending.RIGHT, True)
    other = ((Facet.POSTAL, "Gửi chim bồ câu cũng được, miễn là nó biết đường về nhà."),)
    assert observe_turn(answerer, turn("phí bao nhiêu", told=other), TODAY).line is False


def test_an_answer_from_another_entry_is_wrong(answerer):
    asked = turn("phí bao nhiêu", relevant=(MARRIAGE,), kind=Kind.ELSEWHERE)
    assert observe_turn(answerer, asked, TODAY).ending is Ending.WRONG


def test_nothing_found_is_right_for_what_is_not_on_record(answerer):
    said = "qqq www eee rrr"
    off = turn(said, kind=Kind.OFF_RECORD, relevant=(), context=None)
    assert observe_turn(answerer, off, TODAY).ending is Ending.RIGHT
    asked = turn(said, kind=Kind.FIRST, context=None)
    assert observe_turn(answerer, asked, TODAY).ending is Ending.ASKED


def test_what_is_gone_back_to_is_looked_for_among_what_was_talked_about(answerer):
    back = Turn(
        *("t", BIRTH, "quay lại vụ kết hôn hồi nãy", Kind.RETURNS),
        frozenset({MARRIAGE}), None, earlier=(MARRIAGE,),
    )  # fmt: skip
    assert observe_turn(answerer, back, TODAY).ending is Ending.RIGHT


def test_what_is_counted_adds_up():
    asks = turn("a", told=())
    seen = [
        Seen(asks, Ending.RIGHT, True),
        Seen(asks, Ending.WRONG, None),
        Seen(turn("b", kind=Kind.SIBLING), Ending.OFFERED, None),
        Seen(turn("c", kind=Kind.CORRECTS), Ending.ASKED, None),
    ]
    counts = count_turns(seen)
    assert counts["aspect"].right == counts["aspect"].wrong == counts["aspect"].line == 0.5
    assert counts["sibling"].line is None
    assert (counts["all"].turns, counts["all"].offered, counts["all"].asked) == (4, 0.25, 0.25)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_the_turns_that_are_kept_are_about_what_is_on_record(path):
    entries = {entry.key: entry for entry in read_content().entries}
    turns = read_turns(path)
    assert len({t.id for t in turns}) == len(turns)
    for one in turns:
        assert one.context is None or one.context in entries
        assert one.relevant <= entries.keys()
        texts = {f.text for key in one.relevant for f in entries[key].facts}
        for lines in one.asked or ():
            assert {text for _, text in lines} <= texts, one.id
    assert min(Counter(t.kind for t in turns).values()) >= 10


def test_no_message_is_learned_from_and_measured_with():
    learned, held_out = (
        {turn.said.lower() for path in some for turn in read_turns(path)}
        for some in (FILES[:LEARNED], FILES[LEARNED:])
    )
    assert not learned & held_out


def _fact(answerer, key, facet):
    entry = answerer.snapshot.entries[answerer.snapshot.position_of[key]]
    return next(f.text for f in entry.facts if f.facet is facet)
