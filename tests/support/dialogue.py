"""A Rasa server that answers as told: the one thing of the dialogue that tests fake."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx

from connectors.rasa_client import RasaClient
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply

HELLO = Reply("Chào anh/chị.", Meta(Outcome.SMALLTALK))
OFFER = Reply(
    "Lệ phí 8.000 đồng.",
    Meta(Outcome.ANSWERED, procedure="1.001193"),
    buttons=(Button("Nộp ở đâu", '/ask_facet{"facet":"where","procedure":"1.001193"}'),),
)


class Rasa:
    """What the fake server heard, and what it says.

    Attributes:
        heard: (sender, message) pairs, in order.
        replies: said to every message.
        answer: makes the HTTP response instead, when set; may raise what httpx raises.
        gate: the answer waits for it, when set.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.replies: tuple[Reply, ...] = (HELLO,)
        self.answer: Callable[[], httpx.Response] | None = None
        self.gate: asyncio.Event | None = None

    @property
    def words(self) -> list[str]:
        return [message for _, message in self.heard]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.heard.append((body["sender"], body["message"]))
        if self.gate is not None:
            await self.gate.wait()
        if self.answer is not None:
            return self.answer()
        items = [{"recipient_id": body["sender"], "custom": r.to_json()} for r in self.replies]
        return httpx.Response(200, json=items)

    def client(self) -> RasaClient:
        return RasaClient("http://rasa.test", httpx.MockTransport(self))

    def says_nothing(self) -> None:
        self.answer = lambda: httpx.Response(200, json=[])

    def fails_with(self, error: Exception) -> None:
        def fail() -> httpx.Response:
            raise error

        self.answer = fail
