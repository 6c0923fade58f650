"""``motcua channels check`` for the bot that writes to staff."""

from __future__ import annotations

from connectors.channel import Finding
from connectors.zalo_bot.api import BotApi, BotError, BotRefused
from connectors.zalo_bot.settings import ZaloBotSettings


async def findings(bot: ZaloBotSettings, webhook_url: str) -> tuple[Finding, ...]:
    """Ask the Bot Platform who we are and where it calls.

    Args:
        bot: settings.
        webhook_url: where it should call, where a secret is set.
    """
    api = BotApi(bot)
    try:
        name, hook = await api.name(), await api.webhook()
    except BotRefused as exc:
        return (Finding(False, f"the Bot Platform says no ({exc}): is ZALO_BOT_TOKEN right?"),)
    except BotError as exc:
        return (Finding(False, f"the Bot Platform can't be reached ({exc})"),)
    return (Finding(True, f"the token works, the bot is {name}"), _hook(bot, hook, webhook_url))


def _hook(bot: ZaloBotSettings, hook: str, wanted: str) -> Finding:
    if not bot.webhook_secret:
        if hook:
            return Finding(False, "a webhook is set, so the worker gets no news by asking")
        return Finding(True, "the worker asks for news, no public address is needed")
    if hook == wanted:
        return Finding(True, "the webhook is set to this portal")
    return Finding(False, "the webhook is not set to this portal: run motcua zalo bot")
