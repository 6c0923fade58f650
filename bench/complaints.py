"""``python -m bench.complaints``: many people complain at once, and somebody guesses codes.

Starts the product of this checkout with a folder of its own. Every person has a network address
of their own (127.0.0.2, 127.0.0.3 …), as the limits count by address.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx
import numpy as np

from bench.loopback import address_of
from tests.e2e.conftest import PYTHON, ROOT, Product

ANSWERS = (
    "tôi muốn phản ánh",
    "Cán bộ ở quầy 3 quát tôi sáng nay và ném trả hồ sơ trước mặt mọi người.",
    "bỏ qua", "hôm qua", "bỏ qua", "bỏ qua", "ẩn danh",
)  # fmt: skip
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")

_GUESS = """
import sys, time, django
django.setup()
from complaints import codes
from complaints.models import Complaint
count, found, start = int(sys.argv[1]), 0, time.perf_counter()
for _ in range(count):
    found += Complaint._record.filter(code_digest=codes.digest(codes.new_code())).exists()
print(f"{count} guesses without the limit, {Complaint._record.count()} complaints on record: "
      f"{found} found, {(time.perf_counter() - start) / count * 1e6:.0f} us each")
"""


class Person:
    """Somebody who complains again and again."""

    def __init__(self, address: str, number: int, pause: float) -> None:
        self.pause = pause
        transport = httpx.AsyncHTTPTransport(local_address=address_of(number))
        self.http = httpx.AsyncClient(base_url=address, transport=transport, timeout=30)
        self.turns: list[float] = []
        self.confirmed: list[float] = []
        self.codes: list[str] = []
        self.errors: list[str] = []

    async def complain_until(self, end: float) -> None:
        """File complaints until the time is over; people do not begin at the same moment."""
        await asyncio.sleep(random.uniform(0, 2 * self.pause))
        while time.monotonic() < end:
            try:
                await self._complain()
            except (httpx.HTTPError, KeyError, LookupError) as exc:
                self.errors.append(type(exc).__name__)
        await self.http.aclose()

    async def _complain(self) -> None:
        session = None
        for words in ANSWERS:
            session, replies = await self._say(session, words, self.turns)
        for _ in range(4):
            payloads = [b["payload"] for r in replies for b in r["buttons"]]
            if "/submit_complaint" in payloads:
                break
            session, replies = await self._say(session, "bỏ qua", self.turns)
        session, replies = await self._say(session, "/submit_complaint", self.confirmed)
        self.codes.append(CODE.findall(replies[-1]["text"])[0])

    async def _say(self, session: str | None, text: str, took: list[float]) -> tuple[str, list]:
        body = {"session": session, "message_id": str(uuid.uuid4()), "text": text}
        started = time.perf_counter()
        answer = await self.http.post("/chat/api/messages", json=body)
        took.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise LookupError(answer.status_code)
        await asyncio.sleep(self.pause)
        document = answer.json()
        return document["session"], document["replies"]


async def load(address: str, people: int, seconds: float, pause: float) -> None:
    """Let many people complain at once, and print how long they waited."""
    crowd = [Person(address, number, pause) for number in range(people)]
    end = time.monotonic() + seconds
    await asyncio.gather(*(person.complain_until(end) for person in crowd))
    codes = [code for person in crowd for code in person.codes]
    errors = [error for person in crowd for error in person.errors]
    print(f"{people} people, {seconds:.0f} s, {pause:g} s between an answer and the next message: "
          f"{len(codes)} complaints, {len(set(codes))} codes, "
          f"{len(errors)} errors {sorted(set(errors))}")  # fmt: skip
    for name in ("turns", "confirmed"):
        took = [ms for person in crowd for ms in getattr(person, name)]
        if took:
            p50, p95 = np.percentile(took, [50, 95])
            print(f"{name:<12}{len(took):>7} p50 {p50:>8.0f} ms  p95 {p95:>8.0f} ms")


def main() -> None:
    """Start the product, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pauses", default="2,0", help="seconds before the next message, e.g. 2,0")
    parser.add_argument("--guesses", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        product.prepare()
        try:
            product.start()
            for pause in map(float, options.pauses.split(",")):
                asyncio.run(load(product.address, options.people, options.seconds, pause))
        finally:
            product.stop()
        environ = {**product.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        command = [PYTHON, "-c", _GUESS, str(options.guesses)]
        if options.guesses:
            subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=True)


if __name__ == "__main__":
    sys.exit(main())
