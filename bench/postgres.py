"""A PostgreSQL server of one's own, for as long as it is needed: in a folder, without a port.

Needs the server programs (Debian: package ``postgresql``); no running server is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_DEBIAN = Path("/usr/lib/postgresql")
_PATIENCE = 120  # seconds
_PORT = "5432"  # part of the name of the socket only: there is no TCP port


def programs() -> Path | None:
    """Give the folder of the newest server programs; None where none is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: _version(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def temporary_postgres(name: str = "motcua") -> Iterator[str]:
    """Start a server, make a database, give its ``DATABASE_URL``; all is gone afterwards.

    Raises:
        FileNotFoundError: no server is installed.
        subprocess.CalledProcessError: it does not start.
    """
    binaries = programs()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="motcua-pg-", dir="/tmp") as folder:
        data = Path(folder) / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")  # the server refuses to run as root
        _run(binaries / "initdb", "-D", data, "-U", "motcua", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"-k {folder} -p {_PORT} -c listen_addresses='' -c fsync=off"
        _run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "start")
        try:
            _run(binaries / "createdb", "-h", folder, "-p", _PORT, "-U", "motcua", name)
            yield f"postgresql://motcua@:{_PORT}/{name}?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _run(*command: Path | str) -> None:
    as_nobody: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE,
        cwd="/tmp",
        **(as_nobody if os.geteuid() == 0 else {}),
    )


def _version(folder: str) -> int:
    return int(folder) if folder.isdigit() else 0
