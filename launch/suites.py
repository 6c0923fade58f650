"""Runs the tests of the environments, and the checks around them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from launch.failure import LaunchFailed
from launch.settings import Settings
from launch.steps import say

PYTHON = ".venv/bin/python"
BOT_PYTHON = ".venv-bot/bin/python"
ENCODER_PYTHON = ".venv-encoder/bin/python"

ON_EVERY_CORE = (PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile")
"""A file of tests stays on one core, since they share what was made for them."""


@dataclass(frozen=True, slots=True)
class Check:
    """A command whose exit code decides; its output goes straight to the terminal."""

    title: str
    command: tuple[str, ...]


TESTS = (
    Check("tests of environment 2", ON_EVERY_CORE),
    Check(
        "tests of environment 1",
        (BOT_PYTHON, "-m", "pytest", "-c", "tests/bot/pytest.ini", "tests/bot"),
    ),
    # Not more than two: each is a product of its own, with a browser.
    Check(
        "tests with real processes and a browser",
        (*ON_EVERY_CORE, "tests/e2e", "--maxprocesses", "2"),
    ),
)

ENCODER_TESTS = Check(
    "tests of a sentence-transformers model", (ENCODER_PYTHON, "-m", "pytest", "tests/encoder")
)

CHECKS = (
    Check("format", (PYTHON, "-m", "ruff", "format", "--check")),
    Check("lint", (PYTHON, "-m", "ruff", "check")),
    Check("types", (PYTHON, "-m", "mypy")),
    Check("import arrows", (".venv/bin/lint-imports",)),
    Check("missing migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("content", ("bin/motcua", "kb", "check")),
)


def encoder_is_tested(settings: Settings) -> bool:
    """Tell whether the extra ``encoder`` is tested, too: in CI, and where it was before."""
    if settings.environ.get("CI") or (settings.root / ENCODER_PYTHON).parents[1].exists():
        return True
    say(f"Skipped: {ENCODER_TESTS.title} (the extra is not installed; make encoder installs it)")
    return False


def run_all(checks: Sequence[Check], settings: Settings) -> None:
    """Run every check, also after one has failed.

    Raises:
        LaunchFailed: at least one failed; the message names them.
    """
    failed = []
    for check in checks:
        say(f"\n== {check.title}: {' '.join(check.command)}")
        if _run(check, settings) != 0:
            failed.append(check.title)
    if failed:
        raise LaunchFailed(f"{len(failed)} of {len(checks)} failed: {', '.join(failed)}.")
    say(f"\nAll {len(checks)} passed: {', '.join(check.title for check in checks)}.")


def _run(check: Check, settings: Settings) -> int:
    try:
        done = subprocess.run(
            check.command,
            cwd=settings.root,
            env=settings.environ,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as exc:
        say(f"{check.command[0]} can't be started: {exc.strerror}")
        return 1
    return done.returncode
