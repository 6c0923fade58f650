"""What the launch is told from outside: ``.env`` and the environment, read once and checked.

``portal.environment`` reads the same names for the processes; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch.failure import LaunchFailed

ROOT = Path(__file__).resolve().parent.parent
ANY_INTERFACE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound from here

# Variables of the caller's own Python that would leak into ours.
FOREIGN_PYTHON = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one launch.

    Attributes:
        root: the checkout.
        var: folder for everything the product writes.
        host: interface the portal listens on.
        port: TCP port of the portal.
        bot_port: TCP port of the Rasa server, loopback.
        actions_port: TCP port of the action server, loopback.
        environ: variables the started programs get.
    """

    root: Path
    var: Path
    host: str
    port: int
    bot_port: int
    actions_port: int
    environ: Mapping[str, str] = field(repr=False)

    @property
    def logs(self) -> Path:
        """Folder of the log files."""
        return self.var / "log"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the portal."""
        host = "127.0.0.1" if self.host in ANY_INTERFACE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def read_settings(
    root: Path = ROOT,
    environ: Mapping[str, str] | None = None,
    *,
    var: str = "var",
) -> Settings:
    """Read the settings; the environment wins over ``.env``.

    Args:
        root: the checkout.
        environ: variables to read; the process's own when None.
        var: folder for what the product writes, below ``root``, where MOTCUA_VAR is not set.

    Raises:
        LaunchFailed: a value can't be used.
    """
    values = {**read_dotenv(root / ".env"), **(os.environ if environ is None else environ)}
    settings = {
        "MOTCUA_VAR": str((root / (values.get("MOTCUA_VAR") or var)).resolve()),
        "PORTAL_HOST": values.get("PORTAL_HOST") or "127.0.0.1",
        "PORT": values.get("PORT") or "8000",
        "BOT_PORT": values.get("BOT_PORT") or "5005",
        "ACTIONS_PORT": values.get("ACTIONS_PORT") or "5055",
    }
    inherited = {name: text for name, text in values.items() if name not in FOREIGN_PYTHON}
    return Settings(
        root=root,
        var=Path(settings["MOTCUA_VAR"]),
        host=settings["PORTAL_HOST"],
        port=_port("PORT", settings),
        bot_port=_port("BOT_PORT", settings),
        actions_port=_port("ACTIONS_PORT", settings),
        environ={**inherited, **settings, "PYTHONUNBUFFERED": "1"},
    )


def read_dotenv(path: Path) -> dict[str, str]:
    """Read ``KEY=VALUE`` lines; ``#`` starts a comment line; quotes around a value are dropped."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("'\"") for key, _, value in pairs}


def _port(name: str, settings: Mapping[str, str]) -> int:
    text = settings[name]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise LaunchFailed(f"{name} must be a TCP port from 1 to 65535, not {text!r}.")
    return int(text)
