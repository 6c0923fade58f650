"""The Telegram channel."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from connectors import facts, rendering
from connectors.channel import (
    ButtonLimits,
    Capabilities,
    Event,
    Finding,
    Markup,
    Pace,
    Part,
    PushChannel,
    Recipient,
)
from connectors.errors import MalformedEvent
from connectors.models import ChannelName
from connectors.telegram.checking import findings
from connectors.telegram.failures import failure_of
from connectors.telegram.opening import Opening
from connectors.telegram.settings import TelegramSettings, telegram_settings
from connectors.telegram.transport import AnswerLost, Transport
from connectors.telegram.updates import Myself, events_of
from connectors.wording import sentences
from contract.reply import Button, Reply

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SHORT_TITLE = 18  # characters; two such buttons fit side by side on a small phone


class TelegramChannel(PushChannel):
    """Telegram, through the Bot API.

    Args:
        settings: token, addresses, secret.
    """

    name: ClassVar = ChannelName.TELEGRAM
    capabilities: ClassVar = Capabilities(
        text_units=4000,  # of 4,096
        buttons=ButtonLimits(count=8, title=64, payload=64),
        markup=Markup.HTML,
        files=True,
        edits=True,
        typing=True,
        pace=Pace(per_second=25.0, chat_seconds=1.05, group_per_minute=18),
    )

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self._transport = Transport()
        self.bot = Bot(
            settings.token,
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=self._transport,
            get_updates_request=Transport(),
        )
        self._opening = Opening(self.bot, settings)
        self._style = rendering.Style(self.capabilities, sentences(), settings.public_url)

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether a call carries our secret."""
        given = headers.get(SECRET_HEADER) or ""
        return hmac.compare_digest(given.encode(), self._settings.webhook_secret.encode())

    def parse(self, body: bytes) -> tuple[Event, ...]:
        """Read one update.

        Raises:
            MalformedEvent: it is none.
        """
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as exc:
            raise MalformedEvent(type(exc).__name__) from exc
        if not isinstance(document, dict):
            raise MalformedEvent("not an object")
        return self.parse_update(document)

    def parse_update(self, document: Mapping[str, Any]) -> tuple[Event, ...]:
        """Read one update that is JSON already.

        Raises:
            MalformedEvent: it is none.
        """
        username = facts.get(self.name, "username")
        return events_of(document, Myself(self._settings.bot_id, username))

    def render(self, reply: Reply, outbound_pk: int) -> tuple[Part, ...]:
        """Give the messages that say a reply, in HTML."""
        return rendering.render(reply, outbound_pk, self._style)

    async def send(self, to: Recipient, part: Part) -> str:
        """Send one message; give Telegram's id of it.

        Raises:
            TryLater: not now.
            Undeliverable: never.
        """
        try:
            message = await self.bot.send_message(
                _chat(to),
                part.text,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(part.buttons),
                reply_parameters=_quoting(to),
            )
        except AnswerLost:  # it was taken: see Transport
            return ""
        except TelegramError as exc:
            raise failure_of(exc) from None  # its text may hold the address
        return str(message.message_id)

    async def fetch(self, attachment: str, limit: int) -> bytes:
        """Get a file.

        Raises:
            TryLater: not now.
            Undeliverable: it is not there any more.
        """
        try:
            file = await self.bot.get_file(attachment)
            if file.file_size is not None and file.file_size > limit:
                return bytes(limit + 1)  # too big is all that the caller wants to know
            return await self._transport.read_file(file.file_path or "", limit)
        except TelegramError as exc:
            if "file is too big" in str(exc).lower():
                return bytes(limit + 1)
            raise failure_of(exc) from None

    async def acknowledge(self, to: Recipient, receipt: str) -> None:
        """Stop the waiting mark on a button that was pressed."""
        try:
            await self.bot.answer_callback_query(receipt)
        except TelegramError as exc:
            raise failure_of(exc) from None

    async def show_typing(self, to: Recipient) -> None:
        """Show that an answer is being written."""
        try:
            await self.bot.send_chat_action(_chat(to), ChatAction.TYPING)
        except TelegramError as exc:
            raise failure_of(exc) from None

    async def check(self) -> tuple[Finding, ...]:
        """Ask Telegram who we are and where it calls."""
        return await findings(self.bot, self._settings)

    async def start(self) -> None:
        """Register commands and webhook, or begin to poll: in the background, until it works."""
        self._opening.begin(self.parse_update)

    async def stop(self) -> None:
        """Stop polling, close the connections."""
        await self._opening.end()
        await self._transport.shutdown()


def telegram_channel(environment: Any) -> TelegramChannel | None:
    """Make the channel; None without a token."""
    settings = telegram_settings(environment)
    return TelegramChannel(settings) if settings else None


def _chat(to: Recipient) -> int:
    return int(to.address.partition(":")[0])


def _quoting(to: Recipient) -> ReplyParameters | None:
    if not to.quote:
        return None
    return ReplyParameters(int(to.quote), allow_sending_without_reply=True)


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Put short buttons side by side, long ones below one another."""
    rows: list[list[InlineKeyboardButton]] = []
    beside = False
    for button in buttons:
        shown = InlineKeyboardButton(button.title, callback_data=button.payload)
        is_short = len(button.title) <= _SHORT_TITLE
        if beside and is_short:
            rows[-1].append(shown)
            beside = False
        else:
            rows.append([shown])
            beside = is_short
    return InlineKeyboardMarkup(rows) if rows else None
