"""Question files, and the figures that are counted from them."""

import json

import pytest

from contract.outcomes import Outcome
from knowledge_base.evaluation.measure import Observation, measure, observe, summarise
from knowledge_base.evaluation.questions import Question, QuestionsInvalid, read_questions
from tests.support.knowledge import BIRTH, DEATH, MARRIAGE, TODAY

LINE = {"qid": "q1", "question": "làm khai sinh", "relevant": [BIRTH], "mode": "any"}


@pytest.fixture
def read(tmp_path):
    def give(*lines):
        path = tmp_path / "q.jsonl"
        texts = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return read_questions(path)

    return give


def test_a_line_is_a_question(read):
    assert read(LINE) == [Question("q1", ("làm khai sinh",), frozenset({BIRTH}), False)]


def test_the_turns_are_what_is_said_when_there_are_any(read):
    (question,) = read({**LINE, "turns": ["khai sinh", "phí"], "mode": "all"})
    assert question.turns == ("khai sinh", "phí")
    assert question.all_needed


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        {**LINE, "mode": "some"},
        {**LINE, "relevant": []},
        {**LINE, "relevant": BIRTH},
        {**LINE, "question": " "},
        {**LINE, "question": 5},
        {**LINE, "turns": ["a", ""]},
        {**LINE, "turns": "khai sinh"},
        {k: v for k, v in LINE.items() if k != "question"},
        {k: v for k, v in LINE.items() if k != "qid"},
        {k: v for k, v in LINE.items() if k != "mode"},
        {k: v for k, v in LINE.items() if k != "relevant"},
    ],
)
def test_a_bad_line_is_refused_by_its_number(read, line):
    with pytest.raises(QuestionsInvalid, match=r"q\.jsonl, line 2"):
        read(LINE, line)


def test_a_file_without_a_question_is_refused(read):
    with pytest.raises(QuestionsInvalid, match="no question"):
        read("", "  ")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes(json.dumps(LINE, ensure_ascii=False).encode("utf-16"))
    with pytest.raises(QuestionsInvalid, match=r"q\.jsonl"):
        read_questions(path)


def seen(ranked, relevant, *, every=False, outcome=Outcome.ANSWERED, answered=(), offered=()):
    return Observation(
        Question("q", ("x",), frozenset(relevant), every),
        tuple(ranked),
        frozenset(answered),
        frozenset(offered),
        outcome,
        took_ms=1.0,
    )


def test_recall_counts_the_questions_with_the_right_procedure_among_the_first():
    figures = summarise(
        [seen("abcdef", "a"), seen("abcdef", "c"), seen("abcdef", "e"), seen("abcdef", "f")]
    )
    assert (figures.recall_1, figures.recall_3, figures.recall_5) == (0.25, 0.5, 0.75)
    assert figures.questions == 4


def test_any_right_procedure_will_do_where_any_is_asked():
    assert summarise([seen("abc", "bz")]).recall_3 == 1


def test_all_must_be_found_where_all_are_asked():
    assert summarise([seen("abc", "az", every=True)]).recall_5 == 0
    assert summarise([seen("abc", "ac", every=True)]).recall_3 == 1


def test_where_two_are_needed_two_places_count_for_the_first():
    assert summarise([seen("abc", "ab", every=True)]).recall_1 == 1
    assert summarise([seen("acb", "ab", every=True)]).recall_1 == 0


def test_the_reciprocal_rank_is_that_of_the_first_right_one():
    assert summarise([seen("abc", "a"), seen("abc", "bc"), seen("abc", "z")]).mrr == 0.5


def test_the_wrong_rate_is_of_what_was_answered_outright():
    figures = summarise(
        [
            seen("ab", "a", answered="a"),
            seen("ab", "a", answered="b"),
            seen("ab", "a", outcome=Outcome.ANSWERED_PARTIAL, answered="a"),
            seen("ab", "a", answered="ab"),
            seen("ab", "a", outcome=Outcome.CLARIFY, offered="ab"),
            seen("ab", "a", outcome=Outcome.NO_ANSWER),
        ]
    )
    assert figures.wrong_rate == 0.25
    assert figures.answer_rate == pytest.approx(4 / 6)
    assert figures.clarify_rate == pytest.approx(1 / 6)


def test_a_choice_is_right_when_it_offers_the_right_one():
    figures = summarise(
        [
            seen("ab", "a", outcome=Outcome.CLARIFY, offered="ab"),
            seen("ab", "a", outcome=Outcome.CLARIFY, offered="bc"),
        ]
    )
    assert figures.right_clarify_rate == 0.5


def test_without_answers_or_choices_their_rates_are_zero_not_an_error():
    figures = summarise([seen("", "a", outcome=Outcome.NO_ANSWER)])
    assert (figures.wrong_rate, figures.right_clarify_rate, figures.mrr) == (0, 0, 0)


def question(*turns, relevant=(BIRTH,), every=False):
    return Question("q", turns, frozenset(relevant), every)


def test_a_question_of_several_turns_is_asked_in_its_conversation(answerer):
    observed = observe(answerer, question("khai sinh cần gì", "phí bao nhiêu"), TODAY, str)
    assert observed.answered_from == {BIRTH}
    assert observed.ranked[0] == BIRTH


def test_the_slices_hold_the_questions_that_belong_to_them(answerer):
    questions = [
        question("đăng ký khai sinh"),
        question("khai sinh cần gì", "phí"),
        question("khai tử, kết hôn phí bao nhiêu", relevant=(DEATH, MARRIAGE), every=True),
    ]
    told = []
    slices, observations = measure(answerer, questions, TODAY, lambda: told.append(1))
    assert {name: s.questions for name, s in slices.items()} == {
        "as_typed": 3, "accents_removed": 3, "multi_turn": 1,
    }  # fmt: skip
    assert slices["as_typed"].recall_1 == slices["accents_removed"].recall_1 == 1
    assert slices["as_typed"].wrong_rate == 0
    assert [o.question for o in observations] == questions
    assert len(told) == 3


def test_a_slice_without_questions_has_no_figures(answerer):
    slices, _ = measure(answerer, [question("đăng ký khai sinh")], TODAY)
    assert slices["multi_turn"] is None
