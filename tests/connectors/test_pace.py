"""Moments are booked so that a vendor's limits are kept, in all, by chat and by group."""

import itertools
import random

import pytest

from connectors.channel import Pace
from connectors.pace import Pacer


@pytest.fixture
def pacer(clock):
    return Pacer(Pace(per_second=10.0, chat_seconds=1.0, group_per_minute=3), clock)


def test_the_first_message_goes_at_once(pacer):
    assert pacer.book("a") == 0


def test_messages_to_one_chat_keep_their_distance(pacer):
    assert [pacer.book("a") for _ in range(4)] == pytest.approx([0, 1, 2, 3])


def test_messages_to_different_chats_keep_the_distance_of_all(pacer):
    assert [pacer.book(str(n)) for n in range(4)] == pytest.approx([0, 0.1, 0.2, 0.3])


def test_time_that_passes_counts(pacer, clock):
    pacer.book("a")
    clock.now += 0.4
    assert pacer.book("a") == pytest.approx(0.6)


def test_between_booking_and_sending_time_may_pass(pacer, clock):
    pacer.book("a")
    clock.now += 0.7  # the database was slow
    pacer.went_out("a")
    assert pacer.book("a") == pytest.approx(1.0)


def test_a_group_gets_so_many_a_minute(pacer, clock):
    moments = []
    for _ in range(7):
        wait = pacer.book("g", is_group=True)
        clock.now += wait
        moments.append(clock.now)
    assert all(b - a >= 60 for a, b in zip(moments, moments[3:], strict=False))
    assert pacer.book("a") <= 1


def test_what_a_vendor_wishes_for_a_chat_holds_that_chat_alone(pacer):
    pacer.hold("a", 17)
    assert pacer.book("a") == pytest.approx(17)
    assert pacer.book("b") < 1


def test_a_shorter_wish_does_not_end_a_longer_one(pacer):
    pacer.hold("a", 17)
    pacer.hold("a", 2)
    assert pacer.book("a") == pytest.approx(17)


def test_what_a_vendor_wishes_for_all_holds_all(pacer):
    pacer.hold_all(17)
    assert pacer.book("a") == pytest.approx(17)
    assert pacer.book("b") == pytest.approx(17.1)


@pytest.mark.parametrize("seed", range(20))
def test_no_second_gets_more_than_its_share_whatever_waits_for_its_chat(clock, seed):
    """What waits for its own chat lands together with what does not: both count."""
    pacer = Pacer(Pace(per_second=10.0, chat_seconds=1.0), clock)
    chance, moments = random.Random(seed), []
    for _ in range(300):
        clock.now += chance.choice((0.0, 0.0, 0.05, 0.3))
        moments.append(clock.now + pacer.book(chance.choice("abcdefghijklmnopqrst")))
    moments.sort()
    assert all(b - a >= 1 - 1e-6 for a, b in zip(moments, moments[10:], strict=False))


def test_a_clock_that_stands_still_books_on(pacer):
    moments = [pacer.book(str(n)) for n in range(100)]
    assert moments == sorted(moments)
    assert moments[-1] == pytest.approx(9.9)


def test_chats_of_the_past_are_forgotten(pacer, clock):
    for number in itertools.count():
        clock.now += 0.2
        pacer.book(str(number), is_group=number % 2 == 0)
        if number > 20_010:
            break
    assert len(pacer._chats) < 100
    assert len(pacer._groups) < 1000
