import pytest

from connectors.errors import TooManyMessages
from connectors.limits import KNOWN_SECONDS, Concurrent, SlidingWindow, Strangers


@pytest.fixture
def window(clock):
    return SlidingWindow(3, clock)


def test_as_many_pass_as_the_limit_says_and_no_more(window):
    for _ in range(3):
        window.pass_or_refuse("a")
    with pytest.raises(TooManyMessages):
        window.pass_or_refuse("a")


def test_one_persons_messages_do_not_count_for_another(window):
    for _ in range(3):
        window.pass_or_refuse("a")
    window.pass_or_refuse("b")


def test_after_a_minute_one_may_go_on(window, clock):
    for _ in range(3):
        window.pass_or_refuse("a")
    clock.now += 59.9
    with pytest.raises(TooManyMessages):
        window.pass_or_refuse("a")
    clock.now += 0.1
    window.pass_or_refuse("a")


def test_being_refused_does_not_prolong_the_wait(window, clock):
    for _ in range(3):
        window.pass_or_refuse("a")
    clock.now += 30
    for _ in range(5):
        with pytest.raises(TooManyMessages):
            window.pass_or_refuse("a")
    clock.now += 30
    window.pass_or_refuse("a")


def test_what_is_long_past_is_forgotten(window, clock):
    for number in range(10_001):
        window.pass_or_refuse(str(number))
    clock.now += 61
    window.pass_or_refuse("new")
    assert len(window._seen) == 1


def test_whoever_sends_too_much_is_told_once_and_how_long_to_wait(window, clock):
    for _ in range(3):
        window.pass_or_refuse("a")
    clock.now += 20
    refusals = []
    for _ in range(3):
        with pytest.raises(TooManyMessages) as caught:
            window.pass_or_refuse("a")
        refusals.append((caught.value.told, caught.value.seconds))
    assert refusals == [(False, 40), (True, 40), (True, 40)]


def test_after_a_message_has_passed_one_is_told_again(window, clock):
    for _ in range(3):
        window.pass_or_refuse("a")
    for told in (False, True):
        with pytest.raises(TooManyMessages) as caught:
            window.pass_or_refuse("a")
        assert caught.value.told is told
    clock.now += 60
    for _ in range(3):
        window.pass_or_refuse("a")
    with pytest.raises(TooManyMessages) as caught:
        window.pass_or_refuse("a")
    assert caught.value.told is False


def test_only_so_many_are_under_way_at_once_by_key():
    streams = Concurrent(1)
    with streams.one_more("a"):
        with pytest.raises(TooManyMessages), streams.one_more("a"):
            pass
        with streams.one_more("b"):
            pass
    with streams.one_more("a"):
        pass


# --- who sends wrong signatures ------------------------------------------------------------------


@pytest.fixture
def strangers(clock):
    return Strangers(3, clock)


def test_after_some_wrong_calls_an_address_is_shut_out_for_a_while(strangers, clock):
    for _ in range(3):
        assert not strangers.are_shut_out("a")
        strangers.sent_wrong("a")
    assert strangers.are_shut_out("a")
    assert not strangers.are_shut_out("b")
    clock.now += 60
    assert not strangers.are_shut_out("a")


def test_an_address_that_sent_a_right_call_is_always_looked_at(strangers, clock):
    strangers.sent_right("a")
    for _ in range(9):
        strangers.sent_wrong("a")
    assert not strangers.are_shut_out("a")
    clock.now += KNOWN_SECONDS
    for _ in range(9):
        strangers.sent_wrong("a")
    assert strangers.are_shut_out("a")


def test_known_addresses_are_forgotten(strangers, clock):
    for number in range(10_002):
        strangers.sent_right(str(number))
    clock.now += KNOWN_SECONDS + 1
    strangers.sent_right("new")
    assert len(strangers._known) == 1
