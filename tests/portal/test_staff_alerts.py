"""What the worker does for staff on Zalo: watching, renewing, the bot's thread; a real worker."""

import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from connectors.zalo import tokens
from connectors.zalo.models import AccountToken
from connectors.zalo.oauth import TokenPair
from connectors.zalo_bot import chats
from connectors.zalo_bot import post as bot_post
from connectors.zalo_bot.models import BotChat, Outage
from connectors.zalo_bot.settings import ZaloBotSettings
from portal import staff_alerts
from portal.models import Heartbeat
from tests.connectors.zalo.conftest import SETTINGS
from tests.connectors.zalo_bot.test_zalo_bot_links import document
from tests.e2e.conftest import PYTHON, ROOT, free_ports
from tests.support import fake_zalo, fake_zalo_bot
from tests.support.fake_zalo import FakeZalo
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot
from tests.support.processes import on_this_database

pytestmark = pytest.mark.django_db(transaction=True)

ALL = {"portal": True, "bot": True, "actions": True, "worker": True}


def wait_for(holds, seconds=30.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


@pytest.fixture
def platform(settings):
    """Run a Bot Platform that this installation's bot belongs to; it asks for news."""
    made = FakeZaloBot()
    with fake_zalo_bot.running(made) as address:
        found = ZaloBotSettings(TOKEN, "", 3000, address)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=found)
        yield made


@pytest.fixture
def operator():
    """Somebody who is told of outages in their chat ``ops``."""
    user = get_user_model().objects.create_superuser("lan")
    assert chats.link(chats.find_or_keep("ops"), chats.new_code(user))
    return user


# --- health --------------------------------------------------------------------------------------


@pytest.fixture
def portal(settings):
    """Run something that answers at the portal's port as told: a status and a body."""

    class Portal(BaseHTTPRequestHandler):
        answer = (200, json.dumps({"ready": True, "processes": ALL}).encode())

        def do_GET(self):
            status, body = Portal.answer if self.path == "/healthz" else (404, b"")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, port=server.server_port)
    yield Portal
    server.shutdown()
    server.server_close()


def down():
    row = Outage.objects.filter(under_way=True).first()
    return row.parts if row else ""


def test_where_all_works_nothing_is_noted(platform, portal):
    staff_alerts.watch_health()
    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    ("status", "body", "parts"),
    [
        (503, json.dumps({"processes": {**ALL, "bot": False}}).encode(), "bot"),
        (503, json.dumps({"processes": {**ALL, "bot": False, "actions": False}}).encode(),
         "actions,bot"),
        (503, json.dumps({"processes": {"portal": True}}).encode(), "actions,bot"),
        (500, json.dumps({"processes": ALL}).encode(), "portal"),
        (200, b"<html>", "portal"),
        (200, b"[]", "portal"),
        (200, b'{"processes": null}', "portal"),
    ],
)  # fmt: skip
def test_what_does_not_work_is_noted(platform, portal, status, body, parts):
    portal.answer = (status, body)
    staff_alerts.watch_health()
    assert down() == parts


def test_a_portal_that_is_silent_is_down_and_the_others_are_not_blamed(platform, settings):
    (port,) = free_ports(1)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, port=port)
    staff_alerts.watch_health()
    assert down() == "portal"


def test_an_account_without_tokens_is_down(platform, portal, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=SETTINGS)
    staff_alerts.watch_health()
    assert down() == "zalo"


def test_without_a_bot_nobody_is_asked(portal):
    portal.answer = (500, b"")
    staff_alerts.watch_health()
    assert not Outage.objects.exists()


# --- the token -----------------------------------------------------------------------------------


def test_a_token_near_its_end_is_renewed_while_nobody_writes(settings):
    fake = FakeZalo()
    with fake_zalo.running(fake) as address:
        zalo = replace(SETTINGS, api_url=address, oauth_url=address)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=zalo)
        tokens.store_consent(zalo.oa_id, TokenPair(*fake.pair(), timedelta(minutes=1)))
        staff_alerts.renew_zalo_token()
        staff_alerts.renew_zalo_token()
    assert fake.exchanges == 1
    assert AccountToken.objects.get().access_until > timezone.now() + timedelta(hours=20)


def test_without_an_account_no_token_is_renewed():
    staff_alerts.renew_zalo_token()
    assert not AccountToken.objects.exists()


# --- the bot's thread ----------------------------------------------------------------------------


def names():
    return [thread.name for thread in threading.enumerate()]


def test_without_a_bot_there_is_no_thread():
    with staff_alerts.bot_at_work():
        assert "zalo bot" not in names()


def test_the_bot_works_in_a_thread_of_its_own_and_ends_with_the_worker(platform, monkeypatch):
    monkeypatch.setattr(bot_post, "LOOK_EVERY_SECONDS", 0.05)
    user = get_user_model().objects.create_user("lan")
    platform.news = [document(chats.new_code(user))]
    with staff_alerts.bot_at_work():
        assert "zalo bot" in names()
        wait_for(lambda: platform.sent)
    assert "zalo bot" not in names()
    assert BotChat.objects.filter(user=user).exists()


def test_a_bot_that_breaks_is_begun_again(platform, monkeypatch, caplog):
    monkeypatch.setattr(bot_post, "LOOK_EVERY_SECONDS", 0.05)
    monkeypatch.setattr(staff_alerts, "_PAUSE_SECONDS", 0.05)
    real, failures = staff_alerts.BotPost.run, []

    async def run(self):
        if not failures:
            failures.append(1)
            raise OSError("chuyện riêng")
        await real(self)

    monkeypatch.setattr(staff_alerts.BotPost, "run", run)
    platform.news = [document("alo")]
    with staff_alerts.bot_at_work():
        wait_for(lambda: platform.sent)
    assert "zalo_bot.ended error=OSError" in caplog.text
    assert "chuyện riêng" not in caplog.text


# --- a real worker -------------------------------------------------------------------------------


def test_a_real_worker_tells_of_an_outage_and_answers_the_bots_chats(
    platform, operator, settings, tmp_path
):
    """``manage.py worker`` in a process of its own, on this database, with no portal beside it."""
    Outage.objects.create(parts="portal", started_at=timezone.now() - timedelta(minutes=5))
    platform.news = [document("alo"), document(None, "message.unsupported.received", id="c2")]
    own, (port, bot_port, actions_port) = settings.ENVIRONMENT, free_ports(3)
    environ = {
        **os.environ,
        **on_this_database(own, tmp_path),
        "PORT": str(port),
        "BOT_PORT": str(bot_port),
        "ACTIONS_PORT": str(actions_port),
        "ZALO_BOT_TOKEN": TOKEN,
        "ZALO_BOT_API_URL": own.zalo_bot.api_url,
    }
    with (tmp_path / "worker.log").open("w+") as log:
        worker = subprocess.Popen(
            [PYTHON, "manage.py", "worker"], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            wait_for(lambda: len(platform.sent) >= 3 or worker.poll() is not None, 120)
            assert Heartbeat.is_fresh("worker")
        finally:
            worker.send_signal(signal.SIGTERM)
            code = worker.wait(30)
        log.seek(0)
        said = log.read()
    assert code == 0, said
    assert "trang web" in platform.texts_to("ops")[0]
    assert platform.texts_to("c1")
    assert platform.texts_to("c2")
    assert platform.texts_to("c1") != platform.texts_to("c2")
    assert TOKEN not in said
