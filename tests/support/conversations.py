"""Conversations written down (``tests/bot/test_conversations_*.yml``), held against a product.

A turn is what a person types (``user``) or presses (``press``, the title of a button of the last
reply), and what must then be so:

    outcome, procedure, facet   of the first reply
    slot                        what the last reply asks (a form); ``null`` = nothing
    says, says_not              words in the replies taken together, in any case
    replies                     how many there are
    choices                     at least so many buttons under the last reply
    refused                     instead: the reason the chat API gives for not taking the message
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import yaml

from bench.loopback import address_of

FOLDER = Path(__file__).resolve().parents[1] / "bot"
KNOWN = frozenset(
    """user press outcome procedure facet slot says says_not replies choices refused""".split()
)


class NotAsWritten(AssertionError):
    """A turn went another way than written; the message tells the conversation up to it."""


@dataclass(frozen=True)
class Conversation:
    """One conversation; ``file`` and ``name`` are what a test is known by."""

    file: str
    name: str
    turns: tuple[dict[str, Any], ...]


def written_down(folder: Path = FOLDER) -> Iterator[Conversation]:
    """Read every conversation.

    Raises:
        ValueError: a turn names something that this module does not hold.
    """
    for path in sorted(folder.glob("test_conversations_*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in document["conversations"]:
            turns = tuple(item["turns"])
            for turn in turns:
                if set(turn) - KNOWN or not set(turn) - {"user", "press"}:
                    raise ValueError(f"{path.name}, {item['name']}: {sorted(set(turn) - KNOWN)}")
            yield Conversation(path.stem.removeprefix("test_conversations_"), item["name"], turns)


_people = count()


def visitor(address: str) -> httpx.Client:
    """Make an HTTP client of a product with an address, and so a limit, of its own."""
    transport = httpx.HTTPTransport(local_address=address_of(next(_people)))
    return httpx.Client(base_url=address, transport=transport, timeout=30)


class Talk:
    """One conversation over the chat API."""

    def __init__(self, address: str) -> None:
        self._http = visitor(address)
        self._session: str | None = None
        self.replies: list[dict[str, Any]] = []
        self.error = ""
        self.told: list[str] = []

    def say(self, text: str) -> None:
        """Send a message; waits where the limit says so."""
        body = {"session": self._session, "message_id": str(uuid.uuid4()), "text": text}
        for _ in range(30):
            answer = self._http.post("/chat/api/messages", json=body)
            if answer.status_code not in (429, 503):
                break
            time.sleep(3)
        self.told.append(f"> {text[:200]}")
        document = answer.json()
        self.replies = document.get("replies", [])
        self.error = document.get("error", {}).get("code", "")
        self._session = document.get("session", self._session)
        self.told += [f"  {r['meta']['outcome']}: {r['text'][:200]}" for r in self.replies]

    def press(self, title: str) -> None:
        """Press a button of the last reply that has one."""
        offered = {b["title"]: b["payload"] for r in self.replies for b in r["buttons"]}
        if title not in offered:
            raise NotAsWritten("\n".join([*self.told, f"no button {title!r} in {list(offered)}"]))
        self.say(offered[title])

    def run(self, turn: dict[str, Any]) -> None:
        """Do one turn and hold it against what is written.

        Raises:
            NotAsWritten: it went another way.
        """
        if "press" in turn:
            self.press(turn["press"])
        else:
            self.say(str(turn["user"]))
        faults = list(self._faults(turn))
        if faults:
            raise NotAsWritten("\n".join([*self.told, *faults]))

    def _faults(self, turn: dict[str, Any]) -> Iterator[str]:
        if "refused" in turn or self.error:
            if self.error != turn.get("refused", ""):
                yield f"refused: {self.error!r}, not {turn.get('refused')!r}"
            return
        first, last = self.replies[0]["meta"], self.replies[-1]["meta"]
        for name, meta in (
            ("outcome", first),
            ("procedure", first),
            ("facet", first),
            ("slot", last),
        ):
            if name in turn and meta[name] != turn[name]:
                yield f"{name}: {meta[name]!r}, not {turn[name]!r}"
        said = "\n".join(_shown(reply) for reply in self.replies).lower()
        yield from (f"not said: {w!r}" for w in _listed(turn, "says") if w.lower() not in said)
        yield from (f"said: {w!r}" for w in _listed(turn, "says_not") if w.lower() in said)
        if "replies" in turn and len(self.replies) != turn["replies"]:
            yield f"{len(self.replies)} replies, not {turn['replies']}"
        if len(self.replies[-1]["buttons"]) < turn.get("choices", 0):
            yield f"only {len(self.replies[-1]['buttons'])} buttons"


def _shown(reply: dict[str, Any]) -> str:
    """Give all that a person reads of a reply."""
    card = reply["card"] or {"title": "", "sections": []}
    items = [item for section in card["sections"] for item in section["items"]]
    titles = [button["title"] for button in reply["buttons"]]
    return "\n".join([reply["text"], card["title"], *items, *titles])


def _listed(turn: dict[str, Any], name: str) -> list[str]:
    value = turn.get(name, [])
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
