"""What each kind of update means; shapes as the Bot API documents them, people made up."""

import json
import math

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.channel import IncomingKind, Point, Reachability
from connectors.errors import MalformedEvent
from connectors.telegram.updates import Myself, events_of
from tests.support.telegram_api import NAME

ME = Myself(4200, NAME)
HOA = {"id": 1001, "is_bot": False, "first_name": "Hoa"}
BOT = {"id": 4200, "is_bot": True, "first_name": "Một cửa", "username": NAME}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Hoa"}
GROUP = {"id": -100500, "type": "supergroup", "title": "Khu phố 3"}
FILE = {"file_id": "F1", "file_unique_id": "u1"}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853},
]
STICKER = {**FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False,
           "is_video": False}  # fmt: skip
PLACE = {"latitude": 10.98, "longitude": 106.65}


def message(chat=PRIVATE, sender=HOA, **content):
    return {"message_id": 7, "date": 1764400000, "chat": chat, "from": sender, **content}


def read(kind="message", /, **content):
    return events_of({"update_id": 5, kind: message(**content)}, ME)


def one(**content):
    (event,) = read(**content)
    return event


def test_words_are_words_with_their_place_in_the_order():
    event = one(text="phí khai sinh")
    assert (event.kind, event.text, event.address, event.message_id) == (
        IncomingKind.WORDS, "phí khai sinh", "1001", "7",
    )  # fmt: skip
    assert (event.sequence, event.group, event.quote) == (5, "", "")


@pytest.mark.parametrize(
    ("content", "attachment"),
    [
        ({"photo": PHOTO}, "large"),
        ({"document": {**FILE, "file_name": "don.pdf", "mime_type": "application/pdf"}}, "F1"),
        ({"voice": {**FILE, "duration": 4}}, "F1"),
        ({"audio": {**FILE, "duration": 4}}, "F1"),
    ],
)
def test_a_photo_a_document_and_a_voice_are_files(content, attachment):
    event = one(**content)
    assert (event.kind, event.attachment) == (IncomingKind.FILE, attachment)


def test_the_words_under_a_photo_come_after_it_as_a_message_of_their_own():
    photo, words = read(photo=PHOTO, caption="quầy số 3")
    assert (photo.kind, words.kind, words.text) == (
        IncomingKind.FILE, IncomingKind.WORDS, "quầy số 3",
    )  # fmt: skip
    assert photo.message_id != words.message_id


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ({"sticker": STICKER}, "sticker"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "video"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "video"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "unsupported"),
        ({"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE},
         "unsupported"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_gets_its_sentence(content, note):
    event = one(**content)
    assert (event.kind, event.note) == (IncomingKind.NOTE, note)


VENUE = {"location": PLACE, "title": "Chợ", "address": "…"}


@pytest.mark.parametrize(
    "content",
    [
        {"location": PLACE},
        {"location": {**PLACE, "live_period": 900, "horizontal_accuracy": 20}},
        {"venue": VENUE, "location": PLACE},
        {"venue": VENUE},
    ],
)
def test_a_location_and_a_venue_are_a_point(content):
    event = one(**content)
    assert event.kind is IncomingKind.LOCATION
    assert event.point == Point(PLACE["latitude"], PLACE["longitude"])
    assert (event.text, event.note) == ("", "")
    assert str(PLACE["latitude"]) not in repr(event)


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"latitude": 10.98},
        {"latitude": "x", "longitude": 106.65},
        {"latitude": 91, "longitude": 106.65},
        {"latitude": math.nan, "longitude": math.nan},
        {"latitude": None, "longitude": []},
        {"latitude": True, "longitude": True},
    ],
)
def test_a_location_that_lies_nowhere_gets_its_sentence(place):
    event = one(location=place)
    assert (event.kind, event.note, event.point) == (IncomingKind.NOTE, "location", None)


def test_a_live_location_that_moves_is_not_heard_again():
    moved = {**PLACE, "live_period": 900, "latitude": 11.5}
    sent = message(location=moved)
    assert events_of({"update_id": 6, "edited_message": {**sent, "edit_date": 1}}, ME) == ()


def test_every_note_has_its_sentence(sentences):
    for note in ("sticker", "video", "location", "location_far", "location_later", "unsupported",
                 "empty", "too_long", "edited"):  # fmt: skip
        assert sentences.say(f"note_{note}")


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("/start", IncomingKind.COMMAND, "/greet"),
        ("/START", IncomingKind.COMMAND, "/greet"),
        ("/start abc", IncomingKind.COMMAND, "/greet"),
        ("/phananh", IncomingKind.COMMAND, "/complain"),
        ("/phananh cán bộ quát", IncomingKind.WORDS, "tôi muốn phản ánh: cán bộ quát"),
        ("/tracuu", IncomingKind.COMMAND, "/complaint_status"),
        ("/huongdan", IncomingKind.COMMAND, "/help"),
        (f"/huongdan@{NAME}", IncomingKind.COMMAND, "/help"),
        ("/dung", IncomingKind.STOP, ""),
        ("/restart", IncomingKind.WORDS, "/restart"),
        ('/ask_facet{"facet":"fee"}', IncomingKind.WORDS, '/ask_facet{"facet":"fee"}'),
    ],
)
def test_only_our_commands_are_commands(text, kind, told):
    event = one(text=text)
    assert (event.kind, event.text) == (kind, told)


# --- edits ---------------------------------------------------------------------------------------


def test_an_edit_corrects_its_message():
    (event,) = read("edited_message", text="phí kết hôn", edit_date=1764400060)
    assert (event.corrects, event.text) == ("7", "phí kết hôn")
    assert event.message_id != "7"


def test_a_live_location_that_moves_is_nothing():
    assert read("edited_message", location=PLACE, edit_date=1764400060) == ()


# --- groups --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        {"text": "mai họp nhé"},
        {"text": "/huongdan@other_bot"},
        {"text": f"gửi mail cho x@{NAME}y.vn"},
        {"photo": PHOTO},
        {"sticker": STICKER},
        {"text": "ừ", "reply_to_message": message(GROUP, HOA, text="?")},
    ],
)
def test_what_others_say_in_a_group_is_ignored(content):
    assert read(chat=GROUP, **content) == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": f"@{NAME} phí khai sinh"}, "phí khai sinh"),
        ({"text": f"phí khai sinh @{NAME.upper()}?"}, "phí khai sinh  ?"),
        ({"text": "/huongdan"}, "/help"),
        ({"text": "còn hồ sơ?", "reply_to_message": message(GROUP, BOT, text="…")}, "còn hồ sơ?"),
    ],
)
def test_who_addresses_the_bot_in_a_group_is_answered_there_by_a_quote(content, text):
    event = one(chat=GROUP, **content)
    assert event.text.replace("  ", " ") == text.replace("  ", " ")
    assert (event.address, event.group, event.quote) == ("-100500:1001", "-100500", "7")


def test_an_edit_in_a_group_is_ignored():
    assert read("edited_message", chat=GROUP, text=f"@{NAME} x", edit_date=1764400060) == ()


# --- what is nobody's message --------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        {"sender": BOT, "text": "x"},
        {"chat": GROUP, "new_chat_members": [HOA]},
        {"pinned_message": message(text="x")},
        {"chat": GROUP, "left_chat_member": BOT},
    ],
)
def test_bots_and_notices_of_the_chat_are_nothing(content):
    assert read(**content) == ()


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
def test_posts_of_a_channel_are_nothing(kind):
    channel = {"id": -100900, "type": "channel", "title": "Tin"}
    post = {"message_id": 3, "date": 1764400000, "chat": channel, "text": f"@{NAME} xin chào"}
    assert events_of({"update_id": 5, kind: post}, ME) == ()


def test_a_poll_is_nothing():
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
            "allows_revoting": True, "members_only": False}  # fmt: skip
    assert events_of({"update_id": 5, "poll": poll}, ME) == ()


# --- reachable -----------------------------------------------------------------------------------


def membership(status, chat=PRIVATE):
    old = {"user": BOT, "status": "member"}
    new = {"user": BOT, "status": status, "until_date": 0}
    return {
        "update_id": 5,
        "my_chat_member": {
            "chat": chat, "from": HOA, "date": 1764400000,
            "old_chat_member": old, "new_chat_member": new,
        },
    }  # fmt: skip


def test_who_blocks_us_can_not_be_reached_until_they_come_back():
    assert events_of(membership("kicked"), ME) == (Reachability("1001", False),)
    assert events_of(membership("member"), ME) == (Reachability("1001", True),)


def test_being_put_into_a_group_says_nothing_of_a_person():
    assert events_of(membership("member", GROUP), ME) == ()


# --- presses -------------------------------------------------------------------------------------


def test_a_press_carries_its_receipt(api):
    (event,) = events_of(api.press(1001, "#12:0"), ME)
    assert (event.text, event.kind) == ("#12:0", IncomingKind.WORDS)
    assert event.receipt in api.presses


@pytest.mark.parametrize("data", ["/file_complaint{}", "x", "#:0", "#1:0 or"])
def test_a_press_that_was_never_offered_is_no_payload(api, data):
    (event,) = events_of(api.press(1001, data), ME)
    assert (event.kind, event.note, event.text) == (IncomingKind.NOTE, "unsupported", "")


# --- anything ------------------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
_FIELDS = st.sampled_from(
    ["text", "photo", "document", "sticker", "location", "entities", "reply_to_message", "contact"]
)


@given(st.dictionaries(_FIELDS, _JSON, max_size=3))
@settings(max_examples=200, deadline=None)
def test_no_content_breaks_the_reader(odd):
    try:
        read(**odd)
    except MalformedEvent as exc:
        assert "Error" in str(exc)


@given(_JSON)
@settings(max_examples=100, deadline=None)
def test_no_document_breaks_the_reader(document):
    body = {"update_id": 5, "message": document}
    try:
        events_of(body, ME)
    except MalformedEvent as exc:
        assert "Error" in str(exc)


@pytest.mark.django_db(transaction=True)
async def test_a_body_deep_as_a_well_is_malformed(channel):
    for body in (b"[" * 100_000, json.dumps({"update_id": "x" * 50}).encode()):
        try:
            assert await sync_to_async(channel.parse)(body) == ()
        except MalformedEvent as exc:
            assert str(exc)
