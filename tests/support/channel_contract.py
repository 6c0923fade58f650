"""What every channel promises. A channel's test class subclasses these and says what is its own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.utils import timezone

from connectors import inbox, limits, outbox, registry, rendering
from connectors.channel import Capabilities, Part
from connectors.courier import Courier
from connectors.errors import MalformedEvent
from connectors.models import Contact, Delivery, InboundMessage
from connectors.post_office import PostOffice
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, Meta, Reply, Section, Source

LONG = " ".join(f"Câu thứ {n} nói về một giấy tờ cần mang theo khi đi nộp." for n in range(400))
ANSWER = Reply(
    "Đăng ký khai sinh: miễn phí nếu trong 60 ngày.",
    Meta(
        Outcome.ANSWERED,
        procedure="1.001193",
        facet=Facet.FEE,
        as_of=date(2026, 11, 24),
        release="2026-11-24.3",
        sources=(Source("Luật Hộ tịch 2014", "Điều 15"),),
    ),
    (
        Button("Nộp ở đâu", '/ask_facet{"facet":"where","procedure":"1.001193"}'),
        Button("Thời hạn", '/ask_facet{"facet":"time_limit","procedure":"1.001193"}'),
    ),
    Card(
        "Đăng ký khai sinh",
        (
            Section(Facet.FEE, "Lệ phí", ("Đúng hạn: miễn phí <60 ngày>.",), open=True),
            Section(Facet.DOSSIER, "Hồ sơ", tuple(f"Giấy tờ số {n}, bản chính" for n in range(80))),
        ),
    ),
)
CHOICE = Reply(
    "Anh/chị muốn hỏi việc nào dưới đây?",
    Meta(Outcome.CLARIFY),
    tuple(Button(f"Việc {n} " + "dài " * 8, f'/choose{{"number":{n}}}') for n in range(1, 5)),
)


class ChannelContract:
    """Promises of every channel; a subclass has a fixture ``channel``."""

    def test_its_table_is_whole(self, channel):
        table = channel.capabilities
        assert isinstance(table, Capabilities)
        assert table.text_units > 0
        assert table.windows
        ends = [w.until for w in table.windows if w.until is not None]
        assert ends == sorted(ends)

    async def test_it_can_be_checked(self, channel):
        found = await channel.check()
        assert found
        assert all(finding.what for finding in found)


@pytest.mark.django_db(transaction=True)
class PushChannelContract(ChannelContract):
    """Promises of a channel whose vendor calls us and is called by us.

    A subclass has the fixtures ``channel``; ``vendor``, with ``said`` (the texts that a person got,
    in order), ``fails_next(status, retry_after)``, ``blocked_by(person)`` and ``secret``; and
    ``deliver``, which gives headers and body of a signed webhook call with words of a person.
    """

    person = "1001"

    @pytest.fixture(autouse=True)
    def _configured(self, channel, monkeypatch, rasa):
        monkeypatch.setattr(registry, "configured", lambda: {channel.name: channel})
        monkeypatch.setattr(inbox, "HOLD", timedelta(0))

    async def post(self, channel, headers, body):
        return await AsyncClient().post(
            f"/channels/{channel.name}/webhook",
            body,
            content_type="application/json",
            headers=headers,
        )

    async def work(self, channel):
        """Answer and send everything that is due now."""
        office = PostOffice([channel])
        for _ in range(50):
            waiting = await sync_to_async(inbox.waiting)([channel.name])
            due = await sync_to_async(outbox.due)([channel.name])
            if not waiting and not due:
                return
            for message in waiting:
                await office.answer(message)
            for row in due:
                await Courier(channel).carry(row)

    # --- verify ---------------------------------------------------------------------------------

    async def test_a_call_that_is_not_the_vendors_is_refused(self, channel, deliver, caplog):
        _, body = deliver(self.person, "xin chào")
        response = await self.post(channel, {}, body)
        assert response.status_code == 403
        assert await InboundMessage.objects.acount() == 0

    async def test_a_changed_signature_is_refused_and_not_logged(self, channel, deliver, caplog):
        headers, body = deliver(self.person, "xin chào")
        forged = {name: f"{value}FORGED" for name, value in headers.items()}
        response = await self.post(channel, forged, body)
        assert response.status_code == 403
        assert "FORGED" not in caplog.text
        assert await InboundMessage.objects.acount() == 0

    async def test_who_sends_wrong_signatures_again_and_again_is_refused_unread(
        self, channel, deliver, caplog
    ):
        headers, body = deliver(self.person, "xin chào")
        for _ in range(limits.WRONG_CALLS_PER_ADDRESS):
            assert (await self.post(channel, {}, body)).status_code == 403
        caplog.clear()
        assert (await self.post(channel, {}, body)).status_code == 429
        assert (await self.post(channel, headers, body)).status_code == 429
        assert caplog.text == ""
        assert await InboundMessage.objects.acount() == 0

    async def test_the_vendors_address_does_not_suffer_from_who_shares_it(self, channel, deliver):
        assert (await self.post(channel, *deliver(self.person, "một"))).status_code == 200
        _, forged = deliver(self.person, "giả")
        for _ in range(2 * limits.WRONG_CALLS_PER_ADDRESS):
            assert (await self.post(channel, {}, forged)).status_code == 403
        assert (await self.post(channel, *deliver(self.person, "hai"))).status_code == 200
        assert await InboundMessage.objects.acount() == 2

    async def test_what_is_no_event_is_acknowledged_and_taken_for_nothing(self, channel):
        for body in (b"", b"[]", b"nonsense", b'{"a": 1}', b'{"message": 3}', b"[" * 5000):
            with suppress(MalformedEvent):
                assert list(await sync_to_async(channel.parse)(body)) == []

    # --- once -----------------------------------------------------------------------------------

    async def test_a_message_is_stored_and_acknowledged_before_any_work(
        self, channel, deliver, rasa
    ):
        response = await self.post(channel, *deliver(self.person, "xin chào"))
        assert response.status_code == 200
        assert rasa.heard == []
        row = await InboundMessage.objects.aget()
        assert (row.text, row.status) == ("xin chào", InboundMessage.Status.RECEIVED)

    async def test_a_redelivered_message_is_answered_once(self, channel, deliver, vendor, rasa):
        call = deliver(self.person, "xin chào")
        for _ in range(3):
            assert (await self.post(channel, *call)).status_code == 200
        await self.work(channel)
        assert (await self.post(channel, *call)).status_code == 200
        await self.work(channel)
        assert len(rasa.heard) == 1
        assert vendor.said(self.person) == ["Chào anh/chị."]

    async def test_the_same_words_again_are_another_message(self, channel, deliver, vendor, rasa):
        for _ in range(2):
            await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        assert len(vendor.said(self.person)) == 2

    async def test_messages_of_one_person_are_answered_in_order(
        self, channel, deliver, vendor, rasa
    ):
        for text in ("một", "hai", "ba"):
            await self.post(channel, *deliver(self.person, text))
        await self.work(channel)
        assert rasa.words == ["một", "hai", "ba"]

    async def test_two_people_do_not_share_a_conversation(self, channel, deliver, vendor, rasa):
        await self.post(channel, *deliver("2001", "một"))
        await self.post(channel, *deliver("2002", "hai"))
        await self.work(channel)
        assert len({sender for sender, _ in rasa.heard}) == 2
        assert vendor.said("2001") == vendor.said("2002") == ["Chào anh/chị."]

    # --- what is stored -------------------------------------------------------------------------

    async def test_the_person_is_not_named_in_any_row(self, channel, deliver, vendor, rasa):
        person = "77001100220033"
        await self.post(channel, *deliver(person, "xin chào"))
        await self.work(channel)
        assert vendor.said(person)
        for model in (Contact, InboundMessage, Delivery):
            async for row in model.objects.all():
                columns = {k: v for k, v in vars(row).items() if k != "_state"}
                assert person not in repr(columns)

    # --- render ---------------------------------------------------------------------------------

    @pytest.mark.parametrize("text", ["Chào.", LONG, "a" * 9000, "Một dòng.\n\nHai dòng <b>&."])
    def test_every_part_is_within_the_limit_and_no_word_is_lost(self, channel, text):
        parts = channel.render(Reply(text, Meta(Outcome.ANSWERED)), 1)
        assert parts
        assert all(0 < self.length(part) <= channel.capabilities.text_units for part in parts)
        shown = "".join("".join(self.shown(part).split()) for part in parts)
        assert shown == "".join(text.split())

    def test_a_long_text_is_cut_between_sentences(self, channel):
        parts = channel.render(Reply(LONG, Meta(Outcome.ANSWERED)), 1)
        assert len(parts) > 1
        assert all(self.shown(part).rstrip().endswith(".") for part in parts)

    def test_a_long_answer_is_brief_and_offers_the_rest(self, channel):
        limit = channel.capabilities.brief_units
        (part,) = channel.render(ANSWER, 7)
        said = self.shown(part)
        assert rendering.units(said.partition("\n\n1. ")[0]) <= limit
        assert "miễn phí <60 ngày>" in said
        assert "Luật Hộ tịch 2014, Điều 15 · đúng tại 24/11/2026 · bản 2026-11-24.3" in said
        offered = [button.title for button in part.buttons]
        assert "Xem đủ" in offered or "xem đủ" in said

    def test_the_rest_is_everything(self, channel):
        parts = channel.render(rendering.whole(ANSWER), 8)
        said = "\n".join(self.shown(part) for part in parts)
        assert all(item in said for s in ANSWER.card.sections for item in s.items)

    def test_a_choice_that_brings_its_number_has_one(self, channel):
        buttons = tuple(Button(f"{n}. Việc {n}", f'/choose{{"n":{n}}}') for n in (1, 2))
        parts = channel.render(replace(CHOICE, buttons=buttons), 9)
        shown = [p.text for p in parts] + [b.title for p in parts for b in p.buttons]
        assert any("1. Việc 1" in text for text in shown)
        assert not any("1. 1." in text for text in shown)

    def test_choices_are_numbered_or_are_buttons(self, channel):
        parts = channel.render(CHOICE, 9)
        said = "\n".join(self.shown(p) for p in parts)
        titles = [b.title for p in parts for b in p.buttons]
        for number in range(1, 5):
            start = f"{number}. Việc {number}"
            assert start in said or any(title.startswith(start) for title in titles)

    def test_buttons_are_within_the_limits(self, channel):
        many = tuple(Button(f"Nút {n} " + "x" * 5 * n, "/" + "p" * 2000) for n in range(30))
        limits = channel.capabilities.buttons
        parts = channel.render(Reply("Chọn.", Meta(Outcome.ANSWERED), many), 123456789)
        for part in parts:
            assert len(part.buttons) <= (limits.count if limits else 0)
            for button in part.buttons:
                assert len(button.title) <= limits.title
                assert len(button.payload.encode()) <= limits.payload
        said = "\n".join(self.shown(p) for p in parts)
        assert "30. Nút 29" in said  # what has no button can still be chosen

    def test_the_same_reply_gives_the_same_parts(self, channel):
        assert channel.render(ANSWER, 7) == channel.render(ANSWER, 7)

    # --- choices --------------------------------------------------------------------------------

    async def test_a_button_gives_its_payload(self, channel, deliver, vendor, rasa):
        rasa.replies = (ANSWER,)
        await self.post(channel, *deliver(self.person, "phí khai sinh"))
        await self.work(channel)
        outbound = (await Delivery.objects.aget()).outbound_id
        await self.post(channel, *deliver(self.person, f"#{outbound}:1"))
        await self.work(channel)
        assert rasa.words[-1] == ANSWER.buttons[1].payload

    async def test_a_button_of_somebody_else_is_words(self, channel, deliver, vendor, rasa):
        rasa.replies = (ANSWER,)
        await self.post(channel, *deliver(self.person, "phí khai sinh"))
        await self.work(channel)
        outbound = (await Delivery.objects.aget()).outbound_id
        await self.post(channel, *deliver("6666", f"#{outbound}:1"))
        await self.work(channel)
        assert rasa.words[-1] == f"#{outbound}:1"

    async def test_a_number_picks_what_was_offered(self, channel, deliver, vendor, rasa):
        rasa.replies = (ANSWER,)
        await self.post(channel, *deliver(self.person, "phí khai sinh"))
        await self.work(channel)
        await self.post(channel, *deliver(self.person, "2"))
        await self.work(channel)
        assert rasa.words[-1] == ANSWER.buttons[1].payload

    async def test_see_all_shows_all_without_asking_the_dialogue(
        self, channel, deliver, vendor, rasa
    ):
        rasa.replies = (ANSWER,)
        await self.post(channel, *deliver(self.person, "phí khai sinh"))
        await self.work(channel)
        await self.post(channel, *deliver(self.person, "xem đủ"))
        await self.work(channel)
        assert len(rasa.heard) == 1
        assert "Giấy tờ số 79" in "\n".join(vendor.said(self.person))

    # --- send -----------------------------------------------------------------------------------

    async def test_what_fails_is_kept_and_sent_later_once(self, channel, deliver, vendor, rasa):
        vendor.fails_next(500)
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        assert vendor.said(self.person) == []
        row = await Delivery.objects.aget()
        assert (row.status, row.attempts) == (Delivery.Status.WAITING, 1)
        await self.let_time_pass()
        await self.work(channel)
        assert vendor.said(self.person) == ["Chào anh/chị."]
        assert (await Delivery.objects.aget()).status == Delivery.Status.SENT

    async def test_the_vendors_wish_to_wait_is_kept(self, channel, deliver, vendor, rasa):
        vendor.fails_next(429, retry_after=77)
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        row = await Delivery.objects.aget()
        wait = (row.next_at - timezone.now()).total_seconds()
        assert 70 < wait < 79

    async def test_who_blocked_us_is_given_up_where_staff_see_it(
        self, channel, deliver, vendor, rasa
    ):
        await self.post(channel, *deliver(self.person, "xin chào"))
        vendor.blocked_by(self.person)
        await self.work(channel)
        row = await Delivery.objects.aget()
        assert (row.status, row.trouble) == (Delivery.Status.GAVE_UP, "blocked")
        assert (await Contact.objects.aget()).unreachable_since is not None

    async def test_nothing_secret_is_logged(self, channel, deliver, vendor, rasa, caplog):
        caplog.set_level("DEBUG", logger="connectors")
        vendor.fails_next(500)
        await self.post(channel, *deliver("77001100220033", "chuyện riêng của tôi"))
        await self.work(channel)
        assert "chuyện riêng" not in caplog.text
        assert "77001100220033" not in caplog.text
        assert vendor.secret not in caplog.text

    # --- limits ---------------------------------------------------------------------------------

    async def test_who_floods_is_told_once_then_not_answered(self, channel, deliver, vendor, rasa):
        for number in range(40):
            response = await self.post(channel, *deliver(self.person, f"tin {number}"))
            assert response.status_code == 200
        assert await InboundMessage.objects.acount() == 30
        assert await Delivery.objects.acount() == 1

    async def test_danger_is_heard_in_a_flood(self, channel, deliver, rasa):
        for number in range(35):
            await self.post(channel, *deliver(self.person, f"tin {number}"))
        await self.post(channel, *deliver(self.person, "có cháy ở chợ"))
        assert await InboundMessage.objects.acount() == 31

    async def test_a_message_that_is_too_long_is_answered_as_such(
        self, channel, deliver, vendor, rasa
    ):
        await self.post(channel, *deliver(self.person, "a " * 3000))
        await self.work(channel)
        assert rasa.heard == []
        assert "dài quá" in vendor.said(self.person)[0]

    async def test_while_a_person_answers_the_bot_is_silent(self, channel, deliver, vendor, rasa):
        await self.post(channel, *deliver(self.person, "xin chào"))
        await self.work(channel)
        await Contact.objects.aupdate(silent_until=timezone.now() + timedelta(hours=1))
        await self.post(channel, *deliver(self.person, "còn đó không"))
        await self.work(channel)
        assert len(vendor.said(self.person)) == 1

    # --- helpers of the subclasses --------------------------------------------------------------

    async def let_time_pass(self):
        past = timezone.now() - timedelta(seconds=1)
        await Delivery.objects.aupdate(next_at=past)

    def shown(self, part: Part) -> str:
        """Give the text as a person sees it."""
        return part.text

    def length(self, part: Part) -> int:
        return rendering.units(self.shown(part))
