"""``motcua zalo``: the first consent of the Official Account, the webhook of the bot for staff."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from django.conf import settings
from django.urls import reverse

from connectors.zalo import oauth, tokens
from connectors.zalo.errors import ZaloError
from connectors.zalo.oauth import NoCode
from connectors.zalo.official_account import OfficialAccount
from connectors.zalo.settings import ZaloSettings
from connectors.zalo_bot.api import BotApi, BotError, BotRefused
from connectors.zalo_bot.settings import ZaloBotSettings


def add_zalo_commands(commands: Any) -> None:
    """Add the group to the parser of ``motcua``."""
    group = commands.add_parser("zalo", help="the Zalo Official Account, and the bot for staff")
    inner = group.add_subparsers(required=True)
    login = inner.add_parser(
        "login", help="get consent of the account's administrator and keep the tokens"
    )
    login.set_defaults(command=_login)
    bot = inner.add_parser("bot", help="tell Zalo where the bot for staff gets its messages")
    bot.set_defaults(command=_bot)


def _login(_options: argparse.Namespace) -> int:
    zalo: ZaloSettings = settings.ENVIRONMENT.zalo
    if not zalo.configured:
        return _failed("set ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID and ZALO_OA_SECRET_KEY first")
    if not zalo.redirect_url:
        return _failed("set ZALO_REDIRECT_URL to the call-back address registered with the app")
    consent = oauth.ask_consent(zalo)
    _say(
        "An administrator of the Official Account opens this address and agrees:\n\n"
        f"  {consent.address}\n\n"
        "The browser is then sent to the call-back address. Paste that whole address, or the\n"
        "code in it, within ten minutes:"
    )
    try:
        code = oauth.code_in(sys.stdin.readline(), consent.state)
        pair = asyncio.run(oauth.exchange_code(zalo, code, consent.verifier))
    except NoCode as exc:
        return _failed(str(exc))
    except ZaloError as exc:
        return _failed(f"Zalo gave no token ({exc}); ask for a new address and try again")
    tokens.store_consent(zalo.oa_id, pair)
    try:
        name = asyncio.run(OfficialAccount(zalo).name())
    except ZaloError as exc:
        return _failed(f"the tokens are kept, but the first call failed ({exc})")
    _say(f"Kept. The account is: {name or zalo.oa_id}")
    return 0


def _bot(_options: argparse.Namespace) -> int:
    bot, public_url = settings.ENVIRONMENT.zalo_bot, settings.ENVIRONMENT.public_url
    if not bot.configured:
        return _failed("set ZALO_BOT_TOKEN first")
    if bot.webhook_secret and not public_url.startswith("https://"):
        return _failed("set PUBLIC_URL to the portal's https:// address, which Zalo is to call")
    try:
        return asyncio.run(_tell_where(BotApi(bot), bot, public_url))
    except BotRefused as exc:
        return _failed(f"the Bot Platform says no ({exc}): is ZALO_BOT_TOKEN right?")
    except BotError as exc:
        return _failed(f"the Bot Platform can't be reached ({exc})")


async def _tell_where(api: BotApi, bot: ZaloBotSettings, public_url: str) -> int:
    _say(f"The bot is: {await api.name()}")
    if not bot.webhook_secret:
        if await api.webhook():
            return _failed(
                "Zalo calls a webhook, so the bot gets no news by asking: set "
                "ZALO_BOT_WEBHOOK_SECRET and run this again, or take the webhook off at Zalo"
            )
        _say("No ZALO_BOT_WEBHOOK_SECRET is set: the worker asks Zalo for news.")
        return 0
    wanted = f"{public_url}{reverse('zalo_bot_webhook')}"
    await api.set_webhook(wanted)
    if await api.webhook() != wanted:
        return _failed("Zalo took the address, but does not call it")
    _say(f"Zalo now calls {wanted}")
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _failed(sentence: str) -> int:
    sys.stderr.write(f"motcua: {sentence}\n")
    return 1
