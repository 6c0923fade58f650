"""Logs can't quote a citizen."""

import logging
import warnings

import pytest
import structlog

from bot.quiet import PlaceOnlyFormatter, silence

SECRET = "số căn cước 079203001234"


@pytest.fixture
def formatted():
    lines = []

    class Handler(logging.Handler):
        def emit(self, record):
            lines.append(PlaceOnlyFormatter().format(record))

    root = logging.getLogger()
    handler = Handler()
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


@pytest.mark.parametrize("name", ["rasa.core.processor", "sanic.error", "asyncio", "botanist"])
def test_lines_of_others_say_only_where_they_come_from(formatted, name):
    logging.getLogger(name).error("failed on %s", SECRET)
    assert formatted
    assert SECRET not in formatted[-1]
    assert name in formatted[-1]


def test_an_error_is_told_by_its_type_and_place(formatted):
    try:
        try:
            {}[SECRET]
        except KeyError as exc:
            raise RuntimeError(SECRET) from exc
    except RuntimeError:
        logging.getLogger("rasa.core").exception(SECRET)
    assert SECRET not in formatted[-1]
    assert "RuntimeError" in formatted[-1]
    assert "KeyError" in formatted[-1]


def test_our_own_lines_are_written(formatted):
    logging.getLogger("bot.server").info("model.loaded")
    assert formatted[-1].endswith("bot.server model.loaded")


def test_structured_events_and_warnings_are_dropped(capfd):
    silence()
    structlog.get_logger().error("rest.message.received.failure", text=SECRET)
    warnings.warn(SECRET, UserWarning, stacklevel=1)
    out, err = capfd.readouterr()
    assert SECRET not in out + err
