"""The Telegram channel, against a Bot API server over real HTTP."""

import pytest

from connectors.models import ChannelName
from connectors.web_channel import WebChannel
from tests.support.channel_contract import ChannelContract, PushChannelContract
from tests.support.telegram_api import TOKEN, Refused, visible


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


class TestTelegram(PushChannelContract):
    def shown(self, part):
        return visible(part.text)


class TestWeb(ChannelContract):
    @pytest.fixture
    def channel(self, settings):
        assert WebChannel.name is ChannelName.WEB
        return WebChannel(settings.ENVIRONMENT)
