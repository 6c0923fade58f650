"""``motcua channels check`` for Telegram: what works, what is wrong, and no secret in it."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.telegram.channel import TelegramChannel
from tests.connectors.telegram.conftest import SECRET
from tests.support.telegram_api import NAME, TOKEN


@pytest.fixture
def hook():
    """Run a webhook that answers with a status; give its address and what sets the status."""

    class Hook(BaseHTTPRequestHandler):
        status = 403

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(Hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield f"http://127.0.0.1:{server.server_port}/channels/telegram/webhook", Hook
    server.shutdown()
    server.server_close()


async def checked(settings):
    found = await TelegramChannel(settings).check()
    told = " ".join(finding.what for finding in found)
    assert TOKEN not in told
    assert SECRET not in told
    return all(finding.ok for finding in found), told


async def test_polling_works_without_an_address(settings_of):
    ok, told = await checked(settings_of())
    assert ok
    assert f"@{NAME}" in told
    assert "polled" in told


async def test_polling_beside_a_webhook_is_wrong(api, settings_of):
    api.webhook = {"url": "https://elsewhere.example.vn/hook"}
    ok, told = await checked(settings_of())
    assert not ok
    assert "a webhook is set" in told


async def test_updates_that_nobody_fetches_are_told(api, settings_of):
    api.offer(*(api.message(1001, "x") for _ in range(100)))
    ok, told = await checked(settings_of())
    assert not ok
    assert "100 updates wait" in told


async def test_a_wrong_token_is_told(settings_of):
    ok, told = await checked(replace(settings_of(), token="4200:another-token_for-tests"))
    assert not ok
    assert "not valid" in told


async def test_a_telegram_that_can_not_be_reached_is_told(settings_of):
    ok, told = await checked(replace(settings_of(), api_url="http://127.0.0.1:9"))
    assert not ok
    assert "can't be reached" in told


async def test_a_webhook_that_is_set_and_reachable_is_right(api, settings_of, hook):
    url, _ = hook
    api.webhook = {"url": url}
    ok, told = await checked(settings_of(url))
    assert ok
    assert "set to this portal" in told
    assert "refuses calls without the secret" in told


@pytest.mark.parametrize(
    ("webhook", "status", "told"),
    [
        ("https://elsewhere.example.vn/hook", 403, "is not set to this portal"),
        ("", 403, "is not set to this portal"),
        (None, 200, "answers HTTP 200 instead of 403"),
        (None, 502, "answers HTTP 502 instead of 403"),
    ],
)
async def test_what_is_wrong_with_a_webhook_is_told(api, settings_of, hook, webhook, status, told):
    url, server = hook
    server.status = status
    api.webhook = {"url": url if webhook is None else webhook}
    ok, said = await checked(settings_of(url))
    assert not ok
    assert told in said


async def test_the_last_failed_call_is_told(api, settings_of, hook):
    url, _ = hook
    api.webhook = {"url": url}
    api.last_error = {
        "last_error_date": 1764400000, "last_error_message": "Connection timed out",
    }  # fmt: skip
    api.offer(api.message(1001, "x"))
    ok, told = await checked(settings_of(url))
    assert not ok
    assert "Connection timed out" in told


async def test_the_librarys_own_log_holds_no_token(settings_of, caplog):
    caplog.set_level("INFO")
    await checked(settings_of())
    assert TOKEN not in caplog.text
