"""Opening the channel: name, commands, then the webhook or the polling loop. Never fatal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from telegram import Bot, BotCommand
from telegram.error import Conflict, RetryAfter, TelegramError

from connectors import arrivals, facts
from connectors.channel import Event
from connectors.errors import MalformedEvent
from connectors.models import ChannelName
from connectors.telegram.settings import TelegramSettings
from connectors.telegram.updates import ALLOWED
from connectors.wording import sentences

logger = logging.getLogger(__name__)

SHOWN_COMMANDS = ("start", "phananh", "tracuu", "huongdan", "dung")
POLL_SECONDS = 25
_READ_SECONDS = POLL_SECONDS + 10.0
_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 300.0

Parse = Callable[[Mapping[str, Any]], tuple[Event, ...]]


class Opening:
    """What goes on beside sending: setting up once, and polling where there is no webhook.

    Args:
        bot: talks to Telegram.
        settings: of the channel.
    """

    def __init__(self, bot: Bot, settings: TelegramSettings) -> None:
        self._bot = bot
        self._settings = settings
        self._task: asyncio.Task[None] | None = None
        self._offset = 0

    def begin(self, parse: Parse) -> None:
        """Start in the background: a Telegram that is down or refuses stops nobody."""
        self._task = asyncio.create_task(self._run(parse))

    async def end(self) -> None:
        """Stop; what was fetched and not stored is fetched again by the next one."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._bot.request.shutdown()

    async def _run(self, parse: Parse) -> None:
        await _until_done(self._set_up)
        if not self._settings.webhook_url:
            await _until_done(lambda: self._poll(parse))

    async def _set_up(self) -> None:
        me = await self._bot.get_me()
        await sync_to_async(facts.put)(ChannelName.TELEGRAM, "username", me.username or "")
        said = sentences()
        await self._bot.set_my_commands(
            [BotCommand(name, said.say(f"command_{name}")) for name in SHOWN_COMMANDS]
        )
        if self._settings.webhook_url:
            await self._bot.set_webhook(
                self._settings.webhook_url,
                allowed_updates=ALLOWED,
                secret_token=self._settings.webhook_secret,
            )
        else:
            await self._bot.delete_webhook()
        logger.info("telegram.open mode=%s", "webhook" if self._settings.webhook_url else "polling")

    async def _poll(self, parse: Parse) -> None:
        """Fetch updates for ever; each is stored before the next call confirms it."""
        while True:
            # The method by another case, which Telegram takes for the same: so the library leaves
            # the updates as they came, and one that it can't read stops no other.
            found: Any = await self._bot.do_api_request(
                "getupdates",
                api_kwargs={
                    "offset": self._offset,
                    "timeout": POLL_SECONDS,
                    "allowed_updates": list(ALLOWED),
                },
                read_timeout=_READ_SECONDS,
            )
            await sync_to_async(_stored)(found, parse)
            self._offset = max([self._offset, *(int(u["update_id"]) + 1 for u in found)])


def _stored(updates: list[dict[str, Any]], parse: Parse) -> None:
    for update in updates:
        try:
            arrivals.take(ChannelName.TELEGRAM, parse(update))
        except MalformedEvent as exc:
            logger.warning("telegram.malformed reason=%s", exc)


async def _until_done(step: Callable[[], Any]) -> None:
    """Do a step; after a failure again, later each time, and never before Telegram allows."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await step()
        except (TelegramError, DatabaseError) as exc:
            if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            wish = max(_wish(exc), pause)
            logger.error("telegram.not_open error=%s again_in=%.0f", type(exc).__name__, wish)
            await asyncio.sleep(wish)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        else:
            return


def _wish(exc: Exception) -> float:
    if isinstance(exc, Conflict):  # somebody else polls with this token
        return 15.0
    if not isinstance(exc, RetryAfter):
        return 0.0
    after = exc.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
