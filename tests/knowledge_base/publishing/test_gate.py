"""The question set, how answers are graded, and what a reviewer reads of it."""

from dataclasses import replace

import pytest

from contract.outcomes import Outcome
from knowledge_base.evaluation.measure import Observation
from knowledge_base.evaluation.questions import Question
from knowledge_base.publishing.changes import MOST, changes_between
from knowledge_base.publishing.differences import differences
from knowledge_base.publishing.gate import Grade, Seen, compare, grade_of
from knowledge_base.publishing.queries import RememberingEncoder
from knowledge_base.publishing.question_set import (
    kept_questions,
    new_questions,
    question_set,
)
from knowledge_base.retrieval.records import Channel, Content, Office, Origin
from tests.support.knowledge import BIRTH, CONTENT, MARRIAGE, changed

ASKED = "làm giấy khai sinh ở đâu"
WITH_SAMPLE = changed(BIRTH, sample_questions=(ASKED,))


def without(content, key):
    return replace(content, entries=tuple(e for e in content.entries if e.key != key))


def texts(questions):
    return [q.turns[-1] for q in questions]


class TestQuestionSet:
    def test_holds_the_sample_questions_of_what_is_live(self):
        found = question_set(WITH_SAMPLE, WITH_SAMPLE, ())
        assert Question(f"sample:{ASKED}", (ASKED,), frozenset({BIRTH})) in found

    def test_one_that_the_draft_deletes_is_still_asked(self):
        assert ASKED in texts(question_set(WITH_SAMPLE, CONTENT, ()))

    def test_those_of_an_entry_that_goes_off_are_not(self):
        assert ASKED not in texts(question_set(WITH_SAMPLE, without(WITH_SAMPLE, BIRTH), ()))

    def test_the_kept_set_is_asked_where_its_entry_is_live(self):
        kept = (
            Question("a", ("một",), frozenset({BIRTH, "9.999999"})),
            Question("b", ("hai",), frozenset({BIRTH, "9.999999"}), all_needed=True),
            Question("c", ("ba",), frozenset({"9.999999"})),
        )
        assert texts(question_set(CONTENT, CONTENT, kept))[-1:] == ["một"]

    def test_the_kept_set_is_on_file(self):
        assert len(kept_questions()) > 1000

    def test_new_sample_questions_are_told_apart(self):
        assert texts(new_questions(CONTENT, WITH_SAMPLE)) == [ASKED]


@pytest.mark.parametrize(
    ("outcome", "sources", "offered", "grade"),
    [
        (Outcome.ANSWERED, {BIRTH}, set(), Grade.RIGHT),
        (Outcome.ANSWERED_PARTIAL, {BIRTH}, set(), Grade.PARTIAL),
        (Outcome.CLARIFY, set(), {BIRTH, MARRIAGE}, Grade.OFFERED),
        (Outcome.CLARIFY, set(), {MARRIAGE}, Grade.NOTHING),
        (Outcome.NO_ANSWER, set(), set(), Grade.NOTHING),
        (Outcome.ANSWERED, {MARRIAGE}, set(), Grade.WRONG),
    ],
)
def test_an_answer_is_graded(outcome, sources, offered, grade):
    seen = Observation(
        Question("q", ("?",), frozenset({BIRTH})),
        (),
        frozenset(sources),
        frozenset(offered),
        outcome,
        0.0,
    )
    assert grade_of(seen) is grade


def test_worse_is_a_lower_grade_and_the_deepest_fall_comes_first():
    questions = [Question(name, (name,), frozenset({BIRTH})) for name in "abc"]
    seen = {g: Seen(g, Outcome.ANSWERED, "x", "y", frozenset({BIRTH})) for g in Grade}
    before = {"a": seen[Grade.RIGHT], "b": seen[Grade.RIGHT], "c": seen[Grade.WRONG]}
    now = {"a": seen[Grade.PARTIAL], "b": seen[Grade.WRONG], "c": seen[Grade.RIGHT]}
    worse, better = compare(questions, before, now, CONTENT)
    assert [fall["question"] for fall in worse] == ["b", "a"]
    assert worse[0]["keys"] == [BIRTH]
    assert better == 1


def test_differences_name_the_facet_and_what_goes_and_comes():
    before = next(e for e in CONTENT.entries if e.key == BIRTH)
    first, *rest = before.facts
    after = replace(before, plain_name="mới", facts=(replace(first, text="Câu đã sửa."), *rest))
    found = {d.what: d for d in differences(before, after)}
    assert found["Tên gọi thường"].added == ("mới",)
    changed_facet = next(d for name, d in found.items() if name != "Tên gọi thường")
    assert any("Câu đã sửa." in line for line in changed_facet.added)
    assert any(first.text in line for line in changed_facet.removed)


def test_differences_speak_in_the_words_of_the_form():
    entry = next(e for e in CONTENT.entries if e.key == BIRTH)
    fact = replace(entry.facts[0], channel=Channel.POSTAL)
    found = differences(None, replace(entry, origin=Origin.CURATED, facts=(fact,)))
    told = [line for d in found for line in d.added]
    assert "biên tập tại đây" in told
    assert any("cách nộp bưu chính" in line for line in told)
    assert not any(word in line for line in told for word in ("curated", "postal"))


def test_of_a_new_entry_everything_is_new():
    entry = next(e for e in CONTENT.entries if e.key == BIRTH)
    assert all(not d.removed for d in differences(None, entry))
    office = Office("a", "Bộ phận Một cửa", "commune", "xã A", phone="0274 000 000")
    told = [line for d in differences(None, office) for line in d.added]
    assert "0274 000 000" in told
    assert "cấp xã" in told


def test_changes_between_releases_are_listed_and_many_are_counted():
    assert [c["what"] for c in changes_between(CONTENT, without(CONTENT, BIRTH))] == ["removed"]
    assert changes_between(None, CONTENT)[0]["what"] == "all"
    assert changes_between(CONTENT, CONTENT) == []
    many = tuple(Office(f"o{n}", f"Nơi {n}", "commune", "xã") for n in range(MOST + 5))
    found = changes_between(Content((), ()), Content((), (), (), many))
    assert len(found) == MOST + 1
    assert found[-1]["title"] == "5 mục nữa"


def test_a_question_is_encoded_once_and_remembered_by_the_next_process(tmp_path, encoder):
    class Counting:
        name, dimension, band = encoder.name, encoder.dimension, encoder.band
        asked = 0

        def encode_query(self, text):
            self.asked += 1
            return encoder.encode_query(text)

    counting = Counting()
    first = RememberingEncoder(counting, tmp_path / "questions.db")
    vector = first.encode_query("khai sinh")
    first.encode_query("khai sinh")
    first.keep()
    second = RememberingEncoder(counting, tmp_path / "questions.db")
    second.read()
    assert (second.encode_query("khai sinh") == vector).all()
    assert counting.asked == 1
