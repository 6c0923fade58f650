"""Runs the programs of the Procfile: starts, restarts and stops them together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from launch.failure import LaunchFailed
from launch.process import Output, RunningProcess
from launch.procfile import Program
from launch.settings import Settings
from launch.steps import readable


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what; all in seconds but ``quick_deaths``.

    Attributes:
        poll: between two looks at the programs.
        grace: from the request to end until what is left is killed.
        quick: a program that lived shorter than this died quickly.
        quick_deaths: in a row, after which the supervisor gives up.
        first_delay: before the first restart; doubled for each quick death after it.
        longest_delay: before any restart.
    """

    poll: float = 0.1
    grace: float = 8.0
    quick: float = 60.0
    quick_deaths: int = 5
    first_delay: float = 0.5
    longest_delay: float = 30.0

    def delay(self, deaths: int) -> float:
        """Give the wait before the restart that follows so many quick deaths in a row."""
        return min(self.first_delay * 2.0 ** (deaths - 1), self.longest_delay)


class _Slot:
    """A program's place: the process in it, if any, and its history."""

    def __init__(self, program: Program, output: Output) -> None:
        self.program = program
        self.output = output
        self.process: RunningProcess | None = None
        self.started_at = 0.0
        self.start_at = 0.0  # when the next start is due, while there is no process
        self.deaths = 0


class Supervisor:
    """Keeps every program running until it is told to stop."""

    def __init__(
        self,
        programs: Sequence[Program],
        settings: Settings,
        terminal: TextIO | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            programs: what to run.
            settings: where they run, with which variables, and where they log.
            terminal: where their output is shown too; None to show nothing.
            patience: how long to wait for what.
        """
        width = max(len(name) for name in ("supervisor", *(program.name for program in programs)))
        self._settings = settings
        self._patience = patience or Patience()
        self._own = Output("supervisor", settings.logs, terminal, width)
        self._slots = [
            _Slot(program, Output(program.name, settings.logs, terminal, width))
            for program in programs
        ]
        # Plain flags: a signal handler runs in this very thread and must never wait for a lock.
        self._stopping = False
        self._hurrying = False

    def request_stop(self, *, insist: bool = False) -> None:
        """Ask for the end. Safe to call from a signal handler.

        Args:
            insist: when the end was asked for before, kill what has not ended.
        """
        self._hurrying = self._hurrying or (insist and self._stopping)
        self._stopping = True

    def run(self) -> None:
        """Run until a stop is requested; when this returns or raises, no program is left.

        Raises:
            LaunchFailed: a program can't be started, or dies quickly again and again.
        """
        try:
            while not self._stopping:
                for slot in self._slots:
                    self._look_after(slot)
                time.sleep(self._patience.poll)
        finally:
            self._stop_all()

    def _look_after(self, slot: _Slot) -> None:
        if slot.process is None:
            if time.monotonic() >= slot.start_at:
                self._start(slot)
            return
        code = slot.process.exit_code()
        if code is not None:
            slot.process.kill()  # what it started must not hold its port against the next one
            slot.process = None
            self._plan_restart(slot, code)

    def _start(self, slot: _Slot) -> None:
        slot.process = RunningProcess(slot.program, self._settings, slot.output)
        slot.started_at = time.monotonic()
        self._note(f"{slot.program.name} started (process {slot.process.pid})")

    def _plan_restart(self, slot: _Slot, code: int) -> None:
        name = slot.program.name
        lived = time.monotonic() - slot.started_at
        slot.deaths = slot.deaths + 1 if lived < self._patience.quick else 1
        if slot.deaths >= self._patience.quick_deaths:
            log = readable(self._settings.logs / f"{name}.log", self._settings.root)
            raise LaunchFailed(
                f"{name} died {slot.deaths} times in a row (the last time with {_ending(code)}), "
                f"so everything was stopped; its output is in {log}."
            )
        delay = self._patience.delay(slot.deaths)
        slot.start_at = time.monotonic() + delay
        self._note(f"{name} ended with {_ending(code)} after {lived:.0f} s; again in {delay:g} s")

    def _stop_all(self) -> None:
        running = [slot.process for slot in self._slots if slot.process]
        self._note(f"stopping {len(running)} programs")
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self._patience.grace
        while any(process.exit_code() is None for process in running):
            if time.monotonic() >= deadline or self._hurrying:
                self._note("killing what has not ended")
                break
            time.sleep(self._patience.poll)
        for process in running:
            process.kill()
        self._note("stopped")
        for output in (self._own, *(slot.output for slot in self._slots)):
            output.close()

    def _note(self, text: str) -> None:
        self._own.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}")


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
