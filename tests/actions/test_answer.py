"""From what Rasa understood to the right answer: buttons, choices, going back."""

import pytest

from actions.answer import AnswerQuestion, context_in, slots_of
from actions.pending import MOST, SECONDS, Pending, pending
from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, DEATH, MARRIAGE


@pytest.fixture
def ask(act):
    async def run(text, intent="ask", entities=None, slots=None, ranking=None):
        return await act(AnswerQuestion(), text, intent, entities, slots, ranking)

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
        ("so 3", {}, MARRIAGE),
        ("cai thu hai", {}, DEATH),
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
    back = await ask("quay lại", "go_back", slots=slots)
    assert back.first.meta.procedure == BIRTH
    again = await ask("quay lại", "go_back", slots=back.slots)
    assert again.first.meta.procedure == MARRIAGE


async def test_going_back_brings_back_what_was_asked_of_it(ask):
    slots = (await ask("khai sinh phí bao nhiêu")).slots
    slots = (await ask("đăng ký kết hôn nộp ở đâu", slots=slots)).slots
    back = await ask("quay lại", "go_back", slots=slots)
    assert (back.first.meta.procedure, back.first.meta.facet) == (BIRTH, Facet.FEE)


async def test_going_back_goes_on_to_what_was_before_that(ask):
    slots = {}
    for text in ("khai sinh phí bao nhiêu", "đăng ký kết hôn cần gì", "đăng ký khai tử cần gì"):
        slots = (await ask(text, slots=slots)).slots
    seen = []
    for _ in range(3):
        done = await ask("quay lại", "go_back", slots=slots)
        slots = done.slots
        seen.append(done.first.meta.procedure)
    assert seen == [MARRIAGE, BIRTH, MARRIAGE]


async def test_going_back_from_an_offered_choice_answers_what_was_talked_about(ask):
    slots = {"procedure": BIRTH, "pending_facets": ["fee"], "candidates": [DEATH, MARRIAGE]}
    done = await ask("quay lại", "go_back", slots=slots)
    assert done.first.meta.procedure == BIRTH


async def test_going_back_leaves_what_was_presumed(ask):
    slots = (await ask("khai sinh phí bao nhiêu")).slots
    slots = (await ask("đăng ký kết hôn phí bao nhiêu", slots=slots)).slots
    presumed = {**slots, "candidates": [DEATH, MARRIAGE]}  # answered from the last
    back = await ask("quay lại", "go_back", slots=presumed)
    assert back.first.meta.procedure == BIRTH


@pytest.mark.parametrize("intent", ["ask_facet", "deny"])
async def test_what_is_rejected_is_not_answered_again(ask, intent):
    slots = (await ask("khai sinh phí bao nhiêu")).slots
    done = await ask("không phải cái này", intent, slots=slots)
    assert done.first.meta.outcome is Outcome.CLARIFY
    assert done.slots["procedure"] is None


async def test_what_is_asked_of_a_choice_picks_nothing_and_replaces_what_was_asked(ask):
    done = await ask("hồ sơ", "ask_facet", slots=CHOICES)
    assert done.first.meta.outcome is Outcome.CLARIFY
    assert done.slots["pending_facets"] == ["dossier"]


async def test_what_was_answered_together_is_asked_about_together(ask):
    slots = (await ask("khai tử phí bao nhiêu, đăng ký kết hôn phí bao nhiêu")).slots
    done = await ask("2 cái đó cái nào lâu hơn", slots=slots)
    assert [r.meta.procedure for r in done.replies] == [DEATH, MARRIAGE]
    assert {r.meta.facet for r in done.replies} == {Facet.TIME_LIMIT}


async def test_the_history_stays_small(ask):
    slots = {}
    for text in ("khai sinh", "đăng ký kết hôn", "khai tử") * 6:
        slots = (await ask(f"{text} cần gì", slots=slots)).slots
    assert len(slots["history"]) <= 5


@pytest.mark.parametrize(
    ("said", "procedure", "facet"),
    [
        ("à không, kết hôn cơ", MARRIAGE, Facet.FEE),
        ("a khong, khai tu co", DEATH, Facet.FEE),
        ("nhầm, khai tử mới đúng", DEATH, Facet.FEE),
        ("không phải, ý tôi là đăng ký kết hôn", MARRIAGE, Facet.FEE),
        ("ý tôi là nộp ở đâu", BIRTH, Facet.WHERE),
        ("à không, nộp ở đâu cơ", BIRTH, Facet.WHERE),
    ],
)
async def test_what_is_taken_back_is_replaced_and_the_rest_stays(ask, said, procedure, facet):
    slots = (await ask("khai sinh phí bao nhiêu")).slots
    done = await ask(said, slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) == (procedure, facet)


@pytest.mark.parametrize("intent", ["ask", "choose", "nlu_fallback", "inform"])
@pytest.mark.parametrize("text", ["kết hôn", "ket hon", "cái kết hôn ấy", "lấy cái kết hôn"])
async def test_a_choice_is_made_by_the_words_of_its_label(ask, text, intent):
    done = await ask(text, intent, {}, CHOICES)
    assert (done.first.meta.procedure, done.first.meta.facet) == (MARRIAGE, Facet.FEE)


async def test_the_last_choice_is_chosen_as_such(ask):
    done = await ask("cái cuối cùng", "choose", {}, CHOICES)
    assert done.first.meta.procedure == MARRIAGE


async def test_the_figures_of_a_turn_are_given_for_its_log(act):
    done = await act(AnswerQuestion(), "khai sinh phí bao nhiêu")
    assert done.trace["search_ms"] > 0
    assert 0 < done.trace["compose_ms"] < done.trace["actions_ms"]
    assert done.trace["actions_ms"] >= done.trace["search_ms"]
    assert 0.5 < done.trace["confidence"] <= 1


async def test_going_back_by_name_finds_it_among_what_was_talked_about(ask):
    slots = {"procedure": DEATH, "history": [f"{BIRTH}|fee", MARRIAGE]}
    done = await ask("quay lại vụ khai sinh hồi nãy", "go_back", slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) == (BIRTH, Facet.FEE)
    assert done.slots["history"][-1].startswith(DEATH)


async def test_what_is_asked_on_going_back_is_answered_rather_than_what_was_asked_then(ask):
    slots = {"procedure": DEATH, "history": [f"{BIRTH}|fee"]}
    done = await ask("quay lại vụ khai sinh hồi nãy, nộp ở đâu", "ask", slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) == (BIRTH, Facet.WHERE)
    said = "quay lại vụ khai sinh hồi nãy, bà ngoại đi thay có được không"
    done = await ask(said, "ask", slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) != (BIRTH, Facet.FEE)


async def test_what_was_just_said_is_not_said_again(ask):
    asked = "con tui sanh trễ có sao hông"
    first = await ask(asked, "ask_facet", slots={"procedure": BIRTH})
    again = await ask(asked, "ask_facet", slots={"procedure": BIRTH, "said": first.slots["said"]})
    assert again.first.text != first.first.text


async def test_a_button_pressed_twice_says_the_same_twice(ask):
    slots = {"procedure": BIRTH}
    first = await ask("lệ phí", "ask_facet", slots=slots)
    again = await ask("lệ phí", "ask_facet", slots={**slots, "said": first.slots["said"]})
    assert again.first.text == first.first.text


@pytest.mark.parametrize("slots", [{}, {"history": ["9.999999|fee"]}, {"history": "x"}])
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
    assert context_in(slots_of(context)) == context


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


@pytest.mark.parametrize(
    ("text", "facet"),
    [("1.001193", None), ("thủ tục 1.001193 phí bao nhiêu", Facet.FEE), ("mã 1.001193.", None)],
)
async def test_a_procedure_is_known_by_its_national_code(ask, text, facet):
    done = await ask(text)
    assert (done.first.meta.procedure, done.first.meta.facet) == (BIRTH, facet)


@pytest.mark.parametrize("text", ["số 2, mà em không có sổ", "2 đó. phí bao nhiêu", "cái hai, nha"])
async def test_a_pick_with_more_words_is_a_pick(ask, text):
    done = await ask(text, "ask", slots=CHOICES)
    assert done.first.meta.procedure == DEATH


async def test_two_codes_are_both_answered(ask):
    done = await ask("1.001193 và 1.000656 phí bao nhiêu")
    assert [r.meta.procedure for r in done.replies] == [BIRTH, DEATH]


@pytest.mark.parametrize("text", ["9.999999", "11.001193", "1.0011934", "000.00.12.H29-1.001193-1"])
async def test_a_code_that_is_none_on_record_is_words(ask, text):
    assert (await ask(text)).first.meta.outcome is not Outcome.ERROR


class TestWhatMayBeAComplaint:
    """A question that may tell of bad treatment is answered, and the other way stays open."""

    async def test_the_answer_also_offers_to_take_a_complaint(self, ask):
        done = await ask("khai sinh cần gì", ranking={"ask": 0.7, "complain": 0.3})
        assert done.first.meta.procedure == BIRTH
        assert done.replies[-1].buttons[-1].payload == "/complain"
        assert len(done.replies[-1].buttons) <= 4

    async def test_a_plain_question_offers_none(self, ask):
        done = await ask("khai sinh cần gì", ranking={"ask": 0.97, "complain": 0.01})
        assert "/complain" not in [b.payload for b in done.first.buttons]

    async def test_choices_keep_their_numbers(self, ask):
        plain = await ask("đăng ký")
        doubtful = await ask("đăng ký", ranking={"ask": 0.6, "complain": 0.4})
        assert doubtful.first.meta.outcome is Outcome.CLARIFY
        assert doubtful.first.buttons[:-1] == plain.first.buttons


async def test_a_payload_with_a_commune_is_answered_with_its_counter(ask):
    place = "Phường Tây Nam, Thành phố Hồ Chí Minh"
    slots = {"procedure": BIRTH, "pending_facets": ["fee"]}
    done = await ask('/ask{"place":"…"}', "ask", {"place": place}, slots)
    assert "phường Tây Nam" in done.first.text
    assert done.slots["procedure"] == BIRTH


async def test_a_place_in_words_or_an_unknown_one_is_no_counter(ask):
    done = await ask("khai sinh phí bao nhiêu", entities={"place": "Xã A, Tỉnh B"})
    assert done.first.meta.procedure == BIRTH
    done = await ask('/ask{"place":"…"}', entities={"place": "Xã A, Tỉnh B"})
    assert done.first.meta.outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("muốn phản ánh thái độ nhân viên thì gửi ở đây được không ạ", "complaint_here"),
        ("phản ánh thì họ có biết là em gửi không", "complaint_naming"),
    ],
)
async def test_a_question_about_complaining_here_is_answered_and_leads_there(
    ask, sentences, text, sentence
):
    done = await ask(text)
    assert done.first.text == sentences.say(sentence)
    assert [b.payload for b in done.first.buttons] == ["/complain"]


class TestChoosingAfterAQuestion:
    """What was asked is answered once it is said of which procedure."""

    ASKED = "vợ tôi đi nộp thay tôi được không"

    async def test_the_question_is_answered_with_the_choice(self, ask):
        slots = {"candidates": [BIRTH, DEATH]}
        plain = await ask("1", "choose", {"number": "1"}, slots)
        pending.keep("c", self.ASKED)
        told = await ask("1", "choose", {"number": "1"}, slots)
        assert told.first.meta.procedure == plain.first.meta.procedure == BIRTH
        again = await ask("1", "choose", {"number": "1"}, slots)
        assert again.first.text == plain.first.text  # it is asked once

    async def test_what_stands_beside_the_choice_counts_before_it(self, ask):
        pending.keep("c", "nộp ở đâu")
        told = await ask("1. phí bao nhiêu", "choose", slots={"candidates": [BIRTH, DEATH]})
        assert told.first.meta.facet is Facet.FEE

    async def test_a_choice_that_is_offered_keeps_the_question_and_an_answer_drops_it(self, ask):
        said = "làm giấy tờ cho người nước ngoài"
        offered = await ask(said, "ask")
        assert offered.first.meta.outcome is Outcome.CLARIFY
        assert pending.take("c") == said
        await ask(said, "ask")
        await ask("đăng ký khai tử nộp ở đâu", "ask")
        assert pending.take("c") == ""

    def test_it_is_forgotten_after_a_while(self):
        now = [0.0]
        kept = Pending(clock=lambda: now[0])
        kept.keep("c", "words")
        now[0] = SECONDS + 1
        assert kept.take("c") == ""

    def test_only_so_many_are_kept(self):
        kept = Pending(clock=lambda: 0.0)
        for number in range(MOST + 1):
            kept.keep(str(number), "words")
        assert kept.take("0") == ""
        assert kept.take(str(MOST)) == "words"


@pytest.mark.parametrize("text", ["hư cả 2 luôn", "cần cả hai luôn"])
async def test_a_story_about_both_picks_none(ask, text):
    done = await ask(text, "choose", {"number": "2"}, {"candidates": [BIRTH, DEATH]})
    assert done.first.meta.procedure != DEATH


class TestSeveralOfTheChoices:
    CHOICES = {"candidates": [BIRTH, DEATH, MARRIAGE], "pending_facets": ["fee"]}

    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("1 với 3", [BIRTH, MARRIAGE]),
            ("số 3, số 1 nha", [MARRIAGE, BIRTH]),
            ("dạ cho em xem cái 1 và cái 2", [BIRTH, DEATH]),
            ("cả 3", [BIRTH, DEATH, MARRIAGE]),
            ("tất cả", [BIRTH, DEATH, MARRIAGE]),
            ("cả 3 và 2", [MARRIAGE, DEATH]),
        ],
    )
    async def test_each_is_answered_on_what_was_asked(self, ask, text, keys):
        done = await ask(text, "choose", {}, self.CHOICES)
        told = [reply.meta for reply in done.replies]
        assert [meta.procedure for meta in told] == keys
        assert {meta.facet for meta in told} == {Facet.FEE}
        assert done.slots["procedure"] == keys[-1]

    async def test_what_stands_behind_them_is_asked_of_each(self, ask):
        done = await ask("1 với 2 cái nào lâu hơn", "ask", {}, self.CHOICES)
        assert [(r.meta.procedure, r.meta.facet) for r in done.replies] == [
            (BIRTH, Facet.TIME_LIMIT), (DEATH, Facet.TIME_LIMIT)
        ]  # fmt: skip

    async def test_what_was_answered_on_presumption_is_none_of_them(self, ask):
        presumed = {**self.CHOICES, "procedure": MARRIAGE}
        done = await ask("cả 2", "choose", {}, presumed)
        assert [reply.meta.procedure for reply in done.replies] == [BIRTH, DEATH]

    async def test_they_can_be_asked_after_together(self, ask):
        slots = (await ask("1 với 2", "choose", {}, self.CHOICES)).slots
        done = await ask("2 cái đó cái nào lâu hơn", "ask_facet", {}, slots)
        assert {reply.meta.procedure for reply in done.replies} == {BIRTH, DEATH}

    @pytest.mark.parametrize(
        "text",
        ["1 với 4", "1", "cả 2", "2 con với 1 cháu", "1/2026", "cả ba mẹ", "2 với 3 đứa con"],
    )
    async def test_other_numbers_are_not_several_choices(self, ask, text):
        done = await ask(text, "ask", {}, self.CHOICES)
        assert len(done.replies) == 1
