"""Zalo keeps the channel contract, against a fake Zalo over real HTTP."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.utils import timezone

from connectors import outbox
from connectors.channel import Echo, IncomingKind, Reachability, TakeOver
from connectors.errors import Trouble, TryLater, Undeliverable
from connectors.models import Contact, Conversation, Delivery, InboundMessage
from connectors.zalo import attachments
from connectors.zalo.channel import ZaloChannel
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from tests.connectors.zalo import payloads
from tests.connectors.zalo.conftest import SETTINGS
from tests.support.channel_contract import PushChannelContract
from tests.support.dialogue import Rasa
from tests.support.fake_zalo import signed

_ids = itertools.count(1)
NEWS = Reply("Phản ánh số PA-2026-000123: đã có trả lời.", Meta(Outcome.COMPLAINT_STATUS))


class Vendor:
    """The fake as the contract's tests know it."""

    def __init__(self, fake, secret):
        self._fake, self.secret = fake, secret

    def said(self, person):
        return self._fake.texts_to(person)

    def fails_next(self, status, retry_after=None):
        self._fake.retry_after = retry_after
        self._fake.faults.append("429" if status == 429 else "503")

    def blocked_by(self, person):
        self._fake.last_act.pop(person, None)


@pytest.fixture
def rasa(monkeypatch):
    from connectors import dialogue

    fake = Rasa()
    monkeypatch.setattr(dialogue, "rasa_client", fake.client)
    return fake


@pytest.fixture
def channel(zalo, fake, agreed):
    return ZaloChannel(zalo, "https://mot-cua.example.vn")


@pytest.fixture
def vendor(fake, agreed):
    return Vendor(fake, agreed.access)


@pytest.fixture
def deliver(fake):
    def call(person, text):
        fake.last_act[person] = 0.0
        message = {"msg_id": f"msg{next(_ids)}", "text": text}
        body = payloads.body("user_send_text", message, sender={"id": person})
        return headers_for(body), body

    return call


def headers_for(body):
    return {"X-ZEvent-Signature": signed(body, "app", "oa-key", "1764400000000")}


class TestZalo(PushChannelContract):
    async def test_saving_the_address_is_answered_without_a_signature(self, channel):
        assert (await self.post(channel, {}, b"{}")).status_code == 200
        assert await InboundMessage.objects.acount() == 0

    async def test_a_person_of_the_staff_who_writes_silences_the_bot(
        self, channel, deliver, vendor, rasa, fake
    ):
        await self.post(channel, *deliver(payloads.PERSON, "xin chào"))
        await self.work(channel)
        now = str(int(timezone.now().timestamp() * 1000))
        body = payloads.PERSON_WROTE.replace(b"1764400000000", now.encode())
        headers = {"X-ZEvent-Signature": signed(body, "app", "oa-key", now)}
        await self.post(channel, headers, body)
        await self.post(channel, *deliver(payloads.PERSON, "còn đó không"))
        await self.work(channel)
        assert len(rasa.heard) == 1
        await Contact.objects.aupdate(silent_until=None)  # released
        await self.post(channel, *deliver(payloads.PERSON, "alo"))
        await self.work(channel)
        assert rasa.words[-1] == "alo"

    async def test_after_the_last_window_news_go_as_the_approved_template(
        self, channel, deliver, rasa, zalo, fake
    ):
        paid = ZaloChannel(replace(zalo, templates={"complaint": "77"}, template_dong=300))
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        await Contact.objects.aupdate(last_act_at=timezone.now() - timedelta(days=8))
        await sync_to_async(outbox.push)(await Conversation.objects.aget(), NEWS)
        await self.work(paid)
        assert fake.templates[0]["template_data"] == {"number": "PA-2026-000123"}
        assert (await Delivery.objects.order_by("-pk").afirst()).cost_dong == 300

    async def test_without_a_template_it_is_given_up_where_staff_see_it(
        self, channel, deliver, rasa, fake
    ):
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        await Contact.objects.aupdate(last_act_at=timezone.now() - timedelta(days=3))
        await sync_to_async(outbox.push)(await Conversation.objects.aget(), NEWS)
        await self.work(channel)
        row = await Delivery.objects.order_by("-pk").afirst()
        assert (row.status, row.trouble) == (Delivery.Status.GAVE_UP, "window")

    async def test_a_location_is_answered_and_the_next_nearest_picked_by_number(
        self, channel, vendor, rasa, fake
    ):
        rasa.replies = (Reply("Nơi tiếp nhận: chưa rõ.", Meta(Outcome.ANSWERED)),)
        fake.last_act[payloads.PERSON] = 0.0
        await self.post(channel, headers_for(payloads.LOCATION), payloads.LOCATION)
        await self.work(channel)
        assert rasa.words[0].startswith('/ask{"place": "Phường ')
        (said,) = vendor.said(payloads.PERSON)
        assert said.startswith("Theo vị trí anh/chị gửi, nơi gần nhất là phường ")
        body = payloads.body("user_send_text", {"msg_id": "two", "text": "2"})
        await self.post(channel, headers_for(body), body)
        await self.work(channel)
        assert rasa.words[1].startswith('/ask{"place": "')
        assert rasa.words[1] != rasa.words[0]

    async def test_a_refused_token_is_renewed_and_the_answer_said_once(
        self, channel, deliver, vendor, rasa, fake
    ):
        fake.faults = ["-216"]
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        assert vendor.said(self.person) == ["Chào anh/chị."]
        assert fake.exchanges == 1

    async def test_a_token_that_ends_twice_is_no_reason_to_wait_for_an_operator(
        self, channel, deliver, vendor, rasa, fake
    ):
        fake.faults = ["-216", None, "-216"]  # the send, the refresh, the send again
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        row = await Delivery.objects.aget()
        assert row.trouble == "credentials"
        assert row.next_at - timezone.now() < timedelta(seconds=3)
        await self.let_time_pass()
        await self.work(channel)
        assert vendor.said(self.person) == ["Chào anh/chị."]

    async def test_half_an_answer_that_says_yes_leaves_no_doubt(
        self, channel, deliver, vendor, rasa, fake
    ):
        fake.faults = ["cut"]
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        row = await Delivery.objects.aget()
        assert (row.status, row.in_doubt) == (Delivery.Status.SENT, 0)
        assert vendor.said(self.person) == ["Chào anh/chị."]

    async def test_an_answer_that_breaks_off_before_leaves_a_doubt_that_is_counted(
        self, channel, deliver, vendor, rasa, fake
    ):
        fake.faults = ["cut short"]
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        await self.let_time_pass()
        await self.work(channel)
        row = await Delivery.objects.aget()
        assert (row.status, row.in_doubt) == (Delivery.Status.SENT, 1)
        assert len(vendor.said(self.person)) == 2  # Zalo has no key by which to know it again

    @pytest.mark.parametrize("fault", ["cut short", "drop"])
    async def test_a_doubt_is_settled_by_the_echo_and_nothing_said_twice(
        self, channel, deliver, vendor, rasa, fake, fault
    ):
        fake.faults = [fault]
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        row = await Delivery.objects.aget()
        assert row.next_at - timezone.now() > timedelta(seconds=4)  # time for Zalo to tell
        ((person, text, number),) = fake.taken
        echo = payloads.body(
            "oa_send_text",
            {"text": text, "msg_id": number},
            sender={"id": "oa"},
            recipient={"id": person},
        )
        await self.post(channel, headers_for(echo), echo)
        await self.let_time_pass()
        await self.work(channel)
        await row.arefresh_from_db()
        assert (row.status, row.in_doubt, row.parts_sent) == (Delivery.Status.SENT, 1, 1)
        assert vendor.said(self.person) == ["Chào anh/chị."]

    async def test_where_nobody_listens_nothing_can_have_arrived(
        self, channel, deliver, rasa, zalo
    ):
        gone = ZaloChannel(replace(zalo, api_url="http://127.0.0.1:9"))
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(gone)
        row = await Delivery.objects.aget()
        assert (row.status, row.in_doubt) == (Delivery.Status.WAITING, 0)


def test_only_where_its_price_is_known_is_a_billed_message_sent():
    assert len(ZaloChannel(SETTINGS).capabilities.windows) == 1
    windows = ZaloChannel(replace(SETTINGS, billed_dong=55)).capabilities.windows
    assert [(w.until.days, w.cost_dong) for w in windows] == [(2, 0), (7, 55)]


def kinds(raw):
    return [(e.kind, e.note) for e in ZaloChannel(SETTINGS).parse(raw)]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (payloads.TEXT, [(IncomingKind.WORDS, "")]),
        (payloads.IMAGE, [(IncomingKind.FILE, ""), (IncomingKind.WORDS, "")]),
        (payloads.AUDIO, [(IncomingKind.FILE, "")]),
        (payloads.FILE, [(IncomingKind.FILE, "")]),
        (payloads.LINK, [(IncomingKind.WORDS, "")]),
        (payloads.VIDEO, [(IncomingKind.NOTE, "video")]),
        (payloads.STICKER, [(IncomingKind.NOTE, "sticker")]),
        (payloads.GIF, [(IncomingKind.NOTE, "sticker")]),
        (payloads.LOCATION, [(IncomingKind.LOCATION, "")]),
        (payloads.LOCATION_WITH_WORDS, [(IncomingKind.LOCATION, ""), (IncomingKind.WORDS, "")]),
        (payloads.LOCATION_NOWHERE, [(IncomingKind.NOTE, "location")]),
        (payloads.CARD, [(IncomingKind.NOTE, "unsupported")]),
        (payloads.SEEN, []),
    ],
)
def test_each_kind_of_message_is_what_the_contract_calls_it(raw, found):
    assert kinds(raw) == found


def test_our_own_message_comes_back_as_an_echo():
    (echo,) = ZaloChannel(SETTINGS).parse(payloads.ECHO)
    assert echo == Echo(payloads.PERSON, payloads.OURS, "Chào anh/chị.")


def test_following_greets_and_reaches_and_unfollowing_ends_both():
    reach, greeting = ZaloChannel(SETTINGS).parse(payloads.FOLLOW)
    assert isinstance(reach, Reachability)
    assert (greeting.kind, greeting.text) == (IncomingKind.COMMAND, "/greet")
    (left,) = ZaloChannel(SETTINGS).parse(payloads.UNFOLLOW)
    assert not left.reachable


def test_a_take_over_ends_by_itself_after_the_time_in_the_settings():
    (event,) = ZaloChannel(replace(SETTINGS, takeover=timedelta(minutes=5))).parse(
        payloads.PERSON_WROTE
    )
    assert isinstance(event, TakeOver)
    assert event.until.isoformat() == "2025-11-29T07:11:40+00:00"


class Files:
    def __init__(self, error):
        self.error = error

    async def fetch(self, url, size):
        raise self.error


async def test_a_file_that_can_not_be_had_is_told_apart_from_one_that_may_come_later():
    def with_error(error):
        return ZaloChannel(SETTINGS, fetcher=Files(error)).fetch("5 https://x.example.vn/a", 10)

    with pytest.raises(TryLater):
        await with_error(attachments.AttachmentUnreachable("x"))
    with pytest.raises(Undeliverable):
        await with_error(attachments.AttachmentRefused("private_address"))
    assert len(await with_error(attachments.AttachmentRefused("too_big"))) == 11


@pytest.mark.django_db(transaction=True)
async def test_the_check_says_what_is_wrong(zalo, fake):
    found = await ZaloChannel(zalo).check()
    assert [f.ok for f in found] == [False, False]
    assert "motcua zalo login" in found[0].what
    assert "PUBLIC_URL" in found[1].what


def test_the_limit_is_one_for_all():
    from connectors.zalo.errors import RateLimited
    from connectors.zalo.failures import failure_of

    failure = failure_of(RateLimited(-32, 60.0))
    assert (failure.for_all, failure.retry_after) == (True, 60.0)


def test_lost_answers_may_have_arrived():
    from connectors.zalo.errors import ZaloUnreachable
    from connectors.zalo.failures import failure_of

    failure = failure_of(ZaloUnreachable("x"))
    assert failure.may_have_arrived
    assert failure.trouble is Trouble.NETWORK


async def test_the_webhook_of_a_channel_that_is_not_configured_does_not_exist():
    assert (await AsyncClient().post("/channels/zalo/webhook", b"{}",
            content_type="application/json")).status_code == 404  # fmt: skip
