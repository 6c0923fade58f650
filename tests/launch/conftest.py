"""A checkout in a temporary folder, and settings for it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from launch.settings import Settings, read_settings

MakeSettings = Callable[..., Settings]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    return folder


@pytest.fixture
def make_settings(checkout: Path) -> MakeSettings:
    def make(environ: Mapping[str, str] | None = None) -> Settings:
        return read_settings(checkout, {"PATH": os.environ["PATH"], **(environ or {})})

    return make


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a small executable; ``name`` may hold folders."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_ports() -> dict[str, str]:
    """Ports that were free a moment ago, by setting."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(3)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [str(each.getsockname()[1]) for each in sockets]
    return dict(zip(("PORT", "BOT_PORT", "ACTIONS_PORT"), ports, strict=True))
