"""A conversation on Telegram from the webhook to the fake's chat, over real HTTP."""

import asyncio
import io
import json
import time
from datetime import timedelta

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import AsyncClient
from django.utils import timezone
from PIL import Image

from complaints import drafts
from complaints.drafts import Field
from complaints.models import BoxMessage, DraftFile, Evidence
from connectors import box, inbox, outbox, post_office, registry
from connectors.channel import Recipient
from connectors.courier import Courier
from connectors.models import (
    ChannelName,
    Contact,
    Conversation,
    Delivery,
    HeldQuestion,
    InboundMessage,
)
from connectors.post_office import PostOffice
from connectors.telegram.channel import SECRET_HEADER
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from tests.connectors.telegram.conftest import SECRET
from tests.connectors.test_box import offer

pytestmark = pytest.mark.django_db(transaction=True)

PERSON = 1001
ASKED = Reply("Có giấy tờ, ảnh gì không?", Meta(Outcome.COMPLAINT_STARTED, slot="evidence"))


@pytest.fixture(autouse=True)
def _configured(channel, monkeypatch, rasa):
    monkeypatch.setattr(registry, "configured", lambda: {channel.name: channel})
    monkeypatch.setattr(inbox, "HOLD", timedelta(0))


@pytest.fixture
def arrives(channel):
    """Deliver an update to the webhook, answer it, send the answer."""

    async def deliver(*updates):
        for update in updates:
            response = await AsyncClient().post(
                "/channels/telegram/webhook",
                json.dumps(update),
                content_type="application/json",
                headers={SECRET_HEADER: SECRET},
            )
            assert response.status_code == 200
        office, courier = PostOffice([channel]), Courier(channel)
        for _ in range(30):
            waiting = await sync_to_async(inbox.waiting)([channel.name])
            due = await sync_to_async(outbox.due)([channel.name])
            for message in waiting:
                await office.answer(message)
            for row in due:
                await courier.carry(row)
            if not waiting and not due:
                return

    return deliver


def photo():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    return out.getvalue()


async def in_a_complaint(api, arrives, rasa):
    """Let the person be in the middle of telling a complaint; give their conversation."""
    rasa.replies = (ASKED,)
    await arrives(api.message(PERSON, "tôi muốn phản ánh"))
    conversation = await Conversation.objects.aget()
    await sync_to_async(drafts.start)(conversation.key)
    await sync_to_async(drafts.put)(conversation.key, Field.WHAT, "Cán bộ quát tôi.")
    return conversation


# --- buttons -------------------------------------------------------------------------------------


async def test_a_press_is_answered_at_telegram_and_gives_its_payload(api, arrives, rasa):
    rasa.replies = (
        Reply("Lệ phí 8.000 đồng.", Meta(Outcome.ANSWERED),
              (Button("Nộp ở đâu", '/ask_facet{"facet":"where"}'),)),
    )  # fmt: skip
    await arrives(api.message(PERSON, "phí"))
    reference = api.sent[0].keyboard[0][0]["callback_data"]
    press = api.press(PERSON, reference)
    await arrives(press)
    assert api.answered_presses == [press["callback_query"]["id"]]
    assert rasa.words == ["phí", '/ask_facet{"facet":"where"}']


async def test_the_same_press_twice_is_seen_twice_and_answered_once(api, arrives, rasa):
    button = Button("Nộp ở đâu", '/ask_facet{"facet":"where"}')
    rasa.replies = (Reply("Phí.", Meta(Outcome.ANSWERED), (button,)),)
    await arrives(api.message(PERSON, "phí"))
    reference = api.sent[0].keyboard[0][0]["callback_data"]
    await arrives(api.press(PERSON, reference), api.press(PERSON, reference))
    assert len(api.answered_presses) == 2
    assert len(api.said_to(PERSON)) == 2


async def test_a_press_that_telegram_forgot_is_answered_all_the_same(api, arrives, rasa):
    await arrives(api.message(PERSON, "chào"))
    press = api.press(PERSON, "#1:0")
    api.presses.clear()  # "query is too old"
    await arrives(press)
    assert len(api.said_to(PERSON)) == 2


async def test_short_buttons_stand_side_by_side_long_ones_below(api, arrives, rasa):
    titles = ("Ngắn", "Gọn", "Một cái nút dài hơn mười tám", "Hết")
    rasa.replies = (
        Reply("Chọn.", Meta(Outcome.ANSWERED), tuple(Button(t, f"/{t}") for t in titles)),
    )
    await arrives(api.message(PERSON, "x"))
    assert [[b["text"] for b in row] for row in api.sent[0].keyboard] == [
        ["Ngắn", "Gọn"], ["Một cái nút dài hơn mười tám"], ["Hết"],
    ]  # fmt: skip


# --- typing --------------------------------------------------------------------------------------


async def test_typing_is_shown_while_an_answer_takes_its_time(api, arrives, rasa, monkeypatch):
    monkeypatch.setattr(post_office, "_TYPING_AFTER_SECONDS", 0.02)
    rasa.gate = asyncio.Event()
    work = asyncio.create_task(arrives(api.message(PERSON, "phí")))
    async with asyncio.timeout(10):
        while not api.typing:
            await asyncio.sleep(0.02)
    assert api.sent == []
    rasa.gate.set()
    await work
    assert set(api.typing) == {PERSON}
    assert len(api.said_to(PERSON)) == 1


async def test_a_quick_answer_shows_no_typing(api, arrives, rasa):
    await arrives(api.message(PERSON, "phí"))
    assert api.typing == []


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "F", "file_unique_id": "u", "width": 20, "height": 20}]},
        {"document": {"file_id": "F", "file_unique_id": "u", "file_name": "a.jpg"}},
    ],
)
async def test_a_file_becomes_evidence_of_the_complaint_being_told(api, arrives, rasa, content):
    await in_a_complaint(api, arrives, rasa)
    api.files["F"] = photo()
    await arrives(api.message(PERSON, **content))
    assert "tệp thứ 1" in api.said_to(PERSON)[-1]
    assert await DraftFile.objects.acount() == 1


async def test_a_voice_becomes_evidence(api, arrives, rasa):
    await in_a_complaint(api, arrives, rasa)
    api.files["V"] = b"OggS\x00\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 400
    voice = {"file_id": "V", "file_unique_id": "u", "duration": 3, "mime_type": "audio/ogg"}
    await arrives(api.message(PERSON, voice=voice))
    assert "tệp thứ 1" in api.said_to(PERSON)[-1]


async def test_a_file_that_is_too_big_is_refused_with_its_reason(api, arrives, rasa):
    await in_a_complaint(api, arrives, rasa)
    api.files["B"] = b"\xff\xd8" + b"x" * (11 * 1024 * 1024)
    big = {"file_id": "B", "file_unique_id": "u"}
    await arrives(api.message(PERSON, document=big))
    assert "10 MB" in api.said_to(PERSON)[-1]
    assert await DraftFile.objects.acount() == 0


async def test_a_file_that_is_gone_is_told(api, arrives, rasa, sentences):
    await in_a_complaint(api, arrives, rasa)
    await arrives(api.message(PERSON, document={"file_id": "gone", "file_unique_id": "u"}))
    assert api.said_to(PERSON)[-1] == sentences.say("file_lost")


async def test_outside_a_complaint_no_file_is_even_fetched(api, arrives, rasa):
    api.files["F"] = photo()
    await arrives(api.message(PERSON, document={"file_id": "F", "file_unique_id": "u"}))
    assert api.calls["getfile"] == 0
    assert len(api.said_to(PERSON)) == 1


# --- the box of a complaint ----------------------------------------------------------------------


@pytest.fixture
async def writing(api, arrives, rasa, sentences):
    """Let a complaint be on record, its status be asked for, and "Viết" be pressed."""
    from complaints import filing

    conversation = await in_a_complaint(api, arrives, rasa)

    def file_and_offer():
        code = filing.file(conversation.key, "đồng ý").code
        offer(conversation, code)
        return inbox.waiting([ChannelName.TELEGRAM]), outbox.due([ChannelName.TELEGRAM])

    await sync_to_async(file_and_offer)()
    await arrives()
    reference = api.sent[-1].keyboard[0][0]["callback_data"]
    rasa.heard.clear()
    await arrives(api.press(PERSON, reference))
    assert api.said_to(PERSON)[-1] == sentences.say("box_ask")
    return conversation


async def test_words_for_who_handles_it_go_into_the_box(api, arrives, rasa, writing):
    await arrives(api.message(PERSON, "Tôi nộp lúc 9 giờ."))
    assert "Đã chuyển" in api.said_to(PERSON)[-1]
    assert await BoxMessage._record.acount() == 1
    assert rasa.heard == []


async def test_leaving_the_box_by_its_button_writes_nothing_into_it(
    api, arrives, rasa, writing, sentences
):
    await arrives(api.press(PERSON, api.sent[-1].keyboard[0][0]["callback_data"]))
    assert api.said_to(PERSON)[-1] == sentences.say("box_left")
    assert await BoxMessage._record.acount() == 0
    assert rasa.heard == []


@pytest.mark.parametrize("update", [{"text": "/dung"}, {"text": "thôi"}])
async def test_leaving_the_box_by_words(api, arrives, rasa, writing, sentences, update):
    await arrives(api.message(PERSON, **update))
    assert api.said_to(PERSON)[-1] == sentences.say("box_left")
    assert await BoxMessage._record.acount() == 0


async def test_a_sticker_is_not_written_into_the_box(api, arrives, rasa, writing):
    sticker = {"file_id": "S", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
               "is_animated": False, "is_video": False}  # fmt: skip
    await arrives(api.message(PERSON, sticker=sticker))
    assert await BoxMessage._record.acount() == 0


async def test_a_file_goes_into_the_box(api, arrives, rasa, writing, sentences):
    before = await Evidence._record.acount()
    api.files["F"] = photo()
    await arrives(api.message(PERSON, document={"file_id": "F", "file_unique_id": "u"}))
    assert api.said_to(PERSON)[-1] == sentences.say("box_file_taken")
    assert await Evidence._record.acount() == before + 1
    assert await sync_to_async(inbox.form_step)(writing.pk) == box.SLOT


# --- locations -----------------------------------------------------------------------------------

MARKET = {"latitude": 10.980013, "longitude": 106.653017}
NEAREST = "Phường Thủ Dầu Một, Thành phố Hồ Chí Minh"
COUNTER = Reply("Nơi tiếp nhận hồ sơ cấp xã: …", Meta(Outcome.ANSWERED))


def everything_stored():
    connection.ensure_connection()
    return "\n".join(connection.connection.iterdump())


async def test_a_location_is_answered_with_the_counter_of_the_nearest_commune(api, arrives, rasa):
    rasa.replies = (COUNTER,)
    await arrives(api.message(PERSON, location=MARKET))
    assert rasa.words == [f'/ask{{"place": "{NEAREST}"}}']
    (said,) = api.said_to(PERSON)
    assert said.startswith(
        "Theo vị trí anh/chị gửi, nơi gần nhất là phường Thủ Dầu Một, thành phố Hồ Chí Minh"
    )
    assert COUNTER.text in said


async def test_the_next_nearest_is_a_press_or_a_number_away(api, arrives, rasa):
    rasa.replies = (COUNTER,)
    await arrives(api.message(PERSON, venue={"location": MARKET, "title": "Chợ", "address": "…"}))
    titles = [key["text"] for row in api.sent[0].keyboard for key in row]
    assert len(titles) == 2
    await arrives(api.message(PERSON, "2"))
    assert rasa.words[-1].startswith(f'/ask{{"place": "{titles[1]}, ')
    reference = api.sent[0].keyboard[0][0]["callback_data"]
    await arrives(api.press(PERSON, reference))
    assert rasa.words[-1].startswith(f'/ask{{"place": "{titles[0]}, ')


async def test_coordinates_are_never_stored_and_never_logged(api, arrives, rasa, caplog):
    caplog.set_level("DEBUG")
    rasa.answer = lambda: httpx.Response(503)
    await arrives(api.message(PERSON, location=MARKET))
    assert (await InboundMessage.objects.aget()).text.startswith(NEAREST)  # it waits, sealed
    waiting = await sync_to_async(everything_stored)()
    assert NEAREST not in waiting
    rasa.answer, rasa.replies = None, (COUNTER,)
    await InboundMessage.objects.aupdate(claimed_until=timezone.now())
    await arrives(api.message(PERSON, location={"latitude": 48.853017, "longitude": 2.350013}))
    assert len(api.said_to(PERSON)) == 2
    answered = await sync_to_async(everything_stored)()
    for number in ("10.980013", "106.653017", "48.853017", "2.350013"):
        assert number not in waiting + answered + caplog.text + repr(rasa.heard)
    assert [row.text async for row in InboundMessage.objects.all()] == ["", ""]


async def test_where_no_commune_is_near_that_is_said(api, arrives, rasa, sentences):
    await arrives(api.message(PERSON, location={"latitude": 48.85, "longitude": 2.35}))
    assert api.said_to(PERSON) == [sentences.say("note_location_far")]
    assert rasa.heard == []


async def test_a_location_that_can_not_be_read_is_told_so(api, arrives, rasa, sentences):
    await arrives(api.message(PERSON, location={"latitude": "x", "longitude": 200}))
    assert api.said_to(PERSON) == [sentences.say("note_location")]
    assert rasa.heard == []


async def test_a_location_is_no_question_for_the_editors(api, arrives, rasa, sentences):
    rasa.replies = (Reply("Chưa có thông tin.", Meta(Outcome.NO_ANSWER)),)
    await arrives(api.message(PERSON, location=MARKET))
    assert sentences.say("question_offer") not in api.said_to(PERSON)[0]
    assert not await HeldQuestion.objects.aexists()


async def test_a_location_answers_the_form_that_asks_where(api, arrives, rasa):
    asks = Reply("Việc này xảy ra ở đâu?", Meta(Outcome.COMPLAINT_STARTED, slot="office"))
    rasa.replies = (asks,)
    await arrives(api.message(PERSON, "tôi muốn phản ánh"))
    rasa.replies = (ASKED,)
    await arrives(api.message(PERSON, location=MARKET))
    assert rasa.words[-1] == f'/inform{{"place": "{NEAREST}"}}'
    said = api.said_to(PERSON)[-1]
    assert "Em ghi phường Thủ Dầu Một là nơi xảy ra" in said
    assert said.endswith(ASKED.text)


async def test_a_location_at_another_step_leaves_the_form_where_it_is(
    api, arrives, rasa, sentences
):
    conversation = await in_a_complaint(api, arrives, rasa)
    heard = len(rasa.heard)
    await arrives(api.message(PERSON, location=MARKET))
    assert api.said_to(PERSON)[-1] == sentences.say("note_location_later")
    assert len(rasa.heard) == heard
    assert await sync_to_async(inbox.form_step)(conversation.pk) == "evidence"


# --- what is no question -------------------------------------------------------------------------


async def test_an_edit_before_the_answer_changes_what_is_asked(api, arrives, rasa):
    first = api.message(PERSON, "phí khai sin")
    corrected = {
        "update_id": api.number(),
        "edited_message": {
            **first["message"], "text": "phí kết hôn", "edit_date": int(time.time()),
        },
    }  # fmt: skip
    await arrives(first, corrected)
    assert rasa.words == ["phí kết hôn"]
    assert len(api.said_to(PERSON)) == 1


async def test_an_edit_after_the_answer_is_answered_anew(api, arrives, rasa):
    first = api.message(PERSON, "phí khai sin")
    await arrives(first)
    edited = {**first["message"], "text": "phí kết hôn", "edit_date": int(time.time())}
    await arrives({"update_id": api.number(), "edited_message": edited})
    assert rasa.words == ["phí khai sin", "phí kết hôn"]


async def test_a_private_matter_is_not_told_in_a_group(api, arrives, rasa, sentences):
    rasa.replies = (Reply("Mã của anh/chị: …", Meta(Outcome.COMPLAINT_FILED)),)
    group = {"id": -100500, "type": "supergroup", "title": "Khu phố 3"}
    update = api.message(PERSON, "/phananh")
    update["message"]["chat"] = group
    await arrives(update)
    assert [m.text for m in api.sent] == [sentences.say("note_private_only")]
    assert api.sent[0].chat == -100500


async def test_who_blocked_us_gets_nothing_unasked_until_they_come_back(api, arrives, rasa):
    def membership(status):
        member = {"user": {"id": 4200, "is_bot": True, "first_name": "x"}, "until_date": 0}
        change = {
            "chat": {"id": PERSON, "type": "private"},
            "from": {"id": PERSON, "is_bot": False, "first_name": "Hoa"},
            "date": 1764400000,
            "old_chat_member": {**member, "status": "member"},
            "new_chat_member": {**member, "status": status},
        }
        return {"update_id": api.number(), "my_chat_member": change}

    await arrives(api.message(PERSON, "chào"))
    await arrives(membership("kicked"))
    assert (await Contact.objects.aget()).unreachable_since is not None
    await arrives(membership("member"))
    assert (await Contact.objects.aget()).unreachable_since is None


async def test_stop_ends_what_comes_unasked_and_start_brings_it_back(api, arrives, rasa):
    await arrives(api.message(PERSON, "/dung"))
    conversation = await Conversation.objects.aget()
    news = Reply("Có tin mới.", Meta(Outcome.COMPLAINT_STATUS))
    await sync_to_async(outbox.push)(conversation, news)
    await arrives()
    assert "Có tin mới." not in api.said_to(PERSON)
    await arrives(api.message(PERSON, "/start"))
    await sync_to_async(outbox.push)(conversation, news)
    await arrives()
    assert api.said_to(PERSON)[-1] == "Có tin mới."


# --- what goes out -------------------------------------------------------------------------------


async def test_markup_in_words_stays_words_and_a_long_text_arrives_whole(api, arrives, rasa):
    text = " ".join(f"Câu {n} có <b>dấu</b> & «ngoặc» 😀." for n in range(400))
    rasa.replies = (Reply(text, Meta(Outcome.ANSWERED)),)
    api.flood_limits = True  # the parts keep the pace, too
    await arrives(api.message(PERSON, "dài"))
    said = api.said_to(PERSON)
    assert len(said) > 2
    assert " ".join(" ".join(said).split()) == text
    assert all(part.endswith(".") for part in said)
    assert api.floods == 0


async def test_the_answer_to_what_telegram_took_is_not_waited_for_twice(api, arrives, rasa):
    """HTTP 200 came and the body broke off: it was taken, and is not said again."""
    from tests.support.telegram_api import BreakOff

    def break_off(method):
        raise BreakOff

    api.trouble_after = break_off
    await arrives(api.message(PERSON, "chào"))
    row = await Delivery.objects.aget()
    assert (row.status, row.attempts, row.in_doubt) == (Delivery.Status.SENT, 1, 0)
    assert len(api.said_to(PERSON)) == 1


async def test_where_nobody_answers_it_stays_in_doubt(api, arrives, rasa):
    from tests.support.telegram_api import HangUp

    def hang_up(method):
        raise HangUp

    api.trouble = hang_up
    await arrives(api.message(PERSON, "chào"))
    row = await Delivery.objects.aget()
    assert (row.status, row.in_doubt) == (Delivery.Status.WAITING, 1)


async def test_a_group_is_quoted(api, channel):
    from connectors.channel import Part

    await channel.send(Recipient("-100500:1001", "77"), Part("Chào."))
    assert (api.sent[0].chat, api.sent[0].reply_to) == (-100500, 77)
