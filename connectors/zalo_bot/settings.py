"""Settings of the bot that writes to staff: read with the environment, checked at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.zalo.settings import ZaloSettingInvalid, read_number, read_url


@dataclass(frozen=True, slots=True)
class ZaloBotSettings:
    """How this installation writes to its staff; off without a token.

    Attributes:
        token: of the bot.
        webhook_secret: 8 to 256 characters that Zalo sends along; empty: the bot asks for news
            itself, and needs no public address.
        monthly: messages a month that the bot's plan allows; the last tenth is kept for outages.
        api_url: address of the Bot Platform.
    """

    token: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    monthly: int = 3000
    api_url: str = "https://bot-api.zaloplatforms.com"

    @property
    def configured(self) -> bool:
        """Tell whether staff can be written to."""
        return bool(self.token)


def read_zalo_bot_settings(values: Mapping[str, str]) -> ZaloBotSettings:
    """Read the settings.

    Raises:
        ZaloSettingInvalid: a value can't be used.
    """
    secret = values.get("ZALO_BOT_WEBHOOK_SECRET", "")
    if secret and not (8 <= len(secret) <= 256 and secret.isascii()):
        raise ZaloSettingInvalid("ZALO_BOT_WEBHOOK_SECRET must have 8 to 256 plain characters")
    return ZaloBotSettings(
        token=values.get("ZALO_BOT_TOKEN", ""),
        webhook_secret=secret,
        monthly=read_number(values, "ZALO_BOT_MONTHLY", 1, 10_000_000, default=3000),
        api_url=read_url(values, "ZALO_BOT_API_URL", "https://bot-api.zaloplatforms.com"),
    )
