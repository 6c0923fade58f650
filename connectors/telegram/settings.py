"""What Telegram needs to know from outside."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """Settings of the Telegram channel.

    Attributes:
        token: of the bot, from @BotFather.
        api_url: address of the Bot API, or of a local Bot API server, without a slash at its end.
        webhook_url: where Telegram is to call; empty to poll.
        webhook_secret: what it has to send along.
        public_url: address of the portal as people reach it, or empty.
    """

    token: str = field(repr=False)
    api_url: str
    webhook_url: str
    webhook_secret: str = field(repr=False)
    public_url: str

    @property
    def bot_id(self) -> int:
        """The number at the head of the token; it is no secret."""
        head = self.token.partition(":")[0]
        return int(head) if head.isascii() and head.isdigit() else 0


def telegram_settings(environment: Any) -> TelegramSettings | None:
    """Read the channel's settings; None without a token.

    Polling needs no public address; with one, ``TELEGRAM_MODE=auto`` means a webhook.

    Args:
        environment: of the process (``portal.environment.Environment``).
    """
    if not environment.telegram_token:
        return None
    public_url = environment.public_url
    has_webhook = environment.telegram_mode == "webhook" or (
        environment.telegram_mode == "auto" and public_url.startswith("https://")
    )
    return TelegramSettings(
        token=environment.telegram_token,
        api_url=environment.telegram_api_url,
        webhook_url=f"{public_url}/channels/telegram/webhook" if has_webhook else "",
        webhook_secret=environment.telegram_webhook_secret
        or _derived(environment.secret_key, environment.telegram_token),
        public_url=public_url,
    )


def _derived(secret_key: str, token: str) -> str:
    """Make a secret that every process of this installation makes alike."""
    text = f"telegram webhook\n{token}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
