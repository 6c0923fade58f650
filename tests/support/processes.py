"""Processes of the product that work on the database of the running test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection


def on_this_database(environment: Any, folder: Path) -> dict[str, str]:
    """Let processes use this test's database and secrets, with a folder of their own.

    Args:
        environment: ``settings.ENVIRONMENT`` of the test.
        folder: for what they write beside the database.

    Returns:
        Variables to start them with. The test has to be one with ``transaction=True``.
    """
    (folder / "motcua.db").symlink_to(connection.settings_dict["NAME"])
    return {
        "MOTCUA_VAR": str(folder),
        "SECRET_KEY": environment.secret_key,
        "SEAL_KEY": environment.seal_key,
        "CODE_KEY": environment.code_key,
    }
