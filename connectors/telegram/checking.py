"""``motcua channels check`` for Telegram."""

from __future__ import annotations

from http import HTTPStatus

import httpx
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from connectors.channel import Finding
from connectors.telegram.settings import TelegramSettings

_PATIENCE = httpx.Timeout(5.0)  # seconds
_MANY_PENDING = 100


async def findings(bot: Bot, settings: TelegramSettings) -> tuple[Finding, ...]:
    """Ask Telegram who we are and where it calls."""
    try:
        me = await bot.get_me()
        hook = await bot.get_webhook_info()
    except InvalidToken:
        return (Finding(False, "the token is not valid: get a new one from @BotFather"),)
    except TelegramError as exc:
        return (Finding(False, f"Telegram can't be reached ({type(exc).__name__})"),)
    finally:
        await bot.request.shutdown()
    known = Finding(True, f"the token is valid, the bot is @{me.username}")
    if settings.webhook_url:
        return (known, *await _webhook(hook, settings))
    return (known, *_polling(hook))


def _polling(hook: WebhookInfo) -> tuple[Finding, ...]:
    if hook.url:
        return (Finding(False, "messages are polled, but a webhook is set: start the worker"),)
    few = hook.pending_update_count < _MANY_PENDING
    return (
        Finding(True, "messages are polled, no public address is needed"),
        Finding(few, f"{hook.pending_update_count} updates wait to be fetched"),
    )


async def _webhook(hook: WebhookInfo, settings: TelegramSettings) -> tuple[Finding, ...]:
    is_ours = hook.url == settings.webhook_url
    where = "is set to this portal" if is_ours else "is not set to this portal: start the worker"
    found = [Finding(is_ours, f"the webhook {where}"), await _reachable(settings.webhook_url)]
    if hook.last_error_date is not None:
        # Telegram's sentence names our own address and status only.
        at = f"{hook.last_error_date:%Y-%m-%d %H:%M} UTC"
        recent = hook.pending_update_count == 0
        found.append(Finding(recent, f"last failed call at {at}: {hook.last_error_message}"))
    return tuple(found)


async def _reachable(address: str) -> Finding:
    """Call our own webhook from outside, without the secret: it must refuse."""
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as http:
            status = (await http.post(address, content=b"{}")).status_code
    except httpx.HTTPError as exc:
        return Finding(False, f"the webhook can't be reached from here ({type(exc).__name__})")
    if status == HTTPStatus.FORBIDDEN:
        return Finding(True, "the webhook can be reached, and refuses calls without the secret")
    return Finding(False, f"the webhook answers HTTP {status} instead of 403")
