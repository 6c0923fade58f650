"""One set-up step: a command with a title, a log file, and one sentence when it fails."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from launch.failure import LaunchFailed
from launch.settings import Settings

Word = str | Path  # of a command line


class Steps:
    """Runs set-up steps in the checkout, one after the other."""

    def __init__(self, settings: Settings) -> None:
        """Log below ``settings.logs``; start programs with ``settings.environ``."""
        self._settings = settings

    def run(
        self,
        name: str,
        title: str,
        command: Sequence[Word],
        *,
        extra: Mapping[str, str] | None = None,
        capture: bool = False,
    ) -> str:
        """Run a command; its output goes to ``setup-<name>.log``, nothing to the terminal.

        Args:
            name: names the log file.
            title: what the operator reads, a verb in the -ing form first.
            command: program and arguments.
            extra: variables added for this command.
            capture: keep standard output out of the log and return it.

        Returns:
            Standard output if ``capture``, else nothing.

        Raises:
            LaunchFailed: the command can't be started or its exit code is not 0.
        """
        say(f"{title} …")
        started = time.monotonic()
        log = self.log_of(name)
        with log.open("wb") as file:
            try:
                done = subprocess.run(
                    [str(part) for part in command],
                    cwd=self._settings.root,
                    env={**self._settings.environ, **(extra or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE if capture else file,
                    stderr=file,
                    check=False,
                )
            except OSError as exc:
                raise LaunchFailed(
                    f"{title} failed: {command[0]} can't be started ({exc.strerror})."
                ) from exc
        if done.returncode != 0:
            raise LaunchFailed(
                f"{title} failed (exit code {done.returncode}); "
                f"its full output is in {readable(log, self._settings.root)}."
            )
        say(f"{title}: done in {time.monotonic() - started:.1f} s")
        return done.stdout.decode("utf-8", errors="replace") if capture else ""

    def log_of(self, name: str) -> Path:
        """Give the log file of a step; its folder exists afterwards."""
        self._settings.logs.mkdir(parents=True, exist_ok=True)
        return self._settings.logs / f"setup-{name}.log"


def say(text: str) -> None:
    """Tell the operator something, at once even through a pipe; nobody listening is no error."""
    with suppress(OSError):
        print(text, flush=True)


def complain(text: str) -> None:
    """Tell the operator what went wrong."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def readable(path: Path, root: Path) -> str:
    """Write a path as the operator would: from the checkout where it lies below it."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
