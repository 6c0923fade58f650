"""``motcua channels check``."""

import json
from dataclasses import replace

import pytest

from connectors import registry
from connectors.channel import Channel, Finding
from connectors.models import ChannelName
from connectors.zalo_bot.settings import ZaloBotSettings
from portal.cli.commands import run
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot, running


class Stand(Channel):
    """A channel that finds what it is told."""

    name = ChannelName.WEB

    def __init__(self, *findings):
        self._findings = findings

    async def check(self):
        return self._findings


@pytest.fixture
def channels(monkeypatch):
    def configure(**found):
        made = {ChannelName(n): Stand(*findings) for n, findings in found.items()}
        monkeypatch.setattr(registry, "configured", lambda: made)

    return configure


def test_what_works_is_said_and_ends_well(channels, capsys):
    channels(web=[Finding(True, "the page answers")], telegram=[Finding(True, "the token works")])
    assert run(["channels", "check"]) == 0
    said = capsys.readouterr().out
    assert "the page answers" in said
    assert "telegram" in said


def test_what_is_wrong_ends_with_a_failure(channels, capsys):
    channels(web=[Finding(True, "fine")], telegram=[Finding(False, "the token does not work")])
    assert run(["channels", "check", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["telegram"] == [{"ok": False, "what": "the token does not work"}]


@pytest.fixture
def bot(settings, channels):
    """Run a Bot Platform; give it, and what sets the bot of this installation."""
    channels()
    platform = FakeZaloBot()
    with running(platform) as address:

        def configure(secret="", token=TOKEN):
            settings.ENVIRONMENT = replace(
                settings.ENVIRONMENT,
                zalo_bot=ZaloBotSettings(token, secret, 3000, address),
                public_url="https://mot-cua.example.vn",
            )

        yield platform, configure


HOOK = "https://mot-cua.example.vn/channels/zalo-bot/webhook"


@pytest.mark.parametrize(
    ("given", "url", "code", "told"),
    [
        ({}, "", 0, "asks for news"),
        ({}, HOOK, 1, "a webhook is set"),
        ({"secret": "12345678"}, HOOK, 0, "is set to this portal"),
        ({"secret": "12345678"}, "", 1, "run motcua zalo bot"),
        ({"token": "wrong"}, "", 1, "ZALO_BOT_TOKEN"),
    ],
)
def test_the_bot_for_staff_is_asked_too(bot, capsys, given, url, code, told):
    platform, configure = bot
    configure(**given)
    platform.url = url
    assert run(["channels", "check"]) == code
    said = capsys.readouterr().out
    assert told in said
    assert TOKEN not in said


def test_a_platform_that_is_down_is_told(bot, capsys):
    platform, configure = bot
    configure()
    platform.faults = ["503"]
    assert run(["channels", "check"]) == 1
    assert "can't be reached" in capsys.readouterr().out
