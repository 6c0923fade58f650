import pytest

from actions.converse import ENDINGS, Converse
from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.retrieval.screen import ENDINGS as SCREENED
from knowledge_base.retrieval.screen import Kind
from tests.support.knowledge import DEATH


@pytest.mark.parametrize("intent", ENDINGS)
async def test_each_intent_ends_in_its_own_way_with_its_sentence(act, sentences, intent):
    outcome, sentence = ENDINGS[intent]
    done = await act(Converse(), "x", intent)
    assert [(r.meta.outcome, r.text) for r in done.replies] == [(outcome, sentences.say(sentence))]


async def test_what_is_not_known_gets_the_help(act, sentences):
    done = await act(Converse(), "x", "something_new")
    assert done.first.meta.outcome is Outcome.SMALLTALK
    assert done.first.text == sentences.say("help")


async def test_an_emergency_is_told_whom_to_call(act):
    text = (await act(Converse(), "x", "emergency")).first.text
    assert all(number in text for number in ("113", "114", "115"))


async def test_small_talk_forgets_nothing(act):
    slots = {"procedure": "1.001193"}
    assert (await act(Converse(), "cảm ơn", "thank", slots=slots)).slots == slots


@pytest.mark.parametrize("kind", Kind)
async def test_what_the_portal_recognised_gets_its_own_sentence(act, sentences, kind):
    done = await act(
        Converse(), f'/out_of_scope{{"kind": "{kind}"}}', "out_of_scope", {"kind": kind}
    )
    ending = SCREENED[kind]
    assert done.first.meta.outcome is ending.outcome
    assert done.first.text == sentences.say(ending.sentence)


@pytest.mark.parametrize("forged", ["x", "", "FIRE", {"a": 1}, ["fire"], None, 5])
async def test_a_kind_that_is_none_is_passed_over(act, sentences, forged):
    done = await act(Converse(), "/greet", "greet", {"kind": forged})
    assert done.first.text == sentences.say("greet")


async def test_the_help_leads_to_a_complaint_and_to_staff(act):
    payloads = [b.payload for b in (await act(Converse(), "giúp", "help")).first.buttons]
    assert payloads == ["/complain", "/talk_to_staff"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("cảm ơn nha, mà khai tử cần giấy tờ gì", "thank"), ("chào ad, khai tử cần gì", "greet")],
)
async def test_a_question_after_thanks_is_answered(act, text, intent):
    done = await act(Converse(), text, intent)
    assert (done.first.meta.procedure, done.first.meta.facet) == (DEATH, Facet.DOSSIER)


@pytest.mark.parametrize("text", ["cảm ơn nhiều nha", "cảm ơn bạn đã giúp mình"])
async def test_mere_thanks_are_thanks(act, sentences, text):
    done = await act(Converse(), text, "thank")
    assert done.first.text == sentences.say("thank")


async def test_a_no_that_names_something_else_is_a_question_again(act):
    slots = {"procedure": "1.001193", "pending_facets": ["fee"]}
    done = await act(Converse(), "à không, khai tử cơ", "deny", slots=slots)
    assert (done.first.meta.procedure, done.first.meta.facet) == (DEATH, Facet.FEE)


@pytest.mark.parametrize("intent", ["out_of_scope", "refuse_request", "deny", "correct_complaint"])
async def test_what_may_ask_on_is_looked_up_where_something_is_talked_about(act, intent):
    talked = {"procedure": DEATH, "pending_facets": [], "candidates": []}
    unsure = await act(Converse(), "phi bao nhieu vay", intent, slots=talked, confidence=0.6)
    assert unsure.first.meta.procedure == DEATH
    sure = await act(Converse(), "phi bao nhieu vay", intent, slots=talked, confidence=0.99)
    assert sure.first.meta.procedure is None
    nothing = await act(Converse(), "phi bao nhieu vay", intent, confidence=0.6)
    assert nothing.first.meta.procedure is None


async def test_danger_is_never_looked_up(act, sentences):
    talked = {"procedure": DEATH}
    done = await act(Converse(), "phi bao nhieu", "emergency", slots=talked, confidence=0.41)
    assert done.first.text == sentences.say("emergency")


async def test_a_greeting_needs_no_release(act, serve, sentences):
    serve(None)
    done = await act(Converse(), "chào ad, khai tử ở bên đó", "greet")
    assert done.first.text == sentences.say("greet")


async def test_who_mixes_two_languages_is_answered_in_the_one_that_is_known(act, sentences):
    done = await act(Converse(), "Hello, my wife muốn đăng ký khai tử, how?", "other_language")
    assert done.first.meta.procedure == DEATH
    done = await act(Converse(), "how do I register a death here", "other_language")
    assert done.first.text == sentences.say("other_language")


@pytest.mark.parametrize(
    "words",
    [
        "còn cái yêu cầu gặp cán bộ lúc nãy con ghi thì sao, cô có nhờ đâu",
        "huy yeu cau gap can bo di",
        "tôi đâu có xin gặp cán bộ",
    ],
)
async def test_a_request_that_was_logged_is_not_logged_again(act, sentences, words):
    done = await act(Converse(), words, "talk_to_staff")
    assert done.first.text == sentences.say("handover_unwanted")
    assert done.first.meta.outcome is not Outcome.HANDOVER


@pytest.mark.parametrize(
    "words",
    ["cho tôi gặp cán bộ", "tôi yêu cầu được gặp cán bộ", "yêu cầu gặp lúc nãy chưa ai gọi lại"],
)
async def test_who_wants_to_meet_staff_is_heard(act, sentences, words):
    done = await act(Converse(), words, "talk_to_staff")
    assert done.first.text == sentences.say("handover")
