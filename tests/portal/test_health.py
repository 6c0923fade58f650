"""Ready only when all four processes are, and never an error of its own."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread

import pytest
from django.utils import timezone

from portal.models import FRESH, Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ("/", "/health") else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def listening():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ready)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def nobody():
    with closing(socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


@pytest.fixture
def health(async_client, settings):
    async def ask(bot, actions):
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, bot_url=bot, actions_url=actions)
        return await async_client.get("/healthz")

    return ask


async def test_with_all_four_processes_it_is_ready(health, listening):
    await Heartbeat.objects.acreate(name="worker", at=timezone.now())
    response = await health(listening, listening)
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "processes": {"portal": True, "bot": True, "actions": True, "worker": True},
    }


@pytest.mark.parametrize("missing", ["bot", "actions", "worker"])
async def test_a_process_that_is_missing_is_named(health, listening, nobody, missing):
    if missing != "worker":
        await Heartbeat.objects.acreate(name="worker", at=timezone.now())
    response = await health(
        nobody if missing == "bot" else listening, nobody if missing == "actions" else listening
    )
    assert response.status_code == 503
    body = response.json()
    assert body["ready"] is False
    assert [name for name, ready in body["processes"].items() if not ready] == [missing]


async def test_a_worker_that_was_last_seen_long_ago_is_missing(health, listening):
    await Heartbeat.objects.acreate(name="worker", at=timezone.now() - FRESH - timedelta(seconds=1))
    assert (await health(listening, listening)).json()["processes"]["worker"] is False


async def test_a_process_that_answers_with_an_error_is_not_ready(health, listening):
    response = await health(f"{listening}/broken", listening)
    assert response.json()["processes"]["bot"] is False


def test_the_counters_are_given_without_anybodys_words(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"motcua_answers" in response.content
