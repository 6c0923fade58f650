"""Finds out, before anything starts, whether the ports are free."""

from __future__ import annotations

import errno
import socket

from launch.failure import LaunchFailed
from launch.settings import Settings

LOOPBACK = "127.0.0.1"


def require_free_ports(settings: Settings) -> None:
    """Check the three ports the product listens on.

    Raises:
        LaunchFailed: two are the same, or one can't be listened on; the message names the setting.
    """
    wanted = (
        ("PORT", settings.host, settings.port),
        ("BOT_PORT", LOOPBACK, settings.bot_port),
        ("ACTIONS_PORT", LOOPBACK, settings.actions_port),
    )
    taken: dict[int, str] = {}
    for setting, _, port in wanted:
        if port in taken:
            raise LaunchFailed(f"{taken[port]} and {setting} are both {port}: change one of them.")
        taken[port] = setting
    for setting, host, port in wanted:
        problem = _problem(host, port)
        if problem:
            raise LaunchFailed(
                f"Port {port} of {host} {problem}: stop what uses it (perhaps this product, "
                f"already running) or choose another with {setting}, "
                f"such as {setting}={_another(port)} make run."
            )


def _problem(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections that linger from the last run are no obstacle, listeners are.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            in_use = exc.errno == errno.EADDRINUSE
            return "is in use" if in_use else f"can't be opened ({exc.strerror})"
    return None


def _another(port: int) -> int:
    return port + 100 if 1024 <= port <= 65000 else 8123
