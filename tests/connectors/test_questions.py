"""A question without an answer goes to the editors only if whoever asked says so."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from connectors import inbox, questions
from connectors.models import ChannelName, Conversation, HeldQuestion, UnansweredQuestion
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply

pytestmark = pytest.mark.django_db
ASKED = "giấy phép nuôi chim yến Quỳnh-9917"
NO_ANSWER = Reply("Chưa có thông tin.", Meta(Outcome.NO_ANSWER))
CLARIFY = Reply("Việc nào?", Meta(Outcome.CLARIFY), buttons=(Button("Một", "/a"),))
WHICH = Reply("Cho thủ tục nào?", Meta(Outcome.CLARIFY))


@pytest.fixture
def person(sentences):
    return Person(sentences)


class Person:
    """Somebody in one conversation."""

    def __init__(self, sentences):
        self.sentences = sentences
        self.conversation = Conversation.objects.create(channel=ChannelName.WEB)

    def message(self, text, **more):
        return inbox.store(self.conversation, ChannelName.WEB, str(uuid.uuid4()), text, **more)

    def hears(self, *replies, asked=ASKED, **more):
        return questions.offer(self.message(asked, **more), replies, self.sentences)

    def presses(self, payload):
        return questions.send(self.message(payload), payload, self.sentences).text


def payloads(replies):
    return [button.payload for button in replies[-1].buttons]


def test_no_answer_comes_with_the_offer_to_pass_the_question_on(person, sentences):
    replies = person.hears(NO_ANSWER)
    assert payloads(replies) == [questions.SEND, questions.SEND_FOR_NEWS]
    assert replies[0].text.startswith(NO_ANSWER.text)
    assert sentences.say("question_offer") in replies[0].text


def test_without_a_press_nothing_reaches_the_editors_and_the_words_go(person):
    person.hears(NO_ANSWER)
    assert UnansweredQuestion.objects.count() == 0
    HeldQuestion.objects.update(held_at=timezone.now() - questions.HELD - timedelta(seconds=1))
    assert questions.forget_old() == 1
    assert HeldQuestion.objects.count() == 0


def test_held_words_are_sealed(person):
    person.hears(NO_ANSWER)
    assert b"9917" not in bytes(HeldQuestion.objects.get().sealed)


def test_a_press_passes_the_words_on_without_what_leads_to_a_person(person, sentences):
    person.hears(NO_ANSWER, asked="tôi là Nguyễn Văn An, 0912345678, nuôi yến cần giấy gì")
    assert person.presses(questions.SEND) == sentences.say("question_sent")
    question = UnansweredQuestion.objects.get()
    assert question.words == "tôi là [tên], [số], nuôi yến cần giấy gì"
    assert (question.why, question.status) == ("no_answer", "open")
    assert question.conversation is None
    assert bytes(HeldQuestion.objects.get().sealed) == b""


def test_who_wants_news_is_known_until_told(person, sentences):
    person.hears(NO_ANSWER)
    assert person.presses(questions.SEND_FOR_NEWS) == sentences.say("question_sent_for_news")
    question = UnansweredQuestion.objects.get()
    assert question.wants_news
    assert question.conversation == person.conversation


def test_pressing_twice_is_one_question_and_news_can_be_asked_for_later(person):
    person.hears(NO_ANSWER)
    person.presses(questions.SEND)
    person.presses(questions.SEND)
    person.presses(questions.SEND_FOR_NEWS)
    assert UnansweredQuestion.objects.get().wants_news


def test_a_press_that_comes_too_late_is_told_so(person, sentences):
    person.hears(NO_ANSWER)
    HeldQuestion.objects.update(held_at=timezone.now() - questions.HELD - timedelta(seconds=1))
    assert person.presses(questions.SEND) == sentences.say("question_gone")
    assert UnansweredQuestion.objects.count() == 0


def test_a_press_without_a_question_before_is_told_so(person, sentences):
    assert person.presses(questions.SEND_FOR_NEWS) == sentences.say("question_gone")


def test_a_broken_seal_is_no_question(person, sentences):
    person.hears(NO_ANSWER)
    HeldQuestion.objects.update(sealed=b"\x00broken")
    assert person.presses(questions.SEND) == sentences.say("question_gone")


def test_the_latest_question_counts(person):
    person.hears(NO_ANSWER, asked="câu hỏi thứ nhất")
    person.presses(questions.SEND)
    person.hears(NO_ANSWER, asked="câu hỏi thứ hai")
    person.presses(questions.SEND)
    words = set(UnansweredQuestion.objects.values_list("words", flat=True))
    assert words == {"câu hỏi thứ nhất", "câu hỏi thứ hai"}


def test_a_choice_is_offered_to_the_editors_only_when_none_of_it_was_meant(person):
    assert person.hears(CLARIFY) == (CLARIFY,)
    assert payloads(person.hears(WHICH, asked="/choose_other")) == [
        questions.SEND,
        questions.SEND_FOR_NEWS,
    ]
    person.presses(questions.SEND)
    question = UnansweredQuestion.objects.get()
    assert (question.why, question.words) == ("not_meant", "giấy phép nuôi chim yến Quỳnh-9917")


@pytest.mark.parametrize(
    "outcome",
    [o for o in Outcome if o not in (Outcome.NO_ANSWER, Outcome.CLARIFY)],
)
def test_other_endings_hold_nothing_and_offer_nothing(person, outcome):
    reply = Reply("Nói gì đó.", Meta(outcome))
    assert person.hears(reply) == (reply,)
    assert HeldQuestion.objects.count() == 0


def test_nothing_of_a_complaint_is_held(person):
    asks = Reply("Chuyện thế nào?", Meta(Outcome.COMPLAINT_STARTED, slot="what"))
    assert person.hears(NO_ANSWER, asks) == (NO_ANSWER, asks)
    assert HeldQuestion.objects.count() == 0


@pytest.mark.parametrize("text", ["?", "…", "abc", "/choose_procedure{}"])
def test_what_is_no_question_is_not_offered(person, text):
    assert person.hears(NO_ANSWER, asked=text) == (NO_ANSWER,)


def test_a_file_is_no_question(person):
    assert person.hears(NO_ANSWER, is_file=True) == (NO_ANSWER,)


def test_questions_are_kept_for_the_set_days_only(person, settings):
    person.hears(NO_ANSWER)
    person.presses(questions.SEND)
    old = timezone.now() - timedelta(days=settings.UNANSWERED_DAYS + 1)
    UnansweredQuestion.objects.update(asked_at=old)
    questions.forget_old()
    assert UnansweredQuestion.objects.count() == 0
