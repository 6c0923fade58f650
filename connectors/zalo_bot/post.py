"""The bot's loop: plans notices, sends them, and asks for news where there is no webhook.

Runs in a thread of the worker, in an event loop of its own; nothing that matters is in memory.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from connectors.zalo_bot import alerts, chats, messages
from connectors.zalo_bot import news as bot_news
from connectors.zalo_bot.api import BotApi, BotError, BotUnreachable
from connectors.zalo_bot.settings import ZaloBotSettings

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
_TIDY_EVERY_SECONDS = 3600.0
_TROUBLE_PAUSE_SECONDS = 15.0


class BotPost:
    """Works for one bot until it is told to stop.

    Args:
        bot: settings.
        api: for tests; made from the settings when None.
    """

    def __init__(self, bot: ZaloBotSettings, api: BotApi | None = None) -> None:
        self._bot = bot
        self._api = api or BotApi(bot)
        self._stop = asyncio.Event()
        self._tidied = -_TIDY_EVERY_SECONDS

    def stop(self) -> None:
        """Ask for the end, from within the loop."""
        self._stop.set()

    async def run(self) -> None:
        """Work until ``stop``."""
        loops = [self._repeat(self.look)]
        if not self._bot.webhook_secret:
            loops.append(self._repeat(self.listen))
        tasks = [asyncio.create_task(loop) for loop in loops]
        await self._stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def look(self) -> None:
        """Plan what staff should know, and send what is due."""
        await sync_to_async(self._plan)()
        await messages.carry_due(self._api)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), LOOK_EVERY_SECONDS)

    async def listen(self) -> None:
        """Take one piece of news, if there is one."""
        found = bot_news.read_news(await self._api.news())
        if found is not None:
            await sync_to_async(bot_news.take)(found)

    def _plan(self) -> None:
        close_old_connections()
        alerts.plan_complaints()
        if time.monotonic() - self._tidied >= _TIDY_EVERY_SECONDS:
            self._tidied = time.monotonic()
            chats.forget_strangers()
            messages.forget_old()

    async def _repeat(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self._stop.is_set():
            try:
                await work()
            except (BotError, DatabaseError) as exc:
                wish = exc.retry_after if isinstance(exc, BotUnreachable) else None
                logger.warning("zalo_bot.trouble error=%s", type(exc).__name__)
                with suppress(TimeoutError):
                    pause = _TROUBLE_PAUSE_SECONDS if wish is None else wish
                    await asyncio.wait_for(self._stop.wait(), pause)
            except Exception as exc:  # noqa: BLE001 - the edge of this loop: one row must not end it
                logger.error("zalo_bot.failed error=%s", type(exc).__name__)
                await asyncio.sleep(_TROUBLE_PAUSE_SECONDS)
