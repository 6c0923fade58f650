"""One running program: its process group, and where its output goes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from logging import Formatter, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, TextIO

from launch.failure import LaunchFailed
from launch.procfile import Program
from launch.settings import Settings

LOG_BYTES = 5_000_000
LOG_BACKUPS = 3
LINE_BYTES = 64_000  # a longer line is written in pieces
PUMP_SECONDS = 1.0  # for the last lines of a program that ended


class Output:
    """Where lines go: a log file rotated by size and, on a terminal, the terminal."""

    def __init__(self, name: str, logs: Path, terminal: TextIO | None, width: int) -> None:
        """Write to ``logs/<name>.log`` and, prefixed with the name, to ``terminal`` if any."""
        logs.mkdir(parents=True, exist_ok=True)
        self._prefix = f"{name:<{width}} | "
        self._terminal = terminal
        self._file = RotatingFileHandler(
            logs / f"{name}.log", maxBytes=LOG_BYTES, backupCount=LOG_BACKUPS, encoding="utf-8"
        )
        self._file.setFormatter(Formatter("%(message)s"))

    def write(self, line: str) -> None:
        """Write one line; never raises, so that a lost terminal stops nothing."""
        self._file.handle(LogRecord("", 0, "", 0, line, None, None))
        if self._terminal:
            try:
                self._terminal.write(f"{self._prefix}{line}\n")
                self._terminal.flush()
            except (OSError, ValueError):
                self._terminal = None  # it was closed; the programs and the log file go on

    def close(self) -> None:
        """Close the log file."""
        self._file.close()


class RunningProcess:
    """A started program with everything it started itself, as one process group."""

    def __init__(self, program: Program, settings: Settings, output: Output) -> None:
        """Start the program in the checkout.

        Raises:
            LaunchFailed: it can't be started at all.
        """
        try:
            self._process = subprocess.Popen(
                [*_dying_with_parent(), *program.command],
                cwd=settings.root,
                env=settings.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # A group and session of its own: Ctrl-C reaches the supervisor alone, which then
                # stops the whole group.
                start_new_session=True,
            )
        except OSError as exc:
            raise LaunchFailed(
                f"{program.name} can't be started: {program.command[0]} ({exc.strerror})."
            ) from exc
        if self._process.stdout is None:  # a pipe was asked for
            raise AssertionError
        self._pump = threading.Thread(
            target=_pump, args=(self._process.stdout, output), name=program.name, daemon=True
        )
        self._pump.start()

    @property
    def pid(self) -> int:
        """Its process id, also the id of its group."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Give the exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask the whole group to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End what is left of the group, also when its leader is gone already."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._pump.join(PUMP_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return  # nobody of the group is left


def _pump(pipe: IO[bytes], output: Output) -> None:
    with pipe:
        for raw in iter(lambda: pipe.readline(LINE_BYTES), b""):
            output.write(raw.decode("utf-8", errors="replace").rstrip("\r\n"))


def _dying_with_parent() -> list[str]:
    """Have Linux end a program when the supervisor itself is killed and can't."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
