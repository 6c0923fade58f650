"""``motcua channels``: whether each configured channel works, and what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

from django.conf import settings
from django.urls import reverse

from connectors import registry
from connectors.channel import Channel, Finding
from connectors.zalo_bot import checking


def add_channel_commands(commands: Any) -> None:
    """Add the group to the parser of ``motcua``."""
    group = commands.add_parser("channels", help="the channels that are configured")
    inner = group.add_subparsers(required=True)
    parser = inner.add_parser("check", help="ask each channel whether it works")
    parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    parser.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    found = asyncio.run(_ask_all())
    if options.json:
        document = {
            name: [{"ok": f.ok, "what": f.what} for f in findings]
            for name, findings in found.items()
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        lines = (
            f"{name:10} {'ok   ' if f.ok else 'WRONG'} {f.what}\n"
            for name, findings in found.items()
            for f in findings
        )
        sys.stdout.write("".join(lines))
    return 0 if all(f.ok for findings in found.values() for f in findings) else 1


async def _ask_all() -> dict[str, tuple[Finding, ...]]:
    channels: dict[str, Channel] = {n.value: c for n, c in registry.configured().items()}
    asked = {name: channel.check() for name, channel in channels.items()}
    environment = settings.ENVIRONMENT
    if environment.zalo_bot.configured:
        webhook_url = f"{environment.public_url}{reverse('zalo_bot_webhook')}"
        asked["zalo-bot"] = checking.findings(environment.zalo_bot, webhook_url)
    return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))
