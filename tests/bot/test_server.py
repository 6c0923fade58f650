"""The server as a process: on loopback, quiet, and ended clearly when it can't serve."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot import server

ROOT = Path(__file__).resolve().parents[2]
SECRET = "cán bộ Tuấn quát tôi 079203001234"
READY_WITHIN = 60  # seconds; 20 on an idle machine


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_missing_model_ends_it_with_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(server, "MODEL", tmp_path / "none.tar.gz")
    assert server.main([]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_taken_port_ends_it_with_one_sentence(model, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert server.main(["--port", str(other.getsockname()[1])]) == 1
    assert "taken" in capsys.readouterr().err


@pytest.fixture(scope="module")
def running(model, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    environment = {**os.environ, "MOTCUA_VAR": str(folder), "ACTIONS_PORT": str(free_port())}
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.server", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/webhooks/rest/", timeout=1)
            break
        except OSError:
            time.sleep(0.2)
    yield address, folder
    process.terminate()
    process.wait(20)
    log.close()


def say(address, text):
    body = json.dumps({"sender": "s", "message": text}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/webhooks/rest/webhook", body, headers)
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def test_without_the_action_server_nothing_is_said_and_nothing_leaks(running):
    address, folder = running
    assert say(address, SECRET) == []
    assert say(address, f'/ask{{"facet": {SECRET}') == []
    kept = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    for word in (SECRET, "Tuấn", "079203001234"):
        assert word.encode() not in kept
        assert json.dumps(word).strip('"').encode() not in kept


@pytest.mark.parametrize(
    "path", ["/conversations/s/tracker", "/model/parse", "/domain", "/version"]
)
def test_rasas_own_api_is_closed(running, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{running[0]}{path}", timeout=5)
    assert refused.value.code == 404
