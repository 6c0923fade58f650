"""Prepares the product: database, content, first account, index, Rasa model.

Every command here is idempotent and quick when nothing changed, and is run at every start: the
database is the truth (it may have been restored from a backup), a stamp beside it would not be.
Only collecting static files, which depends on files alone, is stamped.
"""

from __future__ import annotations

import json

from launch.failure import LaunchFailed
from launch.settings import Settings
from launch.stamps import Stamps, digest_of
from launch.steps import Steps, Word, readable, say

# In this order; each is a command of manage.py.
DATABASE_COMMANDS = ("migrate", "load_content", "first_staff_account")


def prepare_product(settings: Settings, steps: Steps) -> None:
    """Bring everything the processes need up to date.

    Raises:
        LaunchFailed: a step failed.
    """
    _prepare_database(settings, steps)
    _collect_static_files(settings, steps)
    steps.run("index", "Building the index", [settings.root / "bin" / "motcua", "index", "build"])
    train_model(settings, steps)


def train_model(settings: Settings, steps: Steps) -> None:
    """Train the Rasa model if what it is made from has changed.

    Raises:
        LaunchFailed: no model came out.
    """
    bot_python = settings.root / ".venv-bot" / "bin" / "python"
    steps.run("train", "Training the Rasa model if needed", [bot_python, "-m", "bot.train"])


def _prepare_database(settings: Settings, steps: Steps) -> None:
    """Run the database commands in one process: starting Django is most of their time."""
    python = settings.root / ".venv" / "bin" / "python"
    command: list[Word] = [
        python,
        "-m",
        "launch.django_commands",
        settings.logs,
        *DATABASE_COMMANDS,
    ]
    title = "Preparing the database and its content"
    report = json.loads(steps.run("database", title, command, capture=True))
    if report["account"]:
        # The one place where the first password is shown: on the terminal, never in a log.
        say(f"\n{report['account'].strip()}\n")
    if report["failed"]:
        log = readable(steps.log_of(report["failed"]), settings.root)
        raise LaunchFailed(f"manage.py {report['failed']} failed; its full output is in {log}.")


def _collect_static_files(settings: Settings, steps: Steps) -> None:
    stamps = Stamps(settings.var / "stamps")
    # The packages bring static files too; the lock file stands for them.
    lock = settings.root / "requirements.lock"
    packages = sorted(module.parent for module in settings.root.glob("*/__init__.py"))
    digest = digest_of([lock, *(package / "static" for package in packages)])
    if stamps.match("static", digest) and (settings.var / "static").is_dir():
        return
    manage: list[Word] = [settings.root / ".venv" / "bin" / "python", "manage.py"]
    command = [*manage, "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    steps.run("static", "Collecting static files", command)
    stamps.write("static", digest)
