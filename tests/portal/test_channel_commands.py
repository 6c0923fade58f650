"""``motcua channels check``."""

import json

import pytest

from connectors import registry
from connectors.channel import Channel, Finding
from connectors.models import ChannelName
from portal.cli.commands import run


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
