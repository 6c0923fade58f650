"""A location becomes the name of a commune, and only that."""

import pytest

from connectors import positions
from connectors.channel import Point
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply

HCM = "Thành phố Hồ Chí Minh"
NAMES = f"Phường Thủ Dầu Một, {HCM}\nPhường Phú Lợi, {HCM}\nXã A, Tỉnh Tây Ninh"
COUNTER = Reply(
    "Nơi tiếp nhận: chưa rõ.", Meta(Outcome.ANSWERED), (Button("Phản ánh", "/complain"),)
)


@pytest.mark.parametrize(
    ("latitude", "longitude", "read"),
    [
        (10.98, 106.65, (10.98, 106.65)),
        (10, "106.65", (10.0, 106.65)),
        (90.0, -180, (90.0, -180.0)),
        (90.1, 106.65, None),
        (10.98, 180.5, None),
        (float("nan"), 106.65, None),
        ("nan", "nan", None),
        (float("inf"), 106.65, None),
        (10**400, 106.65, None),
        ("mười", 106.65, None),
        ("", "", None),
        (None, 106.65, None),
        (True, False, None),
        ([10.98], {"x": 1}, None),
    ],
)
def test_a_point_is_two_numbers_on_the_globe(latitude, longitude, read):
    point = Point.read(latitude, longitude)
    assert (point and (point.latitude, point.longitude)) == read


def test_a_point_does_not_show_itself():
    assert repr(Point(10.98, 106.65)) == "Point()"


def test_the_nearest_communes_are_named_nearest_first():
    names = positions.names_near(Point(10.9800, 106.6530)).splitlines()
    assert names[0] == f"Phường Thủ Dầu Một, {HCM}"
    assert len(names) == 3
    assert positions.names_near(Point(48.85, 2.35)) == ""


def test_the_nearest_is_asked_for_and_the_next_are_offered(sentences):
    position = positions.asked(NAMES, sentences)
    assert position.payload == f'/ask{{"place": "Phường Thủ Dầu Một, {HCM}"}}'
    (reply,) = position.before((COUNTER,))
    assert reply.text.startswith(
        "Theo vị trí anh/chị gửi, nơi gần nhất là phường Thủ Dầu Một, thành phố Hồ Chí Minh (tính"
    )
    assert reply.text.endswith(COUNTER.text)
    assert [(b.title, b.payload) for b in reply.buttons] == [
        ("Phường Phú Lợi", f'/ask{{"place": "Phường Phú Lợi, {HCM}"}}'),
        ("Xã A, Tỉnh Tây Ninh", '/ask{"place": "Xã A, Tỉnh Tây Ninh"}'),
        ("Phản ánh", "/complain"),
    ]


def test_of_several_replies_the_first_says_the_place_and_the_last_offers(sentences):
    first, second = positions.asked(NAMES, sentences).before((COUNTER, COUNTER))
    assert first.text.startswith("Theo vị trí")
    assert first.buttons == COUNTER.buttons
    assert second.text == COUNTER.text
    assert len(second.buttons) == 3


def test_one_commune_alone_offers_no_other(sentences):
    position = positions.asked("Đặc khu Phú Quốc, Tỉnh An Giang", sentences)
    assert position.buttons == ()
    assert sentences.say("position_others") not in position.lead


def test_a_form_is_told_the_place_as_an_answer(sentences):
    position = positions.told(NAMES, sentences)
    assert position.payload == f'/inform{{"place": "Phường Thủ Dầu Một, {HCM}"}}'
    assert position.buttons == ()
    assert "Gần đó còn có phường Phú Lợi, xã A, tỉnh Tây Ninh." in position.lead
    assert 'Em ghi phường Thủ Dầu Một là nơi xảy ra; chưa đúng, anh/chị nhắn "sửa' in position.lead
