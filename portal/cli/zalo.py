"""``motcua zalo``: the first consent of the Official Account."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from django.conf import settings

from connectors.zalo import oauth, tokens
from connectors.zalo.errors import ZaloError
from connectors.zalo.oauth import NoCode
from connectors.zalo.official_account import OfficialAccount
from connectors.zalo.settings import ZaloSettings


def add_zalo_commands(commands: Any) -> None:
    """Add the group to the parser of ``motcua``."""
    group = commands.add_parser("zalo", help="the Zalo Official Account")
    login = group.add_subparsers(required=True).add_parser(
        "login", help="get consent of the account's administrator and keep the tokens"
    )
    login.set_defaults(command=_login)


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


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _failed(sentence: str) -> int:
    sys.stderr.write(f"motcua: {sentence}\n")
    return 1
