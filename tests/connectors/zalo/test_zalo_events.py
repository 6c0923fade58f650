"""Zalo's events are read by kind; what is odd is counted, never an error."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.zalo.events import (
    Echoed,
    Followed,
    Incoming,
    Kind,
    Nothing,
    TakenOver,
    Unfollowed,
    read_event,
)
from tests.connectors.zalo import payloads
from tests.connectors.zalo.payloads import PERSON


def read(raw):
    return read_event(json.loads(raw))


def test_a_text_is_read_with_who_wrote_it_and_when():
    event = read(payloads.TEXT)
    assert (event.person, event.message_id, event.kind) == (
        PERSON,
        "96d3cdf3af150460909",
        Kind.TEXT,
    )
    assert event.text == "làm khai sinh cần gì"
    assert event.at.isoformat() == "2025-11-29T07:06:40+00:00"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (payloads.IMAGE, Kind.IMAGE),
        (payloads.LINK, Kind.LINK),
        (payloads.AUDIO, Kind.AUDIO),
        (payloads.VIDEO, Kind.VIDEO),
        (payloads.STICKER, Kind.STICKER),
        (payloads.LOCATION, Kind.LOCATION),
        (payloads.CARD, Kind.BUSINESS_CARD),
        (payloads.FILE, Kind.FILE),
        (payloads.GIF, Kind.GIF),
    ],
)
def test_each_kind_of_message_is_told_apart(raw, kind):
    event = read(raw)
    assert isinstance(event, Incoming)
    assert event.kind is kind


def test_a_file_is_read_with_its_announced_size():
    (file,) = read(payloads.FILE).attachments
    assert (file.url, file.size) == ("https://file.example.vn/don.pdf", 87632)


def test_an_image_keeps_the_words_typed_with_it():
    event = read(payloads.IMAGE)
    assert event.text == "ảnh quầy 3"
    assert [a.url for a in event.attachments] == ["https://photo.example.vn/a.jpg"]


def test_a_location_is_read_in_degrees():
    place = read(payloads.LOCATION).place
    assert (place.latitude, place.longitude) == (10.98, 106.65)


@pytest.mark.parametrize(
    "point",
    [None, [], {"latitude": "x", "longitude": "1"}, {"latitude": "91", "longitude": "1"}, {},
     {"latitude": "nan", "longitude": "1"}, {"latitude": 10**400, "longitude": 1},
     {"latitude": "10.98"}, {"latitude": True, "longitude": False}],
)  # fmt: skip
def test_a_location_that_lies_nowhere_has_no_place(point):
    raw = payloads.body("user_send_location", payloads.attached("location", {"coordinates": point}))
    assert read(raw).place is None


def test_a_follow_has_an_id_that_is_the_same_when_it_is_delivered_again():
    event = read(payloads.FOLLOW)
    assert isinstance(event, Followed)
    assert event.person == PERSON
    assert read(payloads.FOLLOW).message_id == event.message_id
    later = payloads.body(
        "follow", sender=None, recipient=None, follower={"id": PERSON}, timestamp="1764400000001"
    )
    assert read(later).message_id != event.message_id


def test_an_unfollow_names_who_left():
    assert read(payloads.UNFOLLOW) == Unfollowed(PERSON)


def test_a_person_of_the_staff_who_writes_takes_over():
    event = read(payloads.PERSON_WROTE)
    assert isinstance(event, TakenOver)
    assert (event.person, event.admin) == (PERSON, "4567")


def test_our_own_message_come_back_takes_nothing_over():
    assert read(payloads.ECHO) == Echoed(PERSON, payloads.OURS, "Chào anh/chị.")


def test_our_own_message_without_words_tells_nothing():
    raw = payloads.body(
        "oa_send_file", {"attachments": []}, sender={"id": "oa"}, recipient={"id": PERSON}
    )
    assert read(raw) == Nothing("oa_send_file")


@pytest.mark.parametrize("raw", [payloads.RECEIVED, payloads.SEEN])
def test_receipts_are_nothing_to_do(raw):
    assert isinstance(read(raw), Nothing)


@pytest.mark.parametrize(
    "change",
    [
        {"sender": None},
        {"sender": {"id": 5}},
        {"sender": {"id": "x" * 65}},
        {"sender": {"id": "a b"}},
        {"message": None},
        {"message": {"text": "x"}},
        {"message": {"msg_id": "", "text": "x"}},
        {"event_name": "user_send_dance"},
        {"event_name": None},
        {"event_name": "a\nb"},
    ],
)
def test_a_message_that_lacks_what_it_needs_is_nothing(change):
    document = json.loads(payloads.TEXT)
    assert isinstance(read_event({**document, **change}), Nothing)


def test_records_do_not_show_who_or_what_in_their_repr():
    shown = repr(read(payloads.IMAGE)) + repr(read(payloads.LOCATION))
    for secret in ("ảnh quầy 3", "photo.example.vn", "10.98"):
        assert secret not in shown


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


unhurried = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(
    st.sampled_from(["user_send_text", "user_send_location", "follow", "oa_send_text", "x"]),
    st.dictionaries(
        st.sampled_from(["sender", "recipient", "follower", "message", "timestamp"]), json_values
    ),
)
def test_no_document_breaks_the_reader(name, rest):
    read_event({"event_name": name, **rest})


@unhurried
@given(json_values)
def test_no_json_value_breaks_the_reader(value):
    read_event(value)
