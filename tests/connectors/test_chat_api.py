"""The chat API as the widget sees it: the contract, and a kind 4xx for everything else."""

import asyncio
import json
import logging
import uuid
from dataclasses import replace

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from connectors import conversation_service, dialogue, limits, web
from connectors.models import Conversation, InboundMessage, OutboundMessage
from contract.reply import Reply
from tests.support.dialogue import HELLO, OFFER

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = "/chat/api/messages"
EVENTS = "/chat/api/events"


@pytest.fixture
def client():
    return AsyncClient(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _no_waiting_for_events(monkeypatch):
    monkeypatch.setattr(web, "_EVENT_POLL_SECONDS", 0.05)


def is_refused(response, status, code):
    """Check that the answer is the refusal, with a Vietnamese sentence."""
    assert response.status_code == status, response.content
    error = response.json()["error"]
    assert error["code"] == code
    assert not error["message"].isascii()
    return True


async def test_a_message_gets_a_session_and_replies_of_the_contract(post, rasa):
    rasa.replies = (HELLO, OFFER)
    response = await post("phí bao nhiêu")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"session", "replies"}
    assert [Reply.from_json(r) for r in body["replies"]] == [HELLO, OFFER]
    assert "đồng" in response.content.decode()


async def test_a_session_goes_on_with_the_same_conversation(post, rasa):
    session = (await post("một")).json()["session"]
    again = (await post("hai", session)).json()["session"]  # the same, or renewed
    await post("ba", again)
    assert len({sender for sender, _ in rasa.heard}) == 1
    assert await Conversation.objects.acount() == 1


async def test_the_session_does_not_give_the_conversation_away(post, rasa):
    session = (await post("một")).json()["session"]
    other = (await post("hai")).json()["session"]
    assert session != other
    assert len({sender for sender, _ in rasa.heard}) == 2


async def test_the_same_message_id_gets_the_same_answer_once(post, rasa):
    session = (await post("một")).json()["session"]
    message_id = str(uuid.uuid4())
    rasa.replies = (OFFER,)
    first = await post("hai", session, message_id)
    rasa.replies = (HELLO,)
    second = await post("hai", session, message_id)
    assert second.json()["replies"] == first.json()["replies"]
    # The token tells when it was made; whichever was given opens the same conversation.
    opened = [
        await sync_to_async(conversation_service.conversation_of)(said.json()["session"])
        for said in (first, second)
    ]
    assert opened[0] == opened[1]
    assert rasa.words == ["một", "hai"]


async def test_a_first_message_sent_twice_begins_one_conversation(post, rasa):
    message_id = str(uuid.uuid4())
    first = await post("một", None, message_id)
    second = await post("một", None, message_id)
    assert first.status_code == second.status_code == 200
    assert second.json()["replies"] == first.json()["replies"]
    assert await Conversation.objects.acount() == 1
    assert rasa.words == ["một"]


async def test_a_message_sent_twice_at_once_is_answered_once(post, rasa):
    rasa.gate = asyncio.Event()
    message_id = str(uuid.uuid4())
    both = [asyncio.create_task(post("một", None, message_id)) for _ in range(2)]
    await asyncio.sleep(0.3)
    rasa.gate.set()
    first, second = await asyncio.gather(*both)
    assert first.status_code == second.status_code == 200
    assert first.json()["replies"] == second.json()["replies"]
    assert rasa.words == ["một"]
    assert await OutboundMessage.objects.acount() == 1


async def test_a_message_id_of_another_conversation_is_refused(post):
    message_id = str(uuid.uuid4())
    await post("một", None, message_id)
    session = (await post("hai")).json()["session"]
    assert is_refused(await post("ba", session, message_id), 409, "message_id_taken")


async def test_a_message_id_is_the_same_however_it_is_written(post, rasa):
    message_id = str(uuid.uuid4())
    await post("một", None, message_id)
    assert (await post("một", None, message_id.upper())).status_code == 200
    assert rasa.words == ["một"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\u202e"])
async def test_an_empty_text_is_refused(post, text):
    assert is_refused(await post(text), 400, "empty_text")


@pytest.mark.parametrize("length", [4001, 5000, 20_000])
async def test_a_text_that_is_too_long_is_refused(post, length):
    assert is_refused(await post("x" * length), 413, "too_long")


async def test_a_long_text_that_is_not_too_long_is_taken(post, rasa):
    assert (await post("x" * 4000)).status_code == 200
    assert rasa.words == ["x" * 4000]


async def test_a_text_of_emoji_is_taken(post):
    assert (await post("🙂👍🏽")).status_code == 200


async def test_a_body_that_is_too_large_is_refused(client):
    body = json.dumps({"session": None, "message_id": str(uuid.uuid4()), "text": "x" * 300_000})
    response = await client.post(MESSAGES, body, content_type="application/json")
    assert is_refused(response, 413, "too_long")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"text",
        b"\xff\xfe",
        b"{'text': 'x'}",
        pytest.param(b"[" * 100_000, id="nested without end"),
    ],
)
async def test_a_body_that_is_no_json_is_refused(client, body):
    response = await client.post(MESSAGES, body, content_type="application/json")
    assert is_refused(response, 400, "invalid_json")


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "5", "{}"])
async def test_json_of_another_shape_is_refused(client, body):
    response = await client.post(MESSAGES, body, content_type="application/json")
    assert is_refused(response, 400, "invalid_field")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": None},
        {"text": 5},
        {"text": ["x"]},
        {"message_id": "abc"},
        {"message_id": ""},
        {"message_id": 5},
        {"message_id": None},
        {"message_id": ["x"]},
        {"session": 5},
        {"session": {}},
    ],
    ids=str,
)
async def test_a_field_of_another_type_is_refused(client, wrong):
    body = {"session": None, "message_id": str(uuid.uuid4()), "text": "x", **wrong}
    response = await client.post(MESSAGES, body, content_type="application/json")
    assert is_refused(response, 400, "invalid_field")


@pytest.mark.parametrize(
    "session", ["abc", "a:b:c", "é:é:é", "\ud800:\ud800:\ud800", "\x00", "x" * 10_000]
)
async def test_an_unknown_session_is_refused(post, session):
    assert is_refused(await post("x", session), 404, "unknown_session")


async def test_a_session_that_was_tampered_with_is_refused(post):
    session = (await post("một")).json()["session"]
    changed = session[:-1] + ("A" if session[-1] != "A" else "B")
    assert is_refused(await post("x", changed), 404, "unknown_session")


async def test_the_session_of_a_conversation_that_is_gone_is_refused(post):
    session = (await post("một")).json()["session"]
    await Conversation.objects.all().adelete()
    assert is_refused(await post("x", session), 404, "unknown_session")


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
async def test_another_method_is_refused(client, method):
    response = await getattr(client, method)(MESSAGES)
    assert is_refused(response, 405, "method")
    assert "POST" in response["Allow"]


async def test_a_message_from_another_content_type_is_read_as_json(client, rasa):
    body = json.dumps({"session": None, "message_id": str(uuid.uuid4()), "text": "một"})
    response = await client.post(MESSAGES, body, content_type="text/plain")
    assert response.status_code == 200


async def test_too_many_messages_in_a_minute_are_refused(post, monkeypatch):
    monkeypatch.setattr(limits, "conversations", limits.SlidingWindow(2))
    session = (await post("một")).json()["session"]
    assert [(await post("hai", session)).status_code for _ in range(2)] == [200, 200]
    assert is_refused(await post("ba", session), 429, "busy")
    assert (await post("một")).status_code == 200


async def test_a_flood_hears_one_sentence_and_then_silence(post, monkeypatch):
    monkeypatch.setattr(limits, "conversations", limits.SlidingWindow(1))
    session = (await post("một")).json()["session"]
    await post("hai", session)
    refusals = [await post("ba", session) for _ in range(3)]
    assert [r.status_code for r in refusals] == [429, 429, 429]
    sentences = [r.json()["error"]["message"] for r in refusals]
    assert "đợi một phút" in sentences[0]
    assert sentences[1:] == [None, None]
    assert all(0 < int(r["Retry-After"]) <= 60 for r in refusals)


async def test_too_many_messages_from_one_address_are_refused(post, monkeypatch):
    monkeypatch.setattr(limits, "addresses", limits.SlidingWindow(2))
    assert [(await post("một")).status_code for _ in range(3)] == [200, 200, 429]


async def test_a_refused_message_is_not_stored(post):
    await post("")
    await post("x", "abc")
    assert await InboundMessage.objects.acount() == 0
    assert await Conversation.objects.acount() == 0


async def test_a_message_that_takes_too_long_can_be_asked_for_again(post, rasa, monkeypatch):
    monkeypatch.setattr(dialogue, "BUDGET_SECONDS", 0.2)
    rasa.gate = asyncio.Event()
    message_id = str(uuid.uuid4())
    working = asyncio.create_task(post("một", None, message_id))
    await asyncio.sleep(0.2)
    response = await post("một", None, message_id)
    assert is_refused(response, 503, "still_working")
    assert response["Retry-After"]
    rasa.gate.set()
    first = await working
    assert (await post("một", None, message_id)).json()["replies"] == first.json()["replies"]


async def test_a_failing_dialogue_is_an_apology_not_an_error(post, rasa):
    rasa.says_nothing()
    response = await post("một")
    assert response.status_code == 200
    assert [r["meta"]["outcome"] for r in response.json()["replies"]] == ["error"]


async def test_the_words_are_gone_once_the_message_is_answered(post):
    session = (await post("tôi tên Hoa")).json()["session"]
    (exchange,) = await sync_to_async(conversation_service.transcript)(session)
    assert exchange.text == ""
    assert exchange.replies == (HELLO,)


async def test_an_identity_number_never_reaches_the_dialogue(post, rasa):
    await post("cccd của tôi là 079 203 001 234")
    assert rasa.words == ["cccd của tôi là 000 000 000 000"]


PLANTED = "câu chuyện riêng Quỳnh-Như-9917 số 079203001234"


@pytest.mark.parametrize("trouble", ["none", "silence", "timeout", "nonsense", "refused"])
async def test_no_log_line_holds_a_citizens_words(post, rasa, caplog, capsys, trouble):
    caplog.set_level(logging.DEBUG)
    if trouble == "silence":
        rasa.says_nothing()
    if trouble == "timeout":
        rasa.fails_with(httpx.ReadTimeout(PLANTED))
    if trouble == "nonsense":
        rasa.answer = lambda: httpx.Response(200, json=[{"custom": {"text": PLANTED}}])
    session = "forged" if trouble == "refused" else None
    response = await post(PLANTED, session)
    assert (response.status_code == 200) is (trouble != "refused")
    said = capsys.readouterr()
    logged = [r.getMessage() + str(r.__dict__) + (r.exc_text or "") for r in caplog.records]
    for line in [*logged, caplog.text, said.out, said.err]:
        assert "Quỳnh" not in line
        assert "079203001234" not in line


async def next_chunk(stream):
    return (await asyncio.wait_for(anext(stream), 10)).decode()


@pytest.fixture
def staff_replies():
    def give(text):
        reply = Reply(text, HELLO.meta)
        conversation = Conversation.objects.get()
        row = OutboundMessage.objects.create(conversation=conversation, reply=reply.to_json())
        return row.pk

    return sync_to_async(give)


async def test_a_staff_reply_arrives_as_an_event(post, client, staff_replies):
    session = (await post("một")).json()["session"]
    response = await client.get(EVENTS, {"session": session})
    assert response["Content-Type"].startswith("text/event-stream")
    stream = aiter(response.streaming_content)
    assert "retry:" in await next_chunk(stream)
    pk = await staff_replies("Hồ sơ đã xong.")
    chunk = ""
    while "event: reply" not in chunk:
        chunk = await next_chunk(stream)
    assert f"id: {pk}" in chunk
    data = next(line for line in chunk.splitlines() if line.startswith("data: "))
    assert Reply.from_json(json.loads(data.removeprefix("data: "))).text == "Hồ sơ đã xong."
    await stream.aclose()


async def test_what_came_while_the_line_was_cut_is_sent_after_it(post, client, staff_replies):
    session = (await post("một")).json()["session"]
    seen = await staff_replies("Cũ.")
    missed = await staff_replies("Mới.")
    response = await client.get(EVENTS, {"session": session}, headers={"Last-Event-ID": str(seen)})
    stream = aiter(response.streaming_content)
    await next_chunk(stream)
    chunk = await next_chunk(stream)
    assert f"id: {missed}" in chunk
    assert "Cũ." not in chunk
    await stream.aclose()


@pytest.mark.parametrize("last", ["abc", "-1", "²", "9" * 30, "9" * 5000])
async def test_an_event_id_that_is_not_ours_breaks_nothing(post, client, last):
    session = (await post("một")).json()["session"]
    response = await client.get(EVENTS, {"session": session}, headers={"Last-Event-ID": last})
    assert response.status_code == 200
    stream = aiter(response.streaming_content)
    assert "retry:" in await next_chunk(stream)
    assert await next_chunk(stream)
    await stream.aclose()


async def test_events_of_an_unknown_session_are_refused(client):
    for query in ({}, {"session": "abc"}):
        assert is_refused(await client.get(EVENTS, query), 404, "unknown_session")


async def test_events_take_no_other_method(client):
    assert is_refused(await client.post(EVENTS), 405, "method")


async def test_only_named_origins_may_call_from_their_pages(post, client, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, cors_origins=("https://ubnd.example.vn",))
    ours = await client.options(MESSAGES, headers={"Origin": "https://ubnd.example.vn"})
    theirs = await client.options(MESSAGES, headers={"Origin": "https://evil.example"})
    assert ours["Access-Control-Allow-Origin"] == "https://ubnd.example.vn"
    assert "Access-Control-Allow-Origin" not in theirs
    assert "Retry-After" in ours["Access-Control-Expose-Headers"]
    assert theirs["Vary"] == "Origin"  # no cache may hand one origin's answer to another


async def test_one_conversation_holds_only_so_many_streams(post, client, monkeypatch):
    monkeypatch.setattr(limits, "conversation_streams", limits.Concurrent(1))
    session = (await post("một")).json()["session"]
    first = await client.get(EVENTS, {"session": session})
    held = aiter(first.streaming_content)
    assert "retry: 3000" in await next_chunk(held)
    second = await client.get(EVENTS, {"session": session})
    chunks = [chunk async for chunk in second.streaming_content]
    assert len(chunks) == 1
    assert b"retry: 60000" in chunks[0]
    await held.aclose()


async def test_a_conversation_that_begins_on_the_page_of_a_procedure_is_about_it(post, rasa):
    session = (await post("phí bao nhiêu", procedure="1.001193")).json()["session"]
    await post("nộp ở đâu", session, procedure="1.001193")
    assert rasa.words == [
        '/choose_procedure{"procedure": "1.001193"}',
        "phí bao nhiêu",
        "nộp ở đâu",
    ]


@pytest.mark.parametrize("procedure", ["1.1", '1.001193"}', 5, ["1.001193"]])
async def test_a_procedure_that_is_no_code_is_refused(post, procedure):
    assert is_refused(await post("phí", procedure=procedure), 400, "invalid_field")
