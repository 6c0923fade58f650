import pytest

from connectors.errors import TooManyMessages
from connectors.limits import SlidingWindow


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


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
