"""From what Rasa understood to the right answer: buttons, choices, going back."""

import pytest

from actions.answer import AnswerQuestion, context_in, slots_of
from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, DEATH, MARRIAGE


@pytest.fixture
def ask(act):
    async def run(text, intent="ask", entities=None, slots=None):
        return await act(AnswerQuestion(), text, intent, entities, slots)

    return run


async def test_a_question_is_answered_and_remembered(ask):
    done = await ask("khai sinh phí bao nhiêu")
    assert done.first.meta.procedure == BIRTH
    assert done.slots["procedure"] == BIRTH
    assert done.slots["pending_facets"] == ["fee"]


async def test_a_follow_up_is_about_the_procedure_remembered(ask):
    slots = (await ask("khai sinh cần gì")).slots
    done = await ask("phí", slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) == (BIRTH, Facet.FEE)


async def test_the_procedure_of_a_button_wins_over_the_one_talked_about(ask):
    done = await ask(
        '/ask_facet{"facet":"fee","procedure":"1.000656"}',
        "ask_facet",
        {"facet": "fee", "procedure": DEATH},
        {"procedure": BIRTH},
    )
    assert (done.first.meta.procedure, done.first.meta.facet) == (DEATH, Facet.FEE)
    assert done.slots["procedure"] == DEATH


async def test_a_button_without_a_procedure_is_about_the_one_talked_about(ask):
    done = await ask("/ask_facet", "ask_facet", {"facet": "where"}, {"procedure": BIRTH})
    assert (done.first.meta.procedure, done.first.meta.facet) == (BIRTH, Facet.WHERE)


CHOICES = {"candidates": [BIRTH, DEATH, MARRIAGE], "pending_facets": ["fee"]}


@pytest.mark.parametrize(
    ("text", "entities", "key"),
    [
        ("2", {}, DEATH),
        ("số 3", {}, MARRIAGE),
        ("cái đầu tiên", {}, BIRTH),
        ("cái thứ hai", {}, DEATH),
        ("thứ ba", {}, MARRIAGE),
        ("cái đó", {"number": "1"}, BIRTH),
        ("②", {}, DEATH),
    ],
)
async def test_a_choice_is_made_by_number_or_by_word_and_keeps_the_facet(ask, text, entities, key):
    done = await ask(text, "choose", entities, CHOICES)
    assert (done.first.meta.procedure, done.first.meta.facet) == (key, Facet.FEE)
    assert done.slots["candidates"] == []


async def test_a_pressed_choice_keeps_the_facet_that_was_asked(ask):
    done = await ask("/choose_procedure", "choose_procedure", {"procedure": DEATH}, CHOICES)
    assert (done.first.meta.procedure, done.first.meta.facet) == (DEATH, Facet.FEE)


@pytest.mark.parametrize("text", ["0", "9", "99999999999999999999"])
async def test_a_number_that_was_not_offered_chooses_nothing(ask, text):
    done = await ask(text, "choose", {}, CHOICES)
    assert done.first.meta.procedure is None
    assert done.first.meta.outcome in (Outcome.NO_ANSWER, Outcome.CLARIFY)


async def test_none_of_the_choices_asks_for_the_name(ask):
    done = await ask("/choose_other", "choose_other", {}, {**CHOICES, "procedure": BIRTH})
    assert done.first.meta.outcome is Outcome.CLARIFY
    assert done.slots["candidates"] == []
    assert done.slots["procedure"] is None
    assert done.slots["pending_facets"] == ["fee"]


async def test_going_back_answers_from_the_procedure_before(ask):
    slots = (await ask("khai sinh phí bao nhiêu")).slots
    slots = (await ask("đăng ký kết hôn phí bao nhiêu", slots=slots)).slots
    assert slots["previous_procedure"] == BIRTH
    back = await ask("quay lại", "go_back", slots=slots)
    assert back.first.meta.procedure == BIRTH
    again = await ask("quay lại", "go_back", slots=back.slots)
    assert again.first.meta.procedure == MARRIAGE


@pytest.mark.parametrize("slots", [{}, {"previous_procedure": "9.999999"}])
async def test_going_back_to_nothing_asks_what_is_meant(ask, slots):
    done = await ask("quay lại", "go_back", slots=slots)
    assert done.first.meta.outcome in (Outcome.CLARIFY, Outcome.NO_ANSWER)
    assert done.first.meta.procedure is None


@pytest.mark.parametrize(
    "context",
    [
        Context(),
        Context(BIRTH, (Facet.FEE, Facet.WHERE), ("a", "b")),
        Context(None, (Facet.DOSSIER,), ("a",)),
    ],
)
def test_a_context_survives_the_trip_through_slots(context):
    assert context_in(slots_of(context, None, {})) == context


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"procedure": None, "pending_facets": None, "candidates": None},
        {"pending_facets": ["colour", None, "", 5]},
    ],
)
def test_slots_of_another_version_are_no_context(slots):
    assert context_in(slots) == Context()


@pytest.mark.parametrize(
    "entities",
    [
        {"facet": "colour"},
        {"procedure": "9.999999"},
        {"procedure": "9.999999", "facet": "fee"},
        {"procedure": "'; DROP TABLE x;--"},
        {"facet": "../../etc/passwd", "procedure": BIRTH},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("slots", [{}, {"procedure": BIRTH}], ids=["new", "under way"])
async def test_a_forged_payload_does_no_harm(ask, entities, slots):
    done = await ask("/ask_facet", "ask_facet", entities, slots)
    assert len(done.replies) == 1
    assert done.first.meta.outcome is not Outcome.ERROR
    assert done.first.meta.procedure in (None, BIRTH)
    assert "passwd" not in str(done.first.to_json())


async def test_a_question_that_names_a_procedure_wins_over_the_one_talked_about(ask):
    done = await ask("khai tử cần giấy tờ gì", slots={"procedure": BIRTH})
    assert done.first.meta.procedure == DEATH


async def test_every_message_of_two_questions_is_answered(ask):
    done = await ask("khai tử, kết hôn phí bao nhiêu")
    assert [r.meta.procedure for r in done.replies] == [DEATH, MARRIAGE]
