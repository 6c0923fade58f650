"""What the database can't take at once waits on disk: acknowledged, in order, once, sealed."""

import asyncio
import json
import logging
import threading

import pytest
from asgiref.sync import sync_to_async
from django.db import DataError, OperationalError
from django.test import AsyncClient

from connectors import arrivals, registry, webhooks
from connectors.channel import Incoming
from connectors.errors import MalformedEvent
from connectors.models import InboundMessage
from connectors.overflow import Overflow
from connectors.post_office import PostOffice
from tests.support.push_channel import StandIn

pytestmark = pytest.mark.django_db(transaction=True)


class Vendor(StandIn):
    """A channel whose calls are [person, id, words]."""

    def parse(self, body):
        try:
            person, number, words = json.loads(body)
        except ValueError as exc:
            raise MalformedEvent("odd") from exc
        return (Incoming(person, number, words),)


@pytest.fixture
def vendor(monkeypatch):
    made = Vendor()
    monkeypatch.setattr(registry, "configured", lambda: {made.name: made})
    return made


@pytest.fixture
def box(settings):
    return Overflow(settings.OVERFLOW, "telegram")


def call(words, number=None, person="7"):
    return json.dumps([person, number or words, words]).encode()


async def post(body):
    address = "/channels/telegram/webhook"
    return (await AsyncClient().post(address, body, content_type="application/json")).status_code


async def words():
    return [row.text async for row in InboundMessage.objects.order_by("pk")]


def failing(error):
    def take(channel, events):
        raise error

    return take


async def test_a_call_goes_straight_to_the_inbox_while_nothing_is_in_its_way(vendor, box):
    assert await post(call("xin chào")) == 200
    assert await words() == ["xin chào"]
    assert box.is_empty()


async def test_while_the_database_is_down_a_call_is_kept_sealed(vendor, box, monkeypatch, caplog):
    monkeypatch.setattr(arrivals, "take", failing(OperationalError("down")))
    assert await post(call("tôi muốn khiếu nại")) == 200
    assert await words() == []
    (file,) = box.oldest(9)
    assert "khiếu nại".encode() not in file.read_bytes()
    assert b"khi" not in file.read_bytes()
    assert box.read(file) == call("tôi muốn khiếu nại")
    assert "khiếu" not in caplog.text


async def test_what_comes_later_waits_behind_it_and_all_is_taken_in_order(vendor, box, monkeypatch):
    with monkeypatch.context() as trouble:
        trouble.setattr(arrivals, "take", failing(OperationalError("down")))
        await post(call("một"))
    for text in ("hai", "ba"):
        assert await post(call(text)) == 200
    assert await words() == []
    assert await sync_to_async(arrivals.take_from_disk)(vendor) == 3
    assert await words() == ["một", "hai", "ba"]
    assert box.is_empty()
    await post(call("bốn"))
    assert await words() == ["một", "hai", "ba", "bốn"]


async def test_a_call_that_waits_too_long_is_kept_and_is_in_the_inbox_once(
    vendor, box, monkeypatch
):
    go, take = threading.Event(), arrivals.take

    def slowly(channel, events):
        assert go.wait(20)
        return take(channel, events)

    monkeypatch.setattr(arrivals, "take", slowly)
    monkeypatch.setattr(webhooks, "PATIENCE_SECONDS", 0.05)
    posted = asyncio.create_task(post(call("chờ lâu")))
    while box.is_empty():
        await asyncio.sleep(0.01)
    go.set()
    assert await posted == 200
    await asyncio.gather(*webhooks._in_line)
    await sync_to_async(arrivals.take_from_disk)(vendor)
    assert await words() == ["chờ lâu"]


async def test_behind_a_long_line_a_call_does_not_wait_at_all(vendor, box, monkeypatch):
    monkeypatch.setattr(webhooks, "LINE", 0)
    assert await post(call("đông quá")) == 200
    assert len(box.oldest(9)) == 1


async def test_the_same_call_again_is_known(vendor, monkeypatch):
    await post(call("một"))
    monkeypatch.setattr(webhooks, "LINE", 0)
    await post(call("một"))
    await sync_to_async(arrivals.take_from_disk)(vendor)
    assert await words() == ["một"]


async def test_where_neither_takes_it_the_vendor_is_told_no(vendor, box, monkeypatch, caplog):
    def full(self, body):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arrivals, "take", failing(OperationalError("down")))
    monkeypatch.setattr(Overflow, "put", full)
    assert await post(call("mất rồi")) == 503
    assert "webhook.not_stored" in caplog.text


def test_a_file_that_could_not_be_written_leaves_nothing(box, settings, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as trouble, pytest.raises(OSError, match="No space"):
        trouble.setattr("pathlib.Path.rename", full)
        box.put(call("một"))
    assert list((settings.OVERFLOW / "telegram").iterdir()) == []


def test_while_the_database_is_down_what_is_on_disk_stays(vendor, box, monkeypatch):
    box.put(call("một"))
    with monkeypatch.context() as trouble, pytest.raises(OperationalError):
        trouble.setattr(arrivals, "_take_one", failing(OperationalError("down")))
        arrivals.take_from_disk(vendor)
    assert len(box.oldest(9)) == 1


@pytest.mark.parametrize("odd", [b"no json", b"[1]"])
def test_what_cannot_be_read_holds_up_no_other(vendor, box, odd, caplog, settings):
    box.put(odd)
    box.put(call("sau đó"))
    assert arrivals.take_from_disk(vendor) == 2
    assert [row.text for row in InboundMessage.objects.all()] == ["sau đó"]
    assert box.is_empty()
    (aside,) = (settings.OVERFLOW / "telegram").glob("*.unreadable")
    event = aside.stem.rsplit("-", 1)[1]
    assert f"event={event}" in caplog.text


def test_what_was_altered_on_disk_holds_up_no_other(vendor, box):
    box.put(call("một"))
    (file,) = box.oldest(1)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert arrivals.take_from_disk(vendor) == 1
    assert box.is_empty()
    assert not InboundMessage.objects.exists()


def test_what_the_database_will_never_take_holds_up_no_other(vendor, box, monkeypatch):
    box.put(call("một"))
    monkeypatch.setattr(arrivals, "_take_one", failing(DataError("too long")))
    assert arrivals.take_from_disk(vendor) == 1
    assert box.is_empty()


async def test_the_post_office_takes_in_what_waits(vendor, box, rasa):
    box.put(call("một"))
    office = PostOffice([vendor])
    work = asyncio.create_task(office.run())
    while not await words():
        await asyncio.sleep(0.02)
    office.stop()
    await work
    assert box.is_empty()


async def test_a_burst_is_told_of_once_a_line_not_in_words(vendor, box, monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(webhooks, "LINE", 0)
    for number in range(5):
        await post(call("xin chào", str(number)))
    assert caplog.text.count("webhook.to_disk") == 1
    assert "xin" not in caplog.text
