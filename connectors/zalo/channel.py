"""The Zalo channel: one Official Account, by the channel contract."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from connectors import rendering
from connectors.channel import (
    ButtonLimits,
    Capabilities,
    Event,
    Finding,
    Pace,
    Part,
    PushChannel,
    Recipient,
)
from connectors.errors import MalformedEvent, Trouble, TryLater, Undeliverable
from connectors.models import ChannelName
from connectors.wording import sentences
from connectors.zalo import checking, signature
from connectors.zalo.attachments import AttachmentRefused, AttachmentUnreachable, Fetcher
from connectors.zalo.errors import ZaloError
from connectors.zalo.events import read_event
from connectors.zalo.failures import failure_of
from connectors.zalo.official_account import (
    MAX_PAYLOAD,
    MAX_TEXT,
    MAX_TITLE,
    NotSendable,
    OfficialAccount,
    Say,
)
from connectors.zalo.settings import ZaloSettings
from connectors.zalo.updates import to_contract
from connectors.zalo.windows import windows_of
from contract.outcomes import Outcome
from contract.reply import Reply

_NUMBER = re.compile(r"PA-\d{4}-\d{6}")
_TEMPLATE = "template"


class ZaloChannel(PushChannel):
    """Zalo, through the Open API of an Official Account.

    Args:
        zalo: settings.
        public_url: address of the portal as people reach it, or empty.
        fetcher: for tests; one that reaches the public network only when None.
    """

    name: ClassVar = ChannelName.ZALO

    def __init__(
        self, zalo: ZaloSettings, public_url: str = "", fetcher: Fetcher | None = None
    ) -> None:
        self._zalo = zalo
        self._public_url = public_url
        self._account = OfficialAccount(zalo)
        self._fetcher = fetcher or Fetcher()
        # By the settings of this installation, and so not of the class.
        self.capabilities = capabilities_of(zalo)  # type: ignore[misc]
        self._style = rendering.Style(self.capabilities, sentences(), public_url)

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether Zalo signed the call; the empty document of saving the address is let in."""
        return signature.is_trial(body) or signature.is_genuine(self._zalo, body, headers)

    def parse(self, body: bytes) -> tuple[Event, ...]:
        """Read one event.

        Raises:
            MalformedEvent: it is no JSON.
        """
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as exc:
            raise MalformedEvent(type(exc).__name__) from exc
        return to_contract(read_event(document), self._zalo)

    def render(self, reply: Reply, outbound_pk: int) -> tuple[Part, ...]:
        """Give the messages that say a reply, as plain text."""
        return rendering.render(reply, outbound_pk, self._style)

    @property
    def outside_cost_dong(self) -> int:
        """What a template message costs, in đồng."""
        return self._zalo.template_dong or 0

    def outside_windows(self, reply: Reply, outbound_pk: int) -> tuple[Part, ...]:
        """Give the approved template for news of a complaint, if one is in the settings."""
        template = self._zalo.templates.get("complaint")
        number = _NUMBER.search(reply.text)
        if not template or number is None or reply.meta.outcome is not Outcome.COMPLAINT_STATUS:
            return ()
        return (Part(reply.text, extra={_TEMPLATE: template, "number": number[0]}),)

    async def send(self, to: Recipient, part: Part) -> str:
        """Send one message; give Zalo's id of it.

        Raises:
            TryLater: not now.
            Undeliverable: never.
        """
        values = dict(part.extra)
        template = values.pop(_TEMPLATE, "")
        # Hidden: a reference to a button is nothing to read in one's own chat.
        buttons = tuple(Say(b.title, b.payload, shown=False) for b in part.buttons)
        try:
            if template:
                return await self._account.send_template(to.address, template, values)
            return await self._account.send_text(to.address, part.text, buttons)
        except NotSendable as exc:
            raise Undeliverable(Trouble.REFUSED) from exc
        except ZaloError as exc:
            raise failure_of(exc) from None

    async def fetch(self, attachment: str, limit: int) -> bytes:
        """Get a file.

        Raises:
            TryLater: not now.
            Undeliverable: it may not be fetched, or is not there any more.
        """
        size, _, url = attachment.partition(" ")
        try:
            return await self._fetcher.fetch(url, int(size) if size.isdigit() else None)
        except AttachmentUnreachable as exc:
            raise TryLater(Trouble.NETWORK) from exc
        except AttachmentRefused as exc:
            if exc.reason == "too_big":
                return bytes(limit + 1)  # too big is all that the caller wants to know
            raise Undeliverable(Trouble.GONE, exc.reason) from exc

    async def check(self) -> tuple[Finding, ...]:
        """Ask Zalo who we are, and whether our webhook can be reached."""
        return await checking.findings(self._account, self._zalo, self._public_url)


def zalo_channel(environment: Any) -> ZaloChannel | None:
    """Make the channel; None where it is not configured."""
    zalo: ZaloSettings = environment.zalo
    return ZaloChannel(zalo, environment.public_url) if zalo.configured else None


def capabilities_of(zalo: ZaloSettings) -> Capabilities:
    """Give what an Official Account with these settings can do."""
    limits = ButtonLimits(zalo.max_buttons, MAX_TITLE, MAX_PAYLOAD) if zalo.max_buttons else None
    return Capabilities(
        text_units=MAX_TEXT,
        buttons=limits,
        files=True,
        windows=windows_of(zalo),
        echo_seconds=5.0,
        pace=Pace(per_second=50.0, chat_seconds=0.3),  # 4,000 a minute, with room for the rest
    )
