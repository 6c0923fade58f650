"""What the worker does so that staff learn of complaints and outages by Zalo."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx
from django.conf import settings

from connectors.zalo import tokens
from connectors.zalo_bot import alerts
from connectors.zalo_bot.post import BotPost

logger = logging.getLogger(__name__)

_PATIENCE = httpx.Timeout(4.0)  # seconds; /healthz itself waits for two
_GRACE_SECONDS = 5.0
_WATCH_SECONDS = 0.2
_PAUSE_SECONDS = 5.0


def watch_health() -> None:
    """Look whether the parts work; tell staff who want to know."""
    if settings.ENVIRONMENT.zalo_bot.configured:
        alerts.note_health(_working())


def renew_zalo_token() -> None:
    """Keep the token fresh while nobody writes: an unused pair ends after three months."""
    zalo = settings.ENVIRONMENT.zalo
    if zalo.configured:
        asyncio.run(tokens.access(zalo))


@contextmanager
def bot_at_work() -> Iterator[None]:
    """Let the bot write to staff in a thread of its own, where one is configured."""
    if not settings.ENVIRONMENT.zalo_bot.configured:
        yield
        return
    thread = _BotThread()
    thread.start()
    try:
        yield
    finally:
        thread.end()


class _BotThread(threading.Thread):
    """An event loop for the bot; begun again if it fails."""

    def __init__(self) -> None:
        super().__init__(name="zalo bot", daemon=True)
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                asyncio.run(self._work())
            except Exception as exc:  # noqa: BLE001 - the edge of this thread
                logger.error("zalo_bot.ended error=%s", type(exc).__name__)
                self._ending.wait(_PAUSE_SECONDS)

    def end(self) -> None:
        self._ending.set()
        self.join(_GRACE_SECONDS)

    async def _work(self) -> None:
        post = BotPost(settings.ENVIRONMENT.zalo_bot)
        work = asyncio.create_task(post.run())
        while not (self._ending.is_set() or work.done()):
            await asyncio.sleep(_WATCH_SECONDS)
        post.stop()
        await work


def _working() -> dict[str, bool]:
    """Ask the portal, which asks the others; a portal that is silent tells nothing of them."""
    zalo = settings.ENVIRONMENT.zalo
    found = {"zalo": not (zalo.configured and tokens.trouble(zalo.oa_id))}
    url = f"http://127.0.0.1:{settings.ENVIRONMENT.port}/healthz"
    try:
        response = httpx.get(url, timeout=_PATIENCE, trust_env=False)
        parts = dict(response.json()["processes"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return {**found, "portal": False}
    if response.status_code not in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE):
        return {**found, "portal": False}
    return {**found, **{name: bool(parts.get(name)) for name in ("portal", "bot", "actions")}}
