import json

import pytest

from connectors.telegram.channel import SECRET_HEADER, TelegramChannel
from connectors.telegram.settings import TelegramSettings
from tests.support.telegram_api import TOKEN, TelegramApi

SECRET = "s3cret-of-the-webhook"


@pytest.fixture
def api():
    with TelegramApi().running() as server:
        server.flood_limits = False
        yield server


@pytest.fixture
def settings_of(api):
    """Settings that lead to the fake; what is given replaces them."""

    def give(webhook_url=""):
        return TelegramSettings(TOKEN, api.url, webhook_url, SECRET, "https://mot-cua.example.vn")

    return give


@pytest.fixture
async def channel(settings_of):
    made = TelegramChannel(settings_of())
    yield made
    await made.stop()


@pytest.fixture
def deliver(api):
    def call(person, text):
        return {SECRET_HEADER: SECRET}, json.dumps(api.message(int(person), text))

    return call
