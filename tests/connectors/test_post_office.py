"""The loop: one conversation in order, several at once, and nothing that breaks one breaks all."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from connectors import arrivals, contacts, inbox, outbox, post_office, registry
from connectors.channel import Capabilities, Incoming, IncomingKind, Pace
from connectors.errors import Trouble, TryLater
from connectors.models import ChannelName, Contact, Delivery, InboundMessage
from connectors.post_office import PostOffice
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from tests.support.push_channel import StandIn

pytestmark = pytest.mark.django_db(transaction=True)


class Stand(StandIn):
    """A channel whose vendor stands in this process.

    Attributes:
        sent: (address, text) of what was taken, in order.
        troubles: raised by the next sends, in order.
        under_way: sends that go on now; ``most`` at one time.
        gate: sends wait for it, when set.
    """

    capabilities = Capabilities(
        text_units=4000, files=True, typing=True, pace=Pace(per_second=1000.0, chat_seconds=0.0)
    )

    def __init__(self):
        self.sent, self.troubles, self.typing = [], [], []
        self.started = self.stopped = self.under_way = self.most = 0
        self.gate = None
        self.file = b""

    async def send(self, to, part):
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.troubles:
                raise self.troubles.pop(0)
            self.sent.append((to.address, part.text))
            return ""
        finally:
            self.under_way -= 1

    async def fetch(self, attachment, limit):
        if self.troubles:
            raise self.troubles.pop(0)
        return self.file

    async def show_typing(self, to):
        self.typing.append(to.address)

    async def start(self):
        self.started += 1

    async def stop(self):
        self.stopped += 1


@pytest.fixture(autouse=True)
def channel(monkeypatch, rasa):
    made = Stand()
    monkeypatch.setattr(registry, "configured", lambda: {made.name: made})
    monkeypatch.setattr(inbox, "HOLD", timedelta(0))
    monkeypatch.setattr(post_office, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(post_office, "_TROUBLE_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(outbox, "_FIRST_DELAY_SECONDS", 0.02)
    return made


_number = iter(range(1, 10_000))


async def arrive(address, text="", **more):
    number = next(_number)
    event = Incoming(address, str(number), text, sequence=number, **more)
    await sync_to_async(arrivals.take)(ChannelName.TELEGRAM, (event,))


async def until(holds, seconds=15.0):
    async with asyncio.timeout(seconds):
        while not await sync_to_async(holds)():
            await asyncio.sleep(0.01)


@pytest.fixture
async def office(channel):
    made = PostOffice([channel])
    work = asyncio.create_task(made.run())
    yield made
    made.stop()
    await asyncio.wait_for(work, 10)
    assert (channel.started, channel.stopped) == (1, 1)


async def test_each_message_is_answered_once_and_each_persons_in_order(office, channel, rasa):
    for number in range(6):
        for person in ("a", "b", "c"):
            await arrive(person, f"{person}{number}")
    await until(lambda: len(channel.sent) == 18)
    by_talk = {}
    for sender, words in rasa.heard:
        by_talk.setdefault(sender, []).append(words)
    assert sorted(by_talk.values()) == [[f"{p}{n}" for n in range(6)] for p in "abc"]
    await until(lambda: Delivery.objects.filter(status="sent", attempts=1).count() == 18)


async def test_different_people_are_served_at_the_same_time(office, channel):
    channel.gate = asyncio.Event()
    for person in range(10):
        await arrive(str(person), "chào")
    await until(lambda: channel.under_way == 10)
    channel.gate.set()
    await until(lambda: len(channel.sent) == 10)


async def test_one_person_who_waits_holds_nobody_else_up(office, channel, rasa):
    rasa.gate = asyncio.Event()
    await arrive("slow", "chào")
    await until(lambda: rasa.heard)
    rasa.gate, slow = None, rasa.gate
    await arrive("quick", "chào")
    await until(lambda: channel.sent)
    assert [address for address, _ in channel.sent] == ["quick"]
    slow.set()
    await until(lambda: len(channel.sent) == 2)


async def test_what_comes_before_is_answered_first_although_it_arrived_later(
    channel, rasa, monkeypatch
):
    monkeypatch.setattr(inbox, "HOLD", timedelta(milliseconds=400))
    later, earlier = (
        Incoming("a", "2", "hai", sequence=2), Incoming("a", "1", "một", sequence=1),
    )  # fmt: skip
    office = PostOffice([channel])
    work = asyncio.create_task(office.run())
    await sync_to_async(arrivals.take)(ChannelName.TELEGRAM, (later,))
    await asyncio.sleep(0.1)
    await sync_to_async(arrivals.take)(ChannelName.TELEGRAM, (earlier,))
    await until(lambda: len(channel.sent) == 2)
    office.stop()
    await asyncio.wait_for(work, 10)
    assert rasa.words == ["một", "hai"]


async def test_what_fails_goes_out_later_and_its_parts_once(office, channel, rasa):
    rasa.replies = (Reply("một|hai|ba", Meta(Outcome.ANSWERED)),)
    channel.troubles = [TryLater(Trouble.VENDOR)]
    await arrive("a", "chào")
    await until(lambda: Delivery.objects.filter(status="sent").exists())
    assert channel.sent == [("a", "một"), ("a", "hai"), ("a", "ba")]
    assert (await Delivery.objects.aget()).attempts == 2


async def test_a_failure_between_parts_goes_on_where_it_stopped(office, channel, rasa):
    rasa.replies = (Reply("một|hai", Meta(Outcome.ANSWERED)),)
    send, calls = channel.send, []

    async def fail_second(to, part):
        calls.append(part.text)
        if len(calls) == 2:
            raise TryLater(Trouble.VENDOR)
        await send(to, part)

    channel.send = fail_second
    await arrive("a", "chào")
    await until(lambda: Delivery.objects.filter(status="sent").exists())
    assert calls == ["một", "hai", "hai"]


async def test_a_send_that_hangs_ends_and_is_tried_again(office, channel, monkeypatch):
    monkeypatch.setattr(outbox, "SEND_SECONDS", 0.1)
    channel.gate = asyncio.Event()
    await arrive("a", "chào")
    await until(lambda: Delivery.objects.filter(in_doubt__gt=0).exists())
    channel.gate = None
    await until(lambda: len(channel.sent) == 1)


async def test_a_limit_of_all_holds_everybody(office, channel):
    channel.troubles = [TryLater(Trouble.LIMIT, retry_after=0.5, for_all=True)]
    await arrive("a", "chào")
    await until(lambda: not channel.troubles)
    await asyncio.sleep(0.05)
    await arrive("b", "chào")
    await asyncio.sleep(0.2)
    assert channel.sent == []
    await until(lambda: len(channel.sent) == 2)


async def test_a_broken_row_gets_an_apology_and_stops_no_other(office, channel, rasa, monkeypatch):
    real = post_office.dialogue.work

    async def odd(message, content=None):
        if message.text == "lạ":
            raise ValueError("chuyện riêng")
        return await real(message, content)

    monkeypatch.setattr(post_office.dialogue, "work", odd)
    await arrive("a", "lạ")
    await arrive("b", "chào")
    await until(lambda: len(channel.sent) == 2)
    said = dict(channel.sent)
    assert said["b"] == "Chào anh/chị."
    assert said["a"] != said["b"]


async def test_while_the_dialogue_is_down_messages_wait_and_danger_is_heard(
    office, channel, rasa, monkeypatch
):
    monkeypatch.setattr(post_office, "_DIALOGUE_PAUSE", timedelta(seconds=0.1))
    rasa.fails_with(httpx.ConnectError("refused"))
    for person in range(2 * post_office.ANSWERS_AT_ONCE):
        await arrive(str(person), "phí khai sinh")
    await until(lambda: len(rasa.heard) > 3 * post_office.ANSWERS_AT_ONCE)
    await arrive("danger", "có cháy ở chợ")
    await until(lambda: channel.sent)
    assert [address for address, _ in channel.sent] == ["danger"]
    rasa.answer = None  # it works again
    await until(lambda: len(channel.sent) == 1 + 2 * post_office.ANSWERS_AT_ONCE)
    assert await InboundMessage.objects.filter(status="answered").acount() == len(channel.sent)


async def test_a_dialogue_that_stays_down_is_apologised_for(office, channel, rasa, monkeypatch):
    monkeypatch.setattr(post_office, "_DIALOGUE_PAUSE", timedelta(seconds=0.05))
    monkeypatch.setattr(post_office.dialogue, "PUSHED_PATIENCE", timedelta(seconds=1.0))
    rasa.says_nothing()
    await arrive("a", "phí khai sinh")
    await until(lambda: channel.sent)
    assert len(rasa.heard) > 1
    assert len(channel.sent) == 1
    said = await sync_to_async(inbox.answer_to)((await InboundMessage.objects.aget()).pk)
    assert [reply.meta.outcome for reply in said] == [Outcome.ERROR]


async def test_a_database_that_fails_for_a_while_loses_nothing(
    office, channel, monkeypatch, caplog
):
    real, failures = inbox.waiting, []

    def fail(*args, **more):
        if len(failures) < 5:
            failures.append(1)
            raise OperationalError("database is locked")
        return real(*args, **more)

    monkeypatch.setattr(inbox, "waiting", fail)
    await arrive("a", "chào")
    await until(lambda: len(channel.sent) == 1)
    assert "post.database" in caplog.text


async def test_a_message_whose_process_was_killed_is_answered(channel, rasa):
    await arrive("a", "chào")
    message = await InboundMessage.objects.aget()
    await sync_to_async(inbox.claim)(message.pk)  # and then nothing more
    await InboundMessage.objects.aupdate(claimed_until=message.received_at)
    office = PostOffice([channel])
    work = asyncio.create_task(office.run())
    await until(lambda: len(channel.sent) == 1)
    office.stop()
    await asyncio.wait_for(work, 10)


async def test_stopping_lets_what_is_under_way_end(channel):
    office = PostOffice([channel])
    work = asyncio.create_task(office.run())
    channel.gate = asyncio.Event()
    await arrive("a", "chào")
    await until(lambda: channel.under_way == 1)
    office.stop()
    await asyncio.sleep(0.05)
    assert not work.done()
    channel.gate.set()
    await asyncio.wait_for(work, 10)
    assert (await Delivery.objects.aget()).status == Delivery.Status.SENT


async def test_a_file_is_asked_for_again_before_it_is_given_up(office, channel, monkeypatch):
    monkeypatch.setattr(post_office.files, "is_wanted", lambda message: True)
    channel.troubles = [TryLater(Trouble.NETWORK)]
    channel.file = b"x"
    await arrive("a", kind=IncomingKind.FILE, attachment="F")
    await until(lambda: len(channel.sent) == 1)
    assert channel.troubles == []


async def test_an_address_that_does_not_open_is_given_up_and_told(office, channel, rasa):
    rasa.gate = asyncio.Event()
    await arrive("a", "chào")
    await until(lambda: rasa.heard)
    await Contact.objects.aupdate(sealed_address=b"broken")
    rasa.gate.set()
    await until(lambda: Delivery.objects.filter(status="gave_up", trouble="unreadable").exists())


async def test_nothing_of_a_person_is_logged(office, channel, rasa, caplog):
    caplog.set_level("DEBUG", logger="connectors")
    channel.troubles = [TryLater(Trouble.VENDOR), ValueError("chuyện riêng 77001100")]
    await arrive("77001100", "chuyện riêng")
    await until(lambda: "post.failed" in caplog.text)
    assert "77001100" not in caplog.text
    assert "chuyện riêng" not in caplog.text


def test_an_address_is_kept_sealed():
    contact = contacts.find_or_begin(ChannelName.TELEGRAM, "77001100")
    assert b"77001100" not in bytes(contact.sealed_address)
    assert contacts.address_of(contact) == "77001100"


async def test_danger_comes_before_all_that_waits_and_before_what_the_same_person_asked(channel):
    for person in ("a", "b", "c"):
        await arrive(person, "phí khai sinh")
    await arrive("b", "có cháy ở chợ")
    found = await sync_to_async(inbox.waiting)([ChannelName.TELEGRAM])
    assert (found[0].text, found[0].urgent) == ("có cháy ở chợ", True)
    assert [row.text for row in found[1:]] == ["phí khai sinh"] * 3
    claimed = await sync_to_async(inbox.claim)(found[0].pk)
    assert claimed is not None
    await sync_to_async(inbox.settle)(claimed, ())
    row = await InboundMessage.objects.aget(pk=found[0].pk)
    assert (row.text, row.urgent) == ("", False)


async def test_what_was_put_back_goes_behind_what_came_meanwhile(channel):
    for person in ("a", "b"):
        await arrive(person, person)
    first, _ = await sync_to_async(inbox.waiting)([ChannelName.TELEGRAM])
    claimed = await sync_to_async(inbox.claim)(first.pk)
    await sync_to_async(inbox.put_back)(claimed, timedelta(0))
    found = await sync_to_async(inbox.waiting)([ChannelName.TELEGRAM])
    assert [row.text for row in found] == ["b", "a"]
