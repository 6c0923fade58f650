"""The command line: ``python3 -m launch setup|run|test|check|encoder|tools``."""

from __future__ import annotations

import argparse
import fcntl
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from launch.environments import build_encoder_environment, build_environments
from launch.failure import LaunchFailed
from launch.ports import require_free_ports
from launch.procfile import read_procfile
from launch.product import prepare_product, train_model
from launch.readiness import announce_when_ready
from launch.settings import Settings, read_settings
from launch.steps import Steps, complain, readable, say
from launch.suites import CHECKS, ENCODER_TESTS, TESTS, Check, encoder_is_tested, run_all
from launch.supervisor import Supervisor

INTERRUPTED = 130  # what shells say of a program ended by Ctrl-C


def set_up(settings: Settings) -> None:
    """Build the environments and prepare the product, one launch at a time."""
    steps = Steps(settings)
    with only_one(settings, "setup", wait=True):
        build_environments(settings, steps, dev=False)
        prepare_product(settings, steps)


def run() -> None:
    """Set up, start the four processes, and stay until told to stop."""
    settings = read_settings()
    require_free_ports(settings)
    with only_one(settings, "run", wait=False):
        set_up(settings)
        require_free_ports(settings)
        supervise(settings)


def supervise(settings: Settings) -> None:
    """Run the Procfile's programs until SIGINT, SIGTERM or SIGHUP."""
    supervisor = Supervisor(
        read_procfile(settings.root / "Procfile", settings.environ),
        settings,
        terminal=sys.stdout if sys.stdout.isatty() else None,
    )

    def stop(number: int, _frame: FrameType | None) -> None:
        # Only a second Ctrl-C is impatience; other signals often come twice, to the process and
        # to its group.
        supervisor.request_stop(insist=number == signal.SIGINT)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
        signal.signal(signal.SIGHUP, stop)
    say(f"Starting; each process logs to {readable(settings.logs, settings.root)}/")
    announce_when_ready(settings)
    supervisor.run()
    say("Stopped.")


def setup() -> None:
    """Set up without starting."""
    set_up(read_settings())
    say("Everything is set up; start it with make run.")


def test() -> None:
    """Set up for tests and run them all."""
    _run_with_encoder(TESTS)


def check() -> None:
    """Run the checks, then the tests."""
    _run_with_encoder((*CHECKS, *TESTS))


def encoder() -> None:
    """Install the extra ``encoder`` into environment 3 and run its tests."""
    settings = set_up_for_tests()
    set_up_encoder(settings)
    run_all((ENCODER_TESTS,), settings)


def tools() -> None:
    """Set up what tests and benchmarks need, without running any."""
    set_up_for_tests()


def _run_with_encoder(checks: tuple[Check, ...]) -> None:
    settings = set_up_for_tests()
    if encoder_is_tested(settings):
        set_up_encoder(settings)
        checks = (*checks, ENCODER_TESTS)
    run_all(checks, settings)


def set_up_encoder(settings: Settings) -> None:
    """Build the environment of the extra ``encoder``; where it can't be had, nothing is tested."""
    with only_one(settings, "setup", wait=True):
        build_encoder_environment(settings, Steps(settings))


def set_up_for_tests() -> Settings:
    """Build what tests need; they prepare databases and indexes of their own.

    Whatever they write still stays out of the operator's folder.
    """
    settings = read_settings(var="var/test")
    steps = Steps(settings)
    with only_one(settings, "setup", wait=True):
        build_environments(settings, steps, dev=True)
        train_model(settings, steps)
    return settings


COMMANDS = {
    "setup": setup,
    "run": run,
    "test": test,
    "check": check,
    "encoder": encoder,
    "tools": tools,
}


@contextmanager
def only_one(settings: Settings, what: str, *, wait: bool) -> Iterator[None]:
    """Hold a lock in the var folder; the system lets it go when this process ends, however.

    Raises:
        LaunchFailed: another holds it and ``wait`` is false.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    with (settings.var / f"{what}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            if not wait:
                raise LaunchFailed(
                    f"The product already runs with the folder {settings.var}: "
                    "stop it, or choose another folder with MOTCUA_VAR."
                ) from exc
            say(f"Waiting for another {what} to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Run one command.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="launch", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args().command]
    # Set explicitly: a shell starts background programs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command()
    except LaunchFailed as exc:
        complain(str(exc))
        return 1
    except KeyboardInterrupt:
        complain("Interrupted; what was half done is done again next time.")
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
