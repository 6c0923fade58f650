"""One row a turn, without words, never in the way of an answer."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.utils import timezone

from connectors import dialogue, inbox, turn_log
from connectors.models import ChannelName, Conversation, TurnLog
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from tests.support.dialogue import HELLO

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = Reply(
    "Lệ phí 8.000 đồng.",
    Meta(Outcome.ANSWERED, procedure="1.001193", facet=Facet.FEE, release="2026-11-24.3"),
)
TRACE = {"actions_ms": 12.0, "search_ms": 8.4, "compose_ms": 2.0, "confidence": 0.93}
PLANTED = "chuyện riêng Quỳnh-Như-9917"


@pytest.fixture
def say(rasa):
    async def send(text="phí bao nhiêu", key="m1"):
        conversation = await Conversation.objects.acreate(channel=ChannelName.WEB)
        message = await sync_to_async(inbox.store)(conversation, ChannelName.WEB, key, text)
        replies = await dialogue.answer(message.pk)
        await turn_log.written()
        return conversation, replies

    return send


def said_with(trace):
    return lambda: httpx.Response(200, json=[{"custom": {**ANSWER.to_json(), "trace": trace}}])


async def test_a_turn_is_one_row_with_its_ending_and_its_figures(rasa, say):
    rasa.answer = said_with(TRACE)
    conversation, _ = await say()
    row = await TurnLog.objects.aget()
    assert (row.channel, row.outcome, row.procedure) == ("web", "answered", "1.001193")
    assert (row.facet, row.release, row.confidence) == ("fee", "2026-11-24.3", 0.93)
    assert (row.search_ms, row.compose_ms) == (8, 2)
    assert row.understand_ms >= 0
    assert row.total_ms >= row.understand_ms
    assert row.conversation_hash == turn_log.hash_of(conversation.key)
    assert conversation.key not in row.conversation_hash


async def test_a_row_holds_no_words(rasa, say):
    await say(PLANTED)
    row = await TurnLog.objects.aget()
    assert "Quỳnh" not in str(vars(row))


async def test_danger_is_logged_as_such(rasa, say):
    await say("có cháy ở chợ")
    row = await TurnLog.objects.aget()
    assert (row.outcome, row.understand_ms) == ("emergency", None)


async def test_an_apology_is_logged_too(rasa, say):
    rasa.says_nothing()
    await say()
    assert (await TurnLog.objects.aget()).outcome == "error"


@pytest.mark.parametrize("trace", [None, [], "x", {"search_ms": "x"}, {"confidence": True}, 5])
async def test_odd_figures_are_left_out(rasa, say, trace):
    rasa.answer = said_with(trace)
    _, replies = await say()
    assert replies == (ANSWER,)
    assert (await TurnLog.objects.aget()).search_ms is None


@pytest.mark.parametrize("error", [DatabaseError(PLANTED), RuntimeError(PLANTED)])
async def test_a_failure_to_log_breaks_nothing_and_quotes_nobody(
    rasa, say, monkeypatch, caplog, error
):
    def fail(**_):
        raise error

    monkeypatch.setattr(TurnLog.objects, "create", fail)
    _, replies = await say()
    assert replies == (HELLO,)
    assert "turn_log" in caplog.text
    assert "Quỳnh" not in caplog.text


async def test_the_answer_does_not_wait_for_the_log(rasa, monkeypatch):
    gate = asyncio.Event()

    async def wait(_turn):
        await gate.wait()

    monkeypatch.setattr(turn_log, "_write", wait)
    conversation = await Conversation.objects.acreate(channel=ChannelName.WEB)
    message = await sync_to_async(inbox.store)(conversation, ChannelName.WEB, "m", "phí")
    assert await asyncio.wait_for(dialogue.answer(message.pk), 5) == (HELLO,)
    gate.set()


def test_old_rows_are_forgotten(settings):
    settings.TURN_LOG_DAYS = 30
    for days in (0, 29, 31, 400):
        at = timezone.now() - timedelta(days=days)
        TurnLog.objects.create(at=at, channel="web", outcome="answered", total_ms=1)
    assert turn_log.forget_old() == 2
    assert TurnLog.objects.count() == 2


async def test_old_rows_are_forgotten_in_passing_once_a_day(rasa, say, monkeypatch):
    old = timezone.now() - timedelta(days=400)
    monkeypatch.setattr(turn_log, "_next_tidying", 0.0)
    await TurnLog.objects.acreate(at=old, channel="web", outcome="answered", total_ms=1)
    await say(key="m1")
    assert await TurnLog.objects.acount() == 1
    await TurnLog.objects.acreate(at=old, channel="web", outcome="answered", total_ms=1)
    await say(key="m2")
    assert await TurnLog.objects.acount() == 3  # not again on the same day


def test_questions_by_day_use_an_index():
    day = timezone.now()
    rows = TurnLog.objects.filter(outcome="no_answer", at__gte=day - timedelta(days=1))
    with connection.cursor() as cursor:
        sql, parameters = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        plan = str(cursor.fetchall())
    assert "INDEX" in plan


def test_the_hash_tells_conversations_apart_and_changes_with_the_key(settings):
    first = turn_log.hash_of("a")
    assert first == turn_log.hash_of("a") != turn_log.hash_of("b")
    settings.SECRET_KEY = "another"
    assert turn_log.hash_of("a") != first
