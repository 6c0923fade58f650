"""A message arrives once, in order, and is answered once."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from connectors import inbox
from connectors.errors import MessageIdTaken
from connectors.models import ChannelName, Conversation, InboundMessage, OutboundMessage
from tests.support.dialogue import HELLO, OFFER

pytestmark = pytest.mark.django_db

Status = InboundMessage.Status


@pytest.fixture
def conversation():
    return Conversation.objects.create(channel=ChannelName.WEB)


@pytest.fixture
def store(conversation):
    def give(text="xin chào", owner=conversation, message_id=None):
        return inbox.store(owner, ChannelName.WEB, message_id or str(uuid.uuid4()), text)

    return give


def let_claims_run_out():
    past = timezone.now() - timedelta(seconds=1)
    InboundMessage.objects.filter(status=Status.WORKING).update(claimed_until=past)


def test_a_message_is_stored_before_any_work(store):
    message = store("phí bao nhiêu")
    row = InboundMessage.objects.get()
    assert (row.pk, row.text, row.status) == (message.pk, "phí bao nhiêu", Status.RECEIVED)


def test_a_message_that_comes_twice_is_stored_once(store):
    first = store(message_id="m")
    assert store("other words", message_id="m").pk == first.pk
    assert InboundMessage.objects.get().text == "xin chào"


def test_a_first_message_that_comes_twice_begins_one_conversation():
    first = inbox.store(None, ChannelName.WEB, "m", "x")
    again = inbox.store(None, ChannelName.WEB, "m", "x")
    assert again.conversation == first.conversation
    assert Conversation.objects.count() == 1


def test_an_id_of_another_conversation_is_refused(store):
    store(message_id="m")
    with pytest.raises(MessageIdTaken):
        store(owner=Conversation.objects.create(channel=ChannelName.WEB), message_id="m")


def test_only_one_takes_a_message(store):
    message = store()
    assert inbox.claim(message.pk).pk == message.pk
    assert inbox.claim(message.pk) is None


def test_a_message_waits_for_the_one_before_it_in_its_conversation(store):
    first, second = store(), store()
    assert inbox.claim(second.pk) is None
    inbox.settle(inbox.claim(first.pk), [HELLO])
    assert inbox.claim(second.pk).pk == second.pk


def test_a_message_does_not_wait_for_other_conversations(store):
    store()
    other = store(owner=Conversation.objects.create(channel=ChannelName.WEB))
    assert inbox.claim(other.pk)


def test_a_claim_runs_out(store):
    message = store()
    inbox.claim(message.pk)
    let_claims_run_out()
    assert inbox.claim(message.pk)


def test_an_answered_message_is_never_taken_again(store):
    message = store()
    inbox.settle(inbox.claim(message.pk), [HELLO])
    let_claims_run_out()
    assert inbox.claim(message.pk) is None
    assert inbox.left_behind() == []


def test_an_answer_is_kept_in_its_order(store):
    message = store()
    assert inbox.answer_to(message.pk) is None
    inbox.settle(message, [HELLO, OFFER])
    assert inbox.answer_to(message.pk) == (HELLO, OFFER)


def test_the_first_answer_stays(store):
    message = store()
    inbox.settle(message, [HELLO])
    inbox.settle(message, [OFFER])
    assert inbox.answer_to(message.pk) == (HELLO,)
    assert OutboundMessage.objects.count() == 1


def test_the_words_are_wiped_when_the_message_is_answered(store):
    message = store("tôi tên Hoa, ở đường Hoa Sứ")
    inbox.settle(message, [HELLO])
    assert InboundMessage.objects.get().text == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM connectors_inboundmessage")
        assert "Hoa" not in str(cursor.fetchall())


def test_messages_left_behind_are_those_nobody_works_on(store):
    dead, fresh = store(), store()
    inbox.claim(dead.pk)
    assert inbox.left_behind() == []
    let_claims_run_out()
    assert inbox.left_behind() == [dead.pk]
    InboundMessage.objects.filter(pk=fresh.pk).update(
        received_at=timezone.now() - inbox.CLAIM - timedelta(seconds=1)
    )
    assert inbox.left_behind() == [dead.pk, fresh.pk]
    assert inbox.left_behind(limit=1) == [dead.pk]


def test_the_payloads_offered_are_those_of_the_latest_replies(store, conversation):
    assert inbox.offered_payloads(conversation.pk) == frozenset()
    inbox.settle(store(), [OFFER])
    assert inbox.offered_payloads(conversation.pk) == {OFFER.buttons[0].payload}
    for _ in range(20):
        inbox.settle(store(), [HELLO])
    assert inbox.offered_payloads(conversation.pk) == frozenset()


def test_payloads_offered_to_somebody_else_are_not_offered(store):
    inbox.settle(store(), [OFFER])
    other = Conversation.objects.create(channel=ChannelName.WEB)
    assert inbox.offered_payloads(other.pk) == frozenset()


def test_a_press_that_waits_is_found_by_its_words_although_they_are_sealed():
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    message = inbox.store(conversation, ChannelName.WEB, "press", "/submit_complaint")
    assert inbox.is_waiting(conversation.pk, "/submit_complaint")
    assert not inbox.is_waiting(conversation.pk, "/cancel_complaint")
    InboundMessage.objects.filter(pk=message.pk).update(status=InboundMessage.Status.ANSWERED)
    assert not inbox.is_waiting(conversation.pk, "/submit_complaint")
