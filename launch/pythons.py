"""Finds the Python 3.10 that Rasa needs; each candidate is run, since a shim may only fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from launch.failure import LaunchFailed
from launch.steps import Steps

# A Python built without these would fail later, in the middle of an install or at the first start.
PROBE = "import sys, sqlite3, ssl, venv; print('%d.%d' % sys.version_info[:2])"
PROBE_SECONDS = 20


def find_python310(environ: Mapping[str, str], uv: Path | None, steps: Steps) -> Path:
    """Find a Python 3.10 that works; as a last resort let uv install one.

    Raises:
        LaunchFailed: there is none and none can be installed.
    """
    for candidate in candidates(environ):
        if version_of(candidate) == "3.10":
            return candidate
    installed = _install_with_uv(uv, environ, steps) if uv else None
    if installed:
        return installed
    raise LaunchFailed(
        "No working Python 3.10 was found (tried PYTHON310, python3.10 on PATH, pyenv and uv): "
        "install one, or set PYTHON310 to its path, and run again."
    )


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Give each place a Python 3.10 may be, likeliest first; none is promised to work."""
    if environ.get("PYTHON310"):
        yield Path(environ["PYTHON310"])
    for folder in environ.get("PATH", "").split(os.pathsep):
        if folder:
            yield Path(folder) / "python3.10"
    roots = [environ.get("PYENV_ROOT"), f"{environ['HOME']}/.pyenv" if "HOME" in environ else None]
    for root in dict.fromkeys(root for root in roots if root):
        yield from sorted(Path(root).glob("versions/3.10.*/bin/python"), reverse=True)


def version_of(python: Path) -> str | None:
    """Run an interpreter and give its version, such as ``3.10``; None if it does not work."""
    if not python.is_file():
        return None
    try:
        probe = subprocess.run(
            [str(python), "-c", PROBE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return probe.stdout.strip() if probe.returncode == 0 else None


def _install_with_uv(uv: Path, environ: Mapping[str, str], steps: Steps) -> Path | None:
    try:
        steps.run("python310", "Installing Python 3.10 with uv", [uv, "python", "install", "3.10"])
        found = steps.run(
            "python310-find",
            "Looking up the Python 3.10 of uv",
            [uv, "python", "find", "--no-project", "3.10"],
            extra={"UV_PYTHON_PREFERENCE": "only-managed"},
            capture=True,
        )
    except LaunchFailed:
        return None
    python = Path(found.strip())
    return python if version_of(python) == "3.10" else None
