"""The one place that talks to the Rasa server, over loopback HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from connectors.errors import DialogueSilent, DialogueUnreachable
from contract.reply import MalformedReply, Reply

_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback has no TLS, and a client of its own would read all certificates: 20 ms a message."""

RASA_TIMEOUT = httpx.Timeout(8.0, connect=1.0)  # seconds: a citizen's patience, not Rasa's 300


@dataclass(frozen=True, slots=True)
class Said:
    """What the dialogue answered.

    Attributes:
        replies: at least one, in order.
        trace: figures of the turn (``search_ms``, ``compose_ms``, ``actions_ms``,
            ``confidence``), those that are known.
    """

    replies: tuple[Reply, ...]
    trace: Mapping[str, float] = field(default_factory=dict)


class RasaClient:
    """Sends one message and gives the replies.

    Args:
        base_url: address of the Rasa server.
        transport: for tests; the network when None.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._base_url = base_url
        self._transport = transport

    async def say(self, conversation: str, text: str) -> Said:
        """Give Rasa one message of one conversation.

        Args:
            conversation: opaque key.
            text: cleaned words, or an offered payload starting with ``/``.

        Raises:
            DialogueUnreachable: no answer within ``RASA_TIMEOUT``, or a status other than 200.
            DialogueSilent: an answer without a usable reply.
        """
        try:
            # One client a message: it belongs to the event loop that runs this call, and a
            # loopback connection costs well under a millisecond.
            async with httpx.AsyncClient(
                base_url=self._base_url,
                timeout=RASA_TIMEOUT,
                transport=self._transport,
                verify=_NO_AUTHORITIES,
                trust_env=False,  # never through a proxy
            ) as http:
                response = await http.post(
                    "/webhooks/rest/webhook", json={"sender": conversation, "message": text}
                )
            response.raise_for_status()
            items = response.json()
        except (httpx.HTTPError, ValueError) as exc:
            raise DialogueUnreachable(type(exc).__name__) from exc
        return Said(_replies(items), _trace(items))


def _replies(items: object) -> tuple[Reply, ...]:
    if not isinstance(items, list):
        raise DialogueSilent("not a list")
    try:
        replies = tuple(Reply.from_json(item["custom"]) for item in items if "custom" in item)
    except (MalformedReply, TypeError) as exc:
        raise DialogueSilent("malformed reply") from exc
    if not replies:  # Rasa hides failures as 200 []
        raise DialogueSilent("no reply")
    return replies


def _trace(items: list[Any]) -> dict[str, float]:
    """Add up what the actions of the turn say of themselves; odd values are left out."""
    total: dict[str, float] = {}
    for item in items:
        trace = item["custom"].get("trace") if "custom" in item else None
        for name, value in trace.items() if isinstance(trace, dict) else ():
            if isinstance(value, int | float) and not isinstance(value, bool):
                known = total.get(name, 0.0)
                total[name] = value if name == "confidence" else known + value
    return total


@cache
def rasa_client() -> RasaClient:
    """Give the process's client."""
    return RasaClient(settings.ENVIRONMENT.bot_url)
