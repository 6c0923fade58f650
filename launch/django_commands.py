"""Runs several commands of ``manage.py`` in one process; the only module here that needs Django.

``python -m launch.django_commands LOGS COMMAND…`` writes each command's output to
``LOGS/setup-<command>.log`` and one JSON object to standard output: the command that failed, if
any, and what ``first_staff_account`` printed, which must not be kept in a file.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

ACCOUNT = "first_staff_account"


def run_commands(
    commands: Sequence[str], logs: Path, call: Callable[..., Any]
) -> dict[str, str | None]:
    """Run commands in order until one fails.

    Args:
        commands: names of Django commands.
        logs: folder of the log files.
        call: runs one command; Django's ``call_command``.

    Returns:
        ``failed``: the command that failed, or None; ``account``: what the account command said.
    """
    account = io.StringIO()
    for name in commands:
        with (logs / f"setup-{name}.log").open("w", encoding="utf-8") as log:
            out = account if name == ACCOUNT else log
            try:
                with redirect_stdout(out), redirect_stderr(log):
                    call(name, stdout=out, stderr=log, **_options(name))
            except (Exception, SystemExit):  # noqa: BLE001 - reported by name, whole in the log
                traceback.print_exc(file=log)
                return {"failed": name, "account": account.getvalue()}
    return {"failed": None, "account": account.getvalue()}


def _options(name: str) -> dict[str, bool]:
    return {"interactive": False} if name == "migrate" else {}


def main() -> None:
    """Run the commands named on the command line."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    report = run_commands(sys.argv[2:], Path(sys.argv[1]), call_command)
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
