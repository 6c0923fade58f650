"""The bot's loop asks for news where there is no webhook, over real HTTP."""

import asyncio
from dataclasses import replace

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model

from connectors.zalo_bot import chats
from connectors.zalo_bot import post as bot_post
from connectors.zalo_bot.api import BotApi, BotRefused, BotUnreachable
from connectors.zalo_bot.models import BotChat
from connectors.zalo_bot.post import BotPost
from tests.connectors.zalo_bot.test_zalo_bot_links import document

pytestmark = pytest.mark.django_db(transaction=True)


async def until(holds, seconds=10.0):
    async with asyncio.timeout(seconds):
        while not await sync_to_async(holds)():
            await asyncio.sleep(0.02)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(bot_post, "LOOK_EVERY_SECONDS", 0.05)
    monkeypatch.setattr(bot_post, "_TROUBLE_PAUSE_SECONDS", 0.05)


async def test_without_a_webhook_news_are_fetched_and_answered(bot, fake, quick):
    user = await sync_to_async(get_user_model().objects.create_user)("lan")
    code = await sync_to_async(chats.new_code)(user)
    fake.faults = ["503", None, "503"]
    fake.news = [{"event_name": "odd"}, document(code)]
    post = BotPost(replace(bot, webhook_secret=""))
    work = asyncio.create_task(post.run())
    await until(lambda: BotChat.objects.filter(user=user).exists())
    await until(lambda: fake.sent)
    post.stop()
    await asyncio.wait_for(work, 5)
    assert "Đã nối" in fake.texts_to("c1")[0]


async def test_with_a_webhook_the_bot_does_not_ask(bot, fake, quick):
    fake.news = [document("alo")]
    post = BotPost(bot)
    work = asyncio.create_task(post.run())
    await asyncio.sleep(0.3)
    post.stop()
    await asyncio.wait_for(work, 5)
    assert len(fake.news) == 1


async def test_the_platform_gives_no_news_while_a_webhook_is_set(api, fake):
    await api.set_webhook("https://mot-cua.example.vn/channels/zalo-bot/webhook")
    assert await api.webhook() == "https://mot-cua.example.vn/channels/zalo-bot/webhook"
    with pytest.raises(BotRefused) as told:
        await api.news()
    assert told.value.code == 400


async def test_no_news_is_none(api):
    assert await api.news() is None


async def test_a_wrong_token_is_an_error_that_does_not_name_it(bot):
    with pytest.raises(BotRefused) as told:
        await BotApi(replace(bot, token="wrong")).name()
    assert "wrong" not in str(told.value)
    assert await BotApi(bot).name() == "bot.motcua"


async def test_nobody_at_the_address_is_worth_another_try(bot):
    with pytest.raises(BotUnreachable):
        await BotApi(replace(bot, api_url="http://127.0.0.1:9")).name()
