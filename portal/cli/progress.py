"""A progress bar on stderr."""

from __future__ import annotations

import sys
from typing import NoReturn, Self

from tqdm import tqdm


class Bar:
    """Shows how far long work is; a context manager.

    Args:
        quiet: show nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: tqdm[NoReturn] | None = None
        self._what = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def progress(self, what: str, more: int, total: int) -> None:
        """Tell how many more are done, of how many; each kind of work gets a bar of its own."""
        if self._quiet:
            return
        if self._bar is None or self._what != what:
            if self._bar is not None:
                self._bar.close()
            self._what = what
            # A terminal gets a moving bar, a log file a line now and then.
            often = 0.1 if sys.stderr.isatty() else 15.0
            self._bar = tqdm(total=total, desc=what, file=sys.stderr, unit="", mininterval=often)
        self._bar.update(more)
