"""Whole conversations, from the words to the reply."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, DEATH, MARRIAGE, POST, TODAY


class Talk:
    """A conversation: what is said, turn by turn, and what was answered last."""

    def __init__(self, answerer):
        self._answerer = answerer
        self.context = Context()
        self.replies = ()

    def say(self, text):
        answered = self._answerer.answer(text, self.context, TODAY)
        self.context, self.replies = answered.context, answered.replies
        return self

    @property
    def meta(self):
        return self.replies[0].meta

    @property
    def about(self):
        return (self.meta.procedure, self.meta.facet)


@pytest.fixture
def talk(answerer):
    return Talk(answerer)


def test_a_conversation_keeps_the_procedure_and_then_the_facet(talk):
    assert talk.say("lam khai sinh cho con can j").about == (BIRTH, Facet.DOSSIER)
    assert talk.say("phí").about == (BIRTH, Facet.FEE)
    assert talk.say("thế nộp mạng dc ko").about == (BIRTH, Facet.ONLINE)
    assert talk.say("còn kết hôn?").about == (MARRIAGE, Facet.ONLINE)
    assert "hai người vẫn phải đến ký sổ" in talk.replies[0].text


def test_the_facet_said_with_the_new_procedure_wins_over_the_old_one(talk):
    talk.say("khai sinh phí bao nhiêu")
    assert talk.say("còn kết hôn mất bao lâu?").about == (MARRIAGE, Facet.TIME_LIMIT)


def test_a_new_question_does_not_inherit_the_facet(talk):
    talk.say("khai sinh phí bao nhiêu")
    assert talk.say("đăng ký kết hôn").about == (MARRIAGE, None)


def test_how_to_file_by_post_asks_about_the_procedure_talked_about(talk):
    talk.say("khai sinh cần giấy tờ gì")
    assert talk.say("gửi qua bưu điện được không").about == (BIRTH, Facet.POSTAL)


def test_how_to_file_by_post_without_a_procedure_is_the_guide(talk):
    talk.say("nộp qua bưu điện được không")
    assert talk.meta.outcome is Outcome.ANSWERED
    assert talk.context.entry == POST


def test_a_year_after_a_question_asks_for_the_rule_of_then(talk):
    talk.say("khai sinh nộp ở đâu")
    talk.say("2019 thì nộp ở đâu")
    assert talk.about == (BIRTH, Facet.WHERE)
    assert talk.meta.as_of == date(2019, 3, 1)
    assert "thường trú" in talk.replies[0].text


def test_a_question_after_one_of_the_past_is_one_of_today(talk):
    talk.say("năm 2019 khai sinh nộp ở đâu")
    assert talk.say("phí").meta.as_of == TODAY


def test_two_questions_get_two_replies_and_the_last_is_talked_about(talk):
    talk.say("khai tử, kết hôn phí bao nhiêu")
    assert [r.meta.procedure for r in talk.replies] == [DEATH, MARRIAGE]
    assert talk.say("mất bao lâu").about == (MARRIAGE, Facet.TIME_LIMIT)


def test_two_questions_are_two_in_the_middle_of_a_conversation_too(talk):
    talk.say("đăng ký khai sinh cần gì")
    talk.say("đăng ký kết hôn cần gì và đăng ký khai tử mất bao lâu")
    assert [reply.meta.procedure for reply in talk.replies] == [MARRIAGE, DEATH]


def test_the_context_survives_what_is_not_on_record(talk):
    talk.say("khai sinh cần giấy tờ gì")
    talk.say("bóng đá tối nay đội tuyển đá mấy giờ")
    assert talk.meta.outcome is Outcome.NO_ANSWER
    assert talk.say("phí").about == (BIRTH, Facet.FEE)


def test_an_answer_forgets_the_choices_offered_before(talk):
    talk.say("xin giấy phép")
    assert talk.context.candidates
    talk.say("đăng ký kết hôn")
    assert talk.context.candidates == ()


def test_the_facet_asked_is_kept_while_one_is_asked_which(talk):
    talk.say("xin giấy phép phí bao nhiêu")
    assert talk.meta.outcome is Outcome.CLARIFY
    assert talk.context.facets == (Facet.FEE,)


def test_who_is_offered_others_beside_an_answer_and_asks_an_aspect_goes_on(answerer):
    offered = Context(BIRTH, (), (DEATH, BIRTH))
    reply = answerer.answer("phí bao nhiêu", offered, TODAY).replies[0]
    assert (reply.meta.procedure, reply.meta.facet) == (BIRTH, Facet.FEE)
    for context in (Context(BIRTH, (), (BIRTH, DEATH)), Context(None, (), (BIRTH, DEATH))):
        reply = answerer.answer("phí bao nhiêu", context, TODAY).replies[0]
        assert reply.meta.outcome is Outcome.CLARIFY


def test_none_of_the_choices_asks_for_the_name(answerer):
    answered = answerer.ask_which(Context("x", (Facet.FEE,), ("a", "b")), TODAY)
    assert answered.replies[0].meta.outcome is Outcome.CLARIFY
    assert answered.context == Context(None, (Facet.FEE,), ())


def test_an_entry_is_answered_by_its_key(answerer):
    answered = answerer.answer_entry(MARRIAGE, (Facet.FEE,), TODAY)
    assert answered.replies[0].meta.procedure == MARRIAGE
    assert answered.context == Context(MARRIAGE, (Facet.FEE,))
    assert answered.ranked == (MARRIAGE,)


@pytest.mark.parametrize("text", [f"{BIRTH} phí", f"thủ tục {BIRTH}.000.00.00.H17 tốn nhiêu tiền"])
def test_a_procedure_is_known_by_its_national_code(talk, text):
    talk.say(text)
    assert talk.context.entry == BIRTH
    assert talk.meta.facet is Facet.FEE


def test_a_code_that_is_not_on_record_names_nothing(talk):
    talk.say("9.999999 mất bao lâu")
    assert talk.context.entry is None


def test_an_unknown_key_is_not_answered(answerer):
    assert answerer.answer_entry("9.999999", (), TODAY) is None


def test_a_procedure_that_is_no_longer_on_record_is_no_context(answerer):
    answered = answerer.answer("phí", Context("9.999999", (Facet.FEE,)), TODAY)
    assert answered.replies[0].meta.outcome is Outcome.CLARIFY


def test_the_same_message_gets_the_same_answer(answerer):
    once = answerer.answer("khai sinh phí bao nhiêu", Context(), TODAY)
    assert answerer.answer("khai sinh phí bao nhiêu", Context(), TODAY) == once


def test_the_day_to_answer_for_can_be_given(answerer):
    then = date(2019, 5, 1)
    answered = answerer.answer("khai sinh nộp ở đâu", Context(), TODAY, then)
    assert answered.replies[0].meta.as_of == then


@pytest.mark.parametrize("text", ["", "🙂", "\u200b", "?" * 300])
def test_a_message_without_words_is_told_so(talk, text):
    talk.say(text)
    assert talk.meta.outcome is Outcome.NO_ANSWER
    assert "Chưa thấy câu hỏi" in talk.replies[0].text


@pytest.mark.parametrize("text", ["đăng ký khai sinh " * 1200, "🙂" * 20_000, "và, " * 5000])
def test_a_message_of_twenty_thousand_characters_is_answered(talk, text):
    assert talk.say(text).replies


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=120),
    st.sampled_from([Context(), Context(BIRTH, (Facet.FEE,)), Context("?", (), ("a",))]),
)
def test_whatever_is_typed_gets_a_reply(answerer, text, context):
    answered = answerer.answer(text, context, TODAY)
    assert answered.replies
    assert all(reply.text.strip() for reply in answered.replies)


def test_each_of_several_questions_is_answered(talk):
    talk.say("đăng ký khai sinh").say("mấy bữa có, với lại phí bao nhiêu, trễ có bị phạt không")
    assert talk.meta.outcome is Outcome.ANSWERED_PARTIAL
    text = talk.replies[0].text
    assert "Thời hạn" in text
    assert "Lệ phí" in text
    assert "Mức phạt" in text


@pytest.mark.parametrize(
    "said", ["có cần giấy khám sức khỏe không", "co phai nop hop dong thue nha khong"]
)
def test_a_paper_that_no_line_names_is_said_to_be_missing_before_those_there_are(
    talk, sentences, said
):
    talk.say("đăng ký khai sinh").say(said)
    reply = talk.replies[0]
    assert reply.text.startswith(sentences.say("answer_paper_not_in_record"))
    assert (reply.meta.outcome, reply.meta.facet) == (Outcome.ANSWERED, Facet.DOSSIER)
    assert reply.meta.procedure == BIRTH
    assert len(reply.text.splitlines()) > 1


def test_a_paper_that_a_line_names_is_answered_with_it(talk, sentences):
    talk.say("đăng ký khai sinh").say("có phải nộp giấy chứng sinh của bé không")
    assert "hứng sinh" in talk.replies[0].text
    assert sentences.say("answer_paper_not_in_record") not in talk.replies[0].text


def test_beside_another_question_such_a_paper_is_said_to_be_missing(talk, sentences):
    talk.say("đăng ký khai sinh").say("phí bao nhiêu, có cần giấy khám sức khỏe không")
    assert sentences.say("answer_paper_not_in_record") in talk.replies[0].text


@pytest.mark.parametrize("said", ["đi trễ có bị phạt không", "di tre co bi phat k"])
def test_a_penalty_that_no_card_holds_is_said_to_be_missing(talk, said):
    talk.say("đăng ký khai sinh").say(said)
    assert talk.context.entry == BIRTH
    assert talk.meta.outcome is Outcome.ANSWERED_PARTIAL
    assert "Mức phạt" in talk.replies[0].text


def test_a_penalty_asked_beside_another_matter_does_not_hold_the_talk_back(talk):
    talk.say("đăng ký khai sinh").say(
        "ok em. giờ tính cất cái nhà cấp 4 thì phải xin phép xây dựng không, xây rồi có bị phạt ko"
    )
    assert talk.context.entry != BIRTH


def test_which_of_several_questions_nothing_answers_is_said(talk):
    talk.say("đăng ký khai sinh").say(
        "phí bao nhiêu, ông trưởng thôn có được hưởng lương hưu không"
    )
    assert "Ý cuối anh/chị hỏi" in talk.replies[0].text


def test_a_guide_asks_for_the_procedure_once(talk, sentences):
    asks = sentences.say("answer_guide_next")
    talk.say("nộp qua bưu điện thế nào")
    assert talk.context.entry == POST
    assert asks in talk.replies[0].text
    talk.say("phí bao nhiêu")
    assert talk.context.entry == POST
    assert asks not in talk.replies[0].text


def test_a_facet_of_both_that_were_talked_about_is_told_of_both(answerer):
    context = Context(BIRTH, earlier=(DEATH, MARRIAGE))
    answered = answerer.answer("2 cái đó phí cái nào mắc hơn", context, TODAY)
    assert [r.meta.procedure for r in answered.replies] == [MARRIAGE, BIRTH]
    assert {r.meta.facet for r in answered.replies} == {Facet.FEE}
    one = answerer.answer("hai vợ chồng cùng đi phí bao nhiêu", context, TODAY)
    assert len(one.replies) == 1


def test_who_rejects_a_line_is_not_taken_to_another_procedure(talk):
    talk.say("đăng ký khai sinh").say("không phải, em hỏi là trễ hạn thì tốn nhiêu tiền")
    assert talk.context.entry == BIRTH


def test_a_penalty_is_asked_of_what_was_talked_about_and_of_nothing_else(talk):
    talk.say("đăng ký khai sinh").say("em hỏi có bị phạt không chứ, chưa đi khai ấy")
    assert talk.context.entry == BIRTH
    assert "Mức phạt" in talk.replies[0].text


def test_who_gets_no_answer_twice_is_told_so_in_other_words(talk):
    said = "làm xong có được cán bộ chở về tận nhà không"
    talk.say("đăng ký khai sinh").say(said)
    first = talk.replies[0].text
    talk.say(said)
    assert talk.meta.outcome is Outcome.ANSWERED_PARTIAL
    assert talk.replies[0].text != first


def test_a_fine_is_no_fee(talk):
    talk.say("đăng ký kết hôn trễ bị phạt bao nhiêu tiền")
    assert talk.context.entry == MARRIAGE
    assert "Mức phạt" in talk.replies[0].text
    assert talk.meta.facet is not Facet.FEE


def test_a_penalty_of_something_named_is_asked_of_that(talk):
    talk.say("đăng ký khai sinh").say("đăng ký kết hôn trễ thì có bị phạt không")
    assert talk.context.entry == MARRIAGE
