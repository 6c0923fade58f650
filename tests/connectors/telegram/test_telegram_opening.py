"""Opening the channel: name and commands, then webhook or polling; trouble stops nobody."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from connectors import arrivals, facts, inbox, registry
from connectors.models import ChannelName, InboundMessage
from connectors.post_office import PostOffice
from connectors.telegram import opening
from connectors.telegram.channel import TelegramChannel
from connectors.telegram.opening import SHOWN_COMMANDS
from connectors.telegram.updates import ALLOWED
from tests.connectors.telegram.conftest import SECRET
from tests.support.telegram_api import NAME, HangUp, Refused

pytestmark = pytest.mark.django_db(transaction=True)

HOOK = "https://mot-cua.example.vn/channels/telegram/webhook"
PERSON = 1001


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(opening, "_FIRST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(facts, "_known", {})


async def until(holds, seconds=15.0):
    async with asyncio.timeout(seconds):
        while not await sync_to_async(holds)():
            await asyncio.sleep(0.02)


@pytest.fixture
async def started(settings_of):
    """Start a channel; all of them are stopped at the end."""
    running = []

    async def start(webhook_url=""):
        channel = TelegramChannel(settings_of(webhook_url))
        await channel.start()
        running.append(channel)
        return channel

    yield start
    for channel in running:
        await channel.stop()


async def test_commands_and_name_are_registered_with_their_sentences(api, started, sentences):
    await started()
    await until(lambda: api.calls["getupdates"])
    assert [command["command"] for command in api.commands] == list(SHOWN_COMMANDS)
    told = [command["description"] for command in api.commands]
    assert told == [sentences.say(f"command_{name}") for name in SHOWN_COMMANDS]
    assert await sync_to_async(facts.get)(ChannelName.TELEGRAM, "username") == NAME


async def test_a_webhook_is_set_with_secret_and_kinds_and_nothing_is_polled(api, started):
    await started(HOOK)
    await until(lambda: api.webhook["url"])
    assert (api.webhook["url"], api.webhook["secret_token"]) == (HOOK, SECRET)
    assert tuple(json.loads(api.webhook["allowed_updates"])) == ALLOWED
    await asyncio.sleep(0.1)
    assert api.calls["getupdates"] == 0


async def test_without_an_address_a_webhook_is_taken_off_and_messages_are_polled(api, started):
    api.webhook = {"url": HOOK}
    api.offer(api.message(PERSON, "một"), api.message(PERSON, "hai"))
    await started()
    await until(lambda: InboundMessage.objects.count() == 2)
    assert api.webhook["url"] == ""
    await until(lambda: not api.updates)  # confirmed


async def test_nothing_is_confirmed_before_it_is_stored(api, started, monkeypatch):
    """The database fails once: the same updates are fetched again, and stored once."""
    real, failures = arrivals.take, []

    def take(channel, events):
        if len(failures) < 2:
            failures.append(1)
            raise OperationalError("disk full")
        return real(channel, events)

    monkeypatch.setattr(arrivals, "take", take)
    api.offer(api.message(PERSON, "một"), api.message(PERSON, "hai"))
    await started()
    await until(lambda: InboundMessage.objects.count() == 2)
    await until(lambda: not api.updates)
    assert len(failures) == 2


async def test_what_was_stored_and_not_confirmed_is_known_to_the_next_process(api, started):
    update = api.message(PERSON, "một")
    first = await started()
    api.offer(update)
    await until(lambda: InboundMessage.objects.count() == 1)
    await first.stop()
    api.updates.clear()
    api.offer(update, api.message(PERSON, "hai"))
    await started()
    await until(lambda: InboundMessage.objects.count() == 2)


async def test_an_update_that_can_not_be_read_stops_no_other(api, started):
    odd = {"update_id": api.number(), "message": {"message_id": "x", "text": [1]}}
    worse = {"update_id": api.number(), "message": 5}
    api.offer(odd, worse, api.message(PERSON, "một"))
    await started()
    await until(lambda: InboundMessage.objects.count() == 1)
    await until(lambda: not api.updates)


@pytest.mark.parametrize(
    "trouble",
    [
        Refused(409, "Conflict: terminated by other getUpdates request"),
        Refused(429, "Too Many Requests: retry after 0", retry_after=0),
        Refused(502, "Bad Gateway"),
        HangUp(),
    ],
)
async def test_polling_goes_on_after_trouble(api, started, monkeypatch, trouble):
    monkeypatch.setattr(opening, "_wish", lambda exc: 0.0)
    left = [trouble, trouble]

    def fail(method):
        if method == "getupdates" and left:
            raise left.pop()

    api.trouble = fail
    api.offer(api.message(PERSON, "một"))
    await started()
    await until(lambda: InboundMessage.objects.count() == 1)
    assert left == []


async def test_a_flood_limit_at_setting_the_webhook_stops_nobody(
    api, settings_of, monkeypatch, rasa
):
    """Telegram refuses ``setWebhook`` for a second; meanwhile messages are answered."""
    left = [1]

    def refuse(method):
        if method == "setwebhook" and left:
            left.pop()
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)

    api.trouble = refuse
    channel = TelegramChannel(settings_of(HOOK))
    monkeypatch.setattr(registry, "configured", lambda: {channel.name: channel})
    update = channel.parse_update
    events = await sync_to_async(update)(api.message(PERSON, "chào"))
    await sync_to_async(arrivals.take)(ChannelName.TELEGRAM, events)
    office = PostOffice([channel])
    work = asyncio.create_task(office.run())
    await until(lambda: api.said_to(PERSON))
    await until(lambda: api.webhook["url"] == HOOK)
    office.stop()
    await asyncio.wait_for(work, 10)
    assert left == []


async def test_a_wish_is_kept_before_the_next_try():
    from telegram.error import Conflict, RetryAfter, TimedOut

    assert opening._wish(RetryAfter(17)) == 17
    assert opening._wish(Conflict("x")) >= 5
    assert opening._wish(TimedOut()) == 0


async def test_polled_messages_are_answered_by_the_post_office(api, settings_of, monkeypatch, rasa):
    channel = TelegramChannel(settings_of())
    monkeypatch.setattr(registry, "configured", lambda: {channel.name: channel})
    office = PostOffice([channel])
    work = asyncio.create_task(office.run())
    api.offer(*(api.message(2000 + n, f"tin {n}") for n in range(8)))
    await until(lambda: len(api.sent) == 8)
    office.stop()
    await asyncio.wait_for(work, 10)
    assert sorted(m.chat for m in api.sent) == [2000 + n for n in range(8)]
    assert await sync_to_async(inbox.waiting)([channel.name]) == []
