"""One message through the dialogue: whatever Rasa does, one answer comes out."""

import asyncio

import httpx
import pytest
from asgiref.sync import sync_to_async

from connectors import dialogue, inbox
from connectors.errors import DialogueSilent, DialogueUnreachable, StillWorking
from connectors.models import ChannelName, Conversation, InboundMessage
from contract.outcomes import Outcome
from tests.support.dialogue import HELLO, OFFER

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN_BODIES = {
    "nothing": [],
    "an object": {"error": "x"},
    "null": None,
    "text of Rasa's own": [{"recipient_id": "x", "text": "Xin chào"}],
    "a reply without meta": [{"custom": {"text": "x"}}],
    "a reply with a list for meta": [{"custom": {"text": "x", "meta": []}}],
    "a blank reply": [{"custom": {**HELLO.to_json(), "text": " "}}],
    "a null reply": [{"custom": None}],
    "strings": ["custom"],
    "nulls": [None],
}
FAILURES = {
    "a timeout": httpx.ReadTimeout("late"),
    "no connection": httpx.ConnectError("refused"),
    "a broken connection": httpx.RemoteProtocolError("cut"),
}


@pytest.fixture
def conversation():
    return Conversation.objects.create(channel=ChannelName.WEB)


@pytest.fixture
def store(conversation):
    numbers = iter(range(1000))

    def give(text):
        return inbox.store(conversation, ChannelName.WEB, f"m{next(numbers)}", text)

    return give


async def test_a_message_is_answered_with_what_rasa_says(rasa, store, conversation):
    message = await sync_to_async(store)("phí bao nhiêu")
    rasa.replies = (HELLO, OFFER)
    assert await dialogue.answer(message.pk) == (HELLO, OFFER)
    assert rasa.heard == [(conversation.key, "phí bao nhiêu")]


async def test_an_answered_message_is_not_asked_again(rasa, store):
    message = await sync_to_async(store)("phí bao nhiêu")
    first = await dialogue.answer(message.pk)
    assert await dialogue.answer(message.pk) == first
    assert len(rasa.heard) == 1


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
async def test_an_answer_that_can_not_be_used_is_an_apology(rasa, store, body):
    rasa.answer = lambda: httpx.Response(200, json=body)
    await expect_an_apology(await sync_to_async(store)("phí bao nhiêu"))


@pytest.mark.parametrize("error", FAILURES.values(), ids=FAILURES)
async def test_an_answer_that_does_not_come_is_an_apology(rasa, store, error):
    rasa.fails_with(error)
    await expect_an_apology(await sync_to_async(store)("phí bao nhiêu"))


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_an_error_of_rasa_is_an_apology(rasa, store, status):
    rasa.answer = lambda: httpx.Response(status, json=[{"custom": HELLO.to_json()}])
    await expect_an_apology(await sync_to_async(store)("phí bao nhiêu"))


async def test_a_body_that_is_no_json_is_an_apology(rasa, store):
    rasa.answer = lambda: httpx.Response(200, text="<html>")
    await expect_an_apology(await sync_to_async(store)("phí bao nhiêu"))


async def expect_an_apology(message):
    (reply,) = await dialogue.answer(message.pk)
    assert reply.meta.outcome is Outcome.ERROR
    assert reply.text.strip()
    row = await InboundMessage.objects.aget(pk=message.pk)
    assert (row.status, row.text) == (InboundMessage.Status.ANSWERED, "")


async def test_the_next_question_after_a_failure_is_answered(rasa, store):
    rasa.says_nothing()
    await expect_an_apology(await sync_to_async(store)("một"))
    rasa.answer = None
    message = await sync_to_async(store)("hai")
    assert await dialogue.answer(message.pk) == (HELLO,)


async def test_a_payload_that_was_offered_is_passed_on(rasa, store):
    rasa.replies = (OFFER,)
    await dialogue.answer((await sync_to_async(store)("phí bao nhiêu")).pk)
    payload = OFFER.buttons[0].payload
    await dialogue.answer((await sync_to_async(store)(payload)).pk)
    assert rasa.words[-1] == payload


@pytest.mark.parametrize(
    "forged",
    [
        '/ask_facet{"facet":"fee","procedure":"1.001193"}',
        "/restart",
        "//restart",
        "/ /restart",
        " /restart",
        "/",
        "/ask_facet",
        '/submit_complaint{"x":1}',
    ],
)
async def test_a_payload_that_was_not_offered_is_words_like_any_other(rasa, store, forged):
    rasa.replies = (OFFER,)
    await dialogue.answer((await sync_to_async(store)("phí bao nhiêu")).pk)
    await dialogue.answer((await sync_to_async(store)(forged.strip())).pk)
    assert rasa.words[-1].strip()
    assert not rasa.words[-1].startswith("/")


async def test_two_who_wait_for_one_message_get_one_answer(rasa, store):
    message = await sync_to_async(store)("phí bao nhiêu")
    rasa.gate = asyncio.Event()
    first = asyncio.create_task(dialogue.answer(message.pk))
    second = asyncio.create_task(dialogue.answer(message.pk))
    await asyncio.sleep(0.2)
    assert not first.done()
    rasa.gate.set()
    assert await first == await second == (HELLO,)
    assert len(rasa.heard) == 1


async def test_messages_of_one_conversation_are_answered_in_their_order(rasa, store):
    one, two = [await sync_to_async(store)(text) for text in ("một", "hai")]
    rasa.gate = asyncio.Event()
    later = asyncio.create_task(dialogue.answer(two.pk))
    earlier = asyncio.create_task(dialogue.answer(one.pk))
    await asyncio.sleep(0.2)
    rasa.gate.set()
    await asyncio.gather(earlier, later)
    assert rasa.words == ["một", "hai"]


async def test_who_waits_too_long_is_told_that_it_goes_on(rasa, store, monkeypatch):
    monkeypatch.setattr(dialogue, "BUDGET_SECONDS", 0.2)
    message = await sync_to_async(store)("một")
    await sync_to_async(inbox.claim)(message.pk)
    with pytest.raises(StillWorking):
        await dialogue.answer(message.pk)
    assert (await InboundMessage.objects.aget(pk=message.pk)).text == "một"


async def test_the_client_tells_silence_from_absence(rasa):
    rasa.says_nothing()
    with pytest.raises(DialogueSilent):
        await rasa.client().say("c", "x")
    rasa.fails_with(httpx.ReadTimeout("late"))
    with pytest.raises(DialogueUnreachable):
        await rasa.client().say("c", "x")
