"""``python -m bench.complaint_kill``: complaints are filed while the processes are killed.

Starts the product of this checkout with a folder of its own. People file complaints through the
chat API; meanwhile one of the four processes after another, at random, is killed with SIGKILL and
started again. People do what people do: send again what got no answer, say again what was
apologised for. At the end every code that was shown has to open a complaint that is whole, and no
story may stand there twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.loopback import address_of
from tests.e2e.conftest import PYTHON, ROOT, Product

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")
PATIENCE_SECONDS = 180.0  # for one complaint; the bot needs a quarter of a minute to start
ANSWERS = {"path": "1", "anonymous": "ẩn danh", "confirm": "gửi đi"}

_CHECK = """
import collections, json, sys, django
django.setup()
from complaints import codes, story
from complaints.drafts import Field
from complaints.models import Complaint
shown = json.load(sys.stdin)
rows = list(Complaint._record.all())
by_digest = {row.code_digest: row for row in rows}
told = collections.Counter(story.read(row).words[Field.WHAT] for row in rows)
half = [
    row.number for row in rows
    if [e.status for e in row.history.all()] != ["received"] or row.deadlines.count() != 2
]
lost = [code for _, code in shown if codes.digest(code) not in by_digest]
other = [
    code for words, code in shown
    if codes.digest(code) in by_digest
    and story.read(by_digest[codes.digest(code)]).words[Field.WHAT] != words
]
print(json.dumps({
    "on_record": len(rows), "lost": len(lost), "another_story": len(other), "half": len(half),
    "twice": sum(n > 1 for n in told.values()),
    "numbers_in_a_row": sorted(int(r.number[-6:]) for r in rows) == list(range(1, len(rows) + 1)),
}))
"""


class Lost(Exception):
    """Somebody got no code within ``PATIENCE_SECONDS``; ``args[0]`` is the last answer's ending."""


@dataclass
class Outcome:
    """What came of it.

    Attributes:
        shown: words and code of each complaint whose code was shown.
        lost: endings where no code came in time.
        kills: how often each process was killed.
        record: what the database says of it.
        seconds: how long the filing took.
    """

    shown: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    record: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class Killer(threading.Thread):
    """Kills one process after another, and starts each again.

    Args:
        product: running.
        chance: decides which, and when.
        every: seconds from when all work until the next kill, shortest and longest.
    """

    def __init__(self, product: Product, chance: random.Random, every: tuple[float, float]) -> None:
        super().__init__(daemon=True)
        self._product, self._chance, self._every = product, chance, every
        self._over = threading.Event()
        self.kills: Counter[str] = Counter()

    def run(self) -> None:
        """Kill until told to stop."""
        while not self._over.wait(self._chance.uniform(*self._every)):
            name = self._chance.choice(sorted(self._product.commands))
            process = self._product.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.kills[name] += 1
            self._product.launch(name)
            self._wait_until_all_work()

    def _wait_until_all_work(self) -> None:
        """Kill again only what works again: else nobody gets any further."""
        while not self._over.wait(0.3):
            try:
                answer = httpx.get(f"{self._product.address}/healthz", timeout=5, trust_env=False)
            except httpx.HTTPError:
                continue
            if answer.status_code == httpx.codes.OK:
                return

    def stop(self) -> None:
        """Kill no more."""
        self._over.set()
        self.join()


class Person:
    """Somebody who files one complaint, whatever happens meanwhile."""

    def __init__(self, http: httpx.AsyncClient, words: str) -> None:
        self._http, self._words = http, words
        self._session: str | None = None

    async def complain(self) -> str:
        """Tell it until a code is shown; give the code.

        Raises:
            Lost: no code came in time.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        text, ending = "tôi muốn phản ánh", "none"
        while time.monotonic() < end:
            replies = await self._say(text, end)
            ending = replies[-1]["meta"]["outcome"] if replies else "silence"
            codes = [code for r in replies for code in CODE.findall(r["text"])]
            if codes:
                return codes[0]
            if ending == "error":
                await asyncio.sleep(1)
                continue  # said again, as a new message
            slot = next((r["meta"]["slot"] for r in reversed(replies) if r["meta"]["slot"]), None)
            text = self._answer(slot)
        raise Lost(ending)

    def _answer(self, slot: str | None) -> str:
        if slot is None:  # the form is gone: from the start, in the same words
            return "tôi muốn phản ánh"
        return self._words if slot == "what" else ANSWERS.get(slot, "bỏ qua")

    async def _say(self, text: str, end: float) -> list[dict[str, Any]]:
        """Send one message; until it is answered, the same one again."""
        message = {"message_id": str(uuid.uuid4()), "text": text}
        while time.monotonic() < end:
            try:
                answer = await self._http.post(
                    "/chat/api/messages", json={"session": self._session, **message}
                )
            except httpx.HTTPError:
                await asyncio.sleep(0.5)
                continue
            if answer.status_code == httpx.codes.OK:
                document = answer.json()
                self._session = document["session"]
                return list(document["replies"])
            await asyncio.sleep(1)
        raise Lost("no answer")


async def file_all(address: str, stories: list[str], people: int) -> Outcome:
    """Let people file the stories, so many at once."""
    outcome, waiting = Outcome(), list(reversed(stories))

    async def one_after_another(number: int) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=address_of(number))
        async with httpx.AsyncClient(base_url=address, transport=transport, timeout=30) as http:
            while waiting:
                words = waiting.pop()
                try:
                    outcome.shown.append((words, await Person(http, words).complain()))
                except Lost as exc:
                    outcome.lost.append(str(exc))

    await asyncio.gather(*(one_after_another(number) for number in range(people)))
    return outcome


def run(product: Product, count: int, people: int, every: tuple[float, float]) -> Outcome:
    """File complaints while processes are killed, then look at what is on record.

    Args:
        product: started; nothing was filed in it yet.
        count: how many complaints.
        people: how many at once.
        every: seconds between two kills, shortest and longest.
    """
    stories = [f"Cán bộ ở quầy quát tôi trước mặt mọi người, lần thứ {n}." for n in range(count)]
    killer = Killer(product, random.Random(11), every)
    started = time.monotonic()
    killer.start()
    try:
        with ThreadPoolExecutor(1) as thread:  # a browser test keeps a loop in the main thread
            filing = thread.submit(asyncio.run, file_all(product.address, stories, people))
            outcome = filing.result()
    finally:
        killer.stop()
    outcome.seconds, outcome.kills = time.monotonic() - started, killer.kills
    environ = {**product.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [PYTHON, "-c", _CHECK], cwd=ROOT, env=environ, check=True,
        input=json.dumps(outcome.shown), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    outcome.record = json.loads(done.stdout)
    return outcome


def main() -> int:
    """Run it once and print what came of it; 1 if anything was lost, doubled or halved."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--complaints", type=int, default=1000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--every", default="1,10", help="seconds until the next kill, from,to")
    options = parser.parse_args()
    shortest, longest = map(float, options.every.split(","))
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        product.prepare()
        try:
            product.start()
            outcome = run(product, options.complaints, options.people, (shortest, longest))
        finally:
            product.stop()
    codes = {code for _, code in outcome.shown}
    print(f"{options.complaints} complaints in {outcome.seconds:.0f} s by {options.people} people; "
          f"killed: {dict(sorted(outcome.kills.items()))}")  # fmt: skip
    print(f"codes shown: {len(outcome.shown)}, different: {len(codes)}, none shown: {outcome.lost}")
    print(f"on record: {outcome.record}")
    faults = [outcome.record[name] for name in ("lost", "another_story", "half", "twice")]
    return int(any(faults) or bool(outcome.lost) or len(codes) != options.complaints)


if __name__ == "__main__":
    sys.exit(main())
