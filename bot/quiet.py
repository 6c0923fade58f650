"""Logging that can't quote a citizen.

Rasa puts user text, slot values and whole HTTP bodies into its log lines, most of them already
formatted. So only lines of this package are written as they are; of any other line the place,
the level and the type of the error are kept, and nothing else.
"""

from __future__ import annotations

import logging
import sys
import traceback
import warnings
from typing import Any

import structlog

OURS = "bot"


class PlaceOnlyFormatter(logging.Formatter):
    """Writes our own lines; of everybody else's, only where they come from."""

    def format(self, record: logging.LogRecord) -> str:
        """Give one line (and the frames of an error, without its message)."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name == OURS or record.name.startswith(f"{OURS}."):
            line = f"{head} {record.getMessage()}"
        else:
            line = f"{head} at {record.funcName}:{record.lineno}"
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            line = f"{line} {frames(record.exc_info[1])}"
        return line


def frames(error: BaseException | None) -> str:
    """Give the type of an error and of its causes with their places, never their messages."""
    if error is None:
        return ""
    places = [
        f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]
    ]
    cause = error.__cause__ or error.__context__
    after = f" from {frames(cause)}" if cause is not None else ""
    return f"[{type(error).__name__} in {' > '.join(places) or 'unknown'}{after}]"


def _drop(_: Any, __: str, ___: dict[str, Any]) -> dict[str, Any]:
    raise structlog.DropEvent


def _drop_warning(*_: Any, **__: Any) -> None:
    """Take the place of ``warnings.showwarning``."""


def silence(level: int = logging.WARNING) -> None:
    """Send all logging through ``PlaceOnlyFormatter`` on stderr, from ``level`` up.

    Rasa's structured events and Python warnings are dropped: both carry user text (a failure of
    the REST channel, a payload that can't be read). What they tell is seen by the portal, which
    counts every turn that gets no reply.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnlyFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger(OURS).setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        if not name.startswith(OURS):
            logger.setLevel(logging.NOTSET)
    structlog.configure(processors=[_drop], cache_logger_on_first_use=False)
    warnings.showwarning = _drop_warning  # Rasa's imports reset the filters; not this
