"""The vendors of ``bench.channels``: a fake Telegram and a fake Zalo over real HTTP, in trouble.

Both keep their vendor's rules (``tests.support``). What goes wrong is drawn from a seed.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.fake_zalo import FakeZalo, running, signed
from tests.support.telegram_api import TOKEN, BreakOff, HangUp, Refused, TelegramApi

TELEGRAM_SECRET = "secret-of-the-bench"
OA_KEY = "oa-key"
ANSWER_SECONDS = 0.03
"""What a vendor takes to say that it has accepted a message: a kill may fall between the two."""
_TELEGRAM_TROUBLE = ("429", "500", "502", "hang up", "break off")
_ZALO_TROUBLE = ("503", "429", "hang", "-216", "cut", "cut short", "drop")
_ECHO_SECONDS = (0.02, 1.5)
"""Within which Zalo tells of a message that it took."""


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call.

    Attributes:
        channel: whose.
        person: who said it.
        message_id: as the channel's ``parse`` gives it.
        path: of the webhook.
        headers: with secret or signature.
        body: raw.
    """

    channel: str
    person: str
    message_id: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that a vendor accepted: who got it, its text, what its buttons give back."""

    person: str
    text: str
    buttons: tuple[str, ...]


class Telegram:
    """Telegram's side.

    Args:
        share: of messages to send that go wrong.
        seed: of what goes wrong.
    """

    name = "telegram"
    patience_seconds = 10.0
    again_seconds = (1.0, 2.0, 4.0, 8.0)

    def __init__(self, share: float, seed: int) -> None:
        self.api = TelegramApi()
        self.faults: Counter[str] = Counter()
        self._chance, self._share = random.Random(seed), share
        self.api.trouble, self.api.trouble_after = self._before, self._after
        self._breaks = threading.local()

    @contextmanager
    def open(self) -> Iterator[dict[str, str]]:
        """Serve; give the settings of the product that lead here."""
        with self.api.running():
            yield {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_API_URL": self.api.url,
                "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
                "TELEGRAM_MODE": "webhook",
                "PUBLIC_URL": "https://mot-cua.example.vn",
            }

    def call(self, person: str, text: str) -> Call:
        """Make the webhook call with a message of a person."""
        update = self.api.message(int(person), text)
        headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
        number = str(update["message"]["message_id"])
        path = "/channels/telegram/webhook"
        return Call("telegram", person, number, path, headers, json.dumps(update).encode())

    def heard(self) -> list[Heard]:
        """Give what was accepted, in order."""
        return [
            Heard(str(m.chat), m.text, tuple(b["callback_data"] for row in m.keyboard for b in row))
            for m in list(self.api.sent)
        ]

    def new_echoes(self) -> list[tuple[float, Call]]:
        """Give nothing: Telegram does not tell a bot of its own messages."""
        return []

    @property
    def refused_by_rule(self) -> int:
        """How many messages came faster than Telegram allows."""
        return self.api.floods

    def _before(self, method: str) -> None:
        self._breaks.now = False
        if method != "sendmessage" or self._chance.random() >= self._share:
            return
        kind = self._chance.choice(_TELEGRAM_TROUBLE)
        self.faults[kind] += 1
        if kind == "hang up":
            raise HangUp
        if kind == "429":
            raise Refused(429, "Too Many Requests: retry after 2", retry_after=2)
        if kind != "break off":
            raise Refused(int(kind), "Internal Server Error")
        self._breaks.now = True

    def _after(self, method: str) -> None:
        time.sleep(ANSWER_SECONDS)
        if getattr(self._breaks, "now", False):
            raise BreakOff


class Zalo:
    """Zalo's side. Arguments as those of ``Telegram``."""

    name = "zalo"
    patience_seconds = 2.0
    again_seconds = (30.0, 300.0)

    def __init__(self, share: float, seed: int) -> None:
        self.fake = FakeZalo()
        self.fake.slow = ANSWER_SECONDS
        self.fake.retry_after = 2
        self.fake.trouble = self._drawn
        self.faults: Counter[str] = Counter()
        self._chance, self._share = random.Random(seed), share
        self._number = 0
        self._at = int(time.time() * 1000)
        self._echoes = deque[tuple[float, Call]]()
        self.fake.on_taken = self._taken

    @contextmanager
    def open(self) -> Iterator[dict[str, str]]:
        """Serve; give the settings of the product that lead here."""
        with running(self.fake) as address:
            yield {
                "ZALO_APP_ID": self.fake.app_id,
                "ZALO_APP_SECRET": self.fake.app_secret,
                "ZALO_OA_ID": "oa",
                "ZALO_OA_SECRET_KEY": OA_KEY,
                "ZALO_REDIRECT_URL": "https://mot-cua.example.vn/zalo/",
                "ZALO_API_URL": address,
                "ZALO_OAUTH_URL": address,
            }

    def log_in(self, command: list[str], **where: Any) -> None:
        """Give consent as an administrator does: read the address, agree, paste the code.

        Raises:
            subprocess.CalledProcessError: it was not kept.
        """
        with subprocess.Popen(
            command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **where
        ) as process:
            assert process.stdout is not None
            challenge = None
            for line in process.stdout:
                challenge = re.search(r"code_challenge=([\w-]+)", line)
                if challenge:
                    break
            assert challenge is not None, "no address to agree at"
            process.communicate(self.fake.consent(challenge[1]) + "\n", timeout=60)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)

    def call(self, person: str, text: str) -> Call:
        """Make the webhook call with a message of a person."""
        self.fake.last_act[person] = 0.0
        self._number += 1
        self._at = max(self._at + 1, int(time.time() * 1000))
        event = {
            "event_name": "user_send_text",
            "sender": {"id": person},
            "recipient": {"id": "oa"},
            "message": {"msg_id": f"zalo-{self._number}", "text": text},
        }
        return self._event(person, event, self._at)

    def new_echoes(self) -> list[tuple[float, Call]]:
        """Give the calls that tell of messages taken since the last time, each with its delay."""
        return [self._echoes.popleft() for _ in range(len(self._echoes))]

    def _taken(self, person: str, text: str, number: str) -> None:
        event = {
            "event_name": "oa_send_text",
            "sender": {"id": "oa"},
            "recipient": {"id": person},
            "message": {"msg_id": number, "text": text},
        }
        seconds = self._chance.uniform(*_ECHO_SECONDS)
        self._echoes.append((seconds, self._event(person, event, int(time.time() * 1000))))

    def _event(self, person: str, event: dict[str, Any], milliseconds: int) -> Call:
        at = str(milliseconds)
        document = {
            "app_id": self.fake.app_id,
            "user_id_by_app": f"by-app-{person}",
            "timestamp": at,
            **event,
        }
        number = event["message"]["msg_id"]
        body = json.dumps(document, ensure_ascii=False).encode()
        headers = {"X-ZEvent-Signature": signed(body, self.fake.app_id, OA_KEY, at)}
        return Call("zalo", person, number, "/channels/zalo/webhook", headers, body)

    def heard(self) -> list[Heard]:
        """Give what was accepted, in order."""
        return [
            Heard(person, message.get("text", ""), _payloads(message))
            for person, message in list(self.fake.sent)
        ]

    @property
    def refused_by_rule(self) -> int:
        """How many requests of the last minute were more than Zalo allows."""
        return max(0, len(self.fake.this_minute) - self.fake.limit)

    def _drawn(self, path: str) -> str | None:
        if not path.endswith("/message/cs") or self._chance.random() >= self._share:
            return None
        kind = self._chance.choice(_ZALO_TROUBLE)
        self.faults[kind] += 1
        return kind


def _payloads(message: Mapping[str, Any]) -> tuple[str, ...]:
    payload = message.get("attachment", {}).get("payload", {})
    return tuple(button["payload"] for button in payload.get("buttons", ()))
