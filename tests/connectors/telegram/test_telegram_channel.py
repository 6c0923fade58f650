"""The Telegram channel, against a Bot API server over real HTTP."""

import json

import pytest

from connectors.models import ChannelName
from connectors.telegram.channel import SECRET_HEADER, TelegramChannel
from connectors.telegram.settings import TelegramSettings
from connectors.web_channel import WebChannel
from tests.support.channel_contract import ChannelContract, PushChannelContract
from tests.support.telegram_api import TOKEN, Refused, TelegramApi, visible

SECRET = "s3cret-of-the-webhook"


@pytest.fixture
def api():
    with TelegramApi().running() as server:
        server.flood_limits = False
        yield server


@pytest.fixture
async def channel(api):
    made = TelegramChannel(
        TelegramSettings(TOKEN, api.url, "", SECRET, "https://mot-cua.example.vn")
    )
    yield made
    await made.stop()


class Vendor:
    """What the contract asks of a vendor."""

    secret = TOKEN

    def __init__(self, api):
        self._api = api

    def said(self, person):
        return self._api.said_to(int(person))

    def blocked_by(self, person):
        self._api.blocked.add(int(person))

    def fails_next(self, status, retry_after=None):
        more = {} if retry_after is None else {"retry_after": retry_after}

        def once(method):
            self._api.trouble = lambda method: None
            raise Refused(status, "trouble", **more)

        self._api.trouble = once


@pytest.fixture
def vendor(api):
    return Vendor(api)


@pytest.fixture
def deliver(api):
    def call(person, text):
        return {SECRET_HEADER: SECRET}, json.dumps(api.message(int(person), text))

    return call


class TestTelegram(PushChannelContract):
    def shown(self, part):
        return visible(part.text)


class TestWeb(ChannelContract):
    @pytest.fixture
    def channel(self, settings):
        assert WebChannel.name is ChannelName.WEB
        return WebChannel(settings.ENVIRONMENT)
