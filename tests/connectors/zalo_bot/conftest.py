from dataclasses import replace

import pytest

from connectors.zalo_bot import chats
from connectors.zalo_bot.api import BotApi
from connectors.zalo_bot.models import BotMessage
from connectors.zalo_bot.settings import ZaloBotSettings
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot, running

SECRET = "a-secret-of-the-hook"


@pytest.fixture
def fake():
    return FakeZaloBot()


@pytest.fixture
def bot(fake, settings):
    """Settings that lead to a fake Bot Platform, which runs."""
    with running(fake) as address:
        found = ZaloBotSettings(TOKEN, SECRET, 3000, address)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=found)
        yield found


@pytest.fixture
def api(bot):
    return BotApi(bot)


@pytest.fixture
def people(db):
    from tests.complaints.people import Administration

    return Administration()


@pytest.fixture
def linked():
    """Link a chat to the account of somebody of the register."""

    def link(member, chat=None):
        row = chats.find_or_keep(chat or f"chat-{member.pk}")
        assert chats.link(row, chats.new_code(member.user))
        return row

    return link


def waiting():
    return list(BotMessage.objects.filter(status="waiting").order_by("pk"))
