"""``python -m bench.dialogue``: the whole dialogue, against a stock Rasa on the same data.

    python -m bench.dialogue [--rounds 3] [--turns 10000] [--write]

Both are asked the same messages through Rasa's REST channel by one client, in turns, on the same
machine: ours finds and writes its answers, theirs says a canned sentence. Only ratios are worth
comparing between machines.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
import yaml

from bench import stock
from bench.loopback import address_of
from knowledge_base.evaluation.questions import read_questions
from tests.e2e.conftest import BOT_PYTHON, Product, free_ports

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "knowledge_base" / "evaluation" / "development.jsonl"
MESSAGES = ROOT / "bot" / "evaluation" / "rough.yml"
REST = "/webhooks/rest/webhook"
AT_ONCE = 16  # people in the measure of throughput
READY_SECONDS = 180
LONG = 200  # turns of the long conversation

Talk = tuple[str, ...]
"""The messages of one person, in order."""


@dataclass(slots=True)
class Measured:
    """What was measured of one Rasa server.

    Attributes:
        name: whose.
        sequential: milliseconds of each message, one after the other.
        answered: messages answered while ``AT_ONCE`` people talked.
        seconds: how long that took.
    """

    name: str
    url: str
    sequential: list[float] = field(default_factory=list)
    answered: int = 0
    seconds: float = 0.0

    @property
    def p50(self) -> float:
        """Median milliseconds of a message."""
        return median(self.sequential)

    @property
    def rate(self) -> float:
        """Messages a second with ``AT_ONCE`` people."""
        return self.answered / self.seconds


def talks() -> list[Talk]:
    """Give what people say: questions with their follow-ups, and messages of every other kind."""
    asked: list[Talk] = [tuple(q.turns) for q in read_questions(QUESTIONS)]
    document = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    kinds = {k: v for k, v in document.items() if k not in ("ask", "ask_facet")}
    others = [(line.strip(),) for lines in kinds.values() for line in lines.splitlines()]
    every = max(1, len(asked) // len(others))
    mixed = list(asked)
    for number, other in enumerate(others):
        mixed.insert(min(len(mixed), number * (every + 1)), other)
    return mixed


async def one_by_one(http: httpx.AsyncClient, server: Measured, people: Sequence[Talk]) -> None:
    """Let people talk one after the other, and note each turn."""
    for talk in people:
        sender = uuid.uuid4().hex
        for text in talk:
            server.sequential.append(await _say(http, server.url, sender, text))


async def at_once(http: httpx.AsyncClient, server: Measured, people: Sequence[Talk]) -> None:
    """Let ``AT_ONCE`` people talk at once, and note how long it took."""
    waiting = iter(people)

    async def person() -> None:
        for talk in waiting:
            sender = uuid.uuid4().hex
            for text in talk:
                await _say(http, server.url, sender, text)

    started = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(AT_ONCE)))
    server.seconds += time.perf_counter() - started
    server.answered += sum(map(len, people))


async def _say(http: httpx.AsyncClient, url: str, sender: str, text: str) -> float:
    started = time.perf_counter()
    answer = await http.post(url + REST, json={"sender": sender, "message": text})
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200 or not answer.json():
        raise RuntimeError(f"{url} gave no reply ({answer.status_code})")
    return took


async def through_the_portal(address: str, people: Sequence[Talk]) -> list[float]:
    """Give the milliseconds of each message through the portal: limits, inbox, log and all."""
    took: list[float] = []
    for number, talk in enumerate(people):
        transport = httpx.AsyncHTTPTransport(local_address=address_of(number))
        session = None
        async with httpx.AsyncClient(base_url=address, transport=transport, timeout=30) as http:
            for text in talk:
                body = {"session": session, "message_id": str(uuid.uuid4()), "text": text}
                started = time.perf_counter()
                answer = await http.post("/chat/api/messages", json=body)
                took.append((time.perf_counter() - started) * 1000)
                session = answer.raise_for_status().json()["session"]
    return took


async def long_conversations(http: httpx.AsyncClient, url: str, people: Sequence[Talk]) -> float:
    """Give how much longer the last turns of ``LONG`` take than the tenth and its neighbours.

    The same messages stand in both places, so that only the place differs.
    """
    window = [text for talk in people for text in talk][:10]
    filler = itertools.cycle(text for talk in people for text in talk)
    early: list[float] = []
    late: list[float] = []
    for _ in range(3):
        sender = uuid.uuid4().hex
        for turn in range(LONG):
            in_early, in_late = 5 <= turn < 15, turn >= LONG - 10
            text = window[(turn - 5) % 10 if in_early else turn % 10]
            ms = await _say(http, url, sender, text if in_early or in_late else next(filler))
            if in_early or in_late:
                (early if in_early else late).append(ms)
    return median(late) / median(early)


async def memory(
    http: httpx.AsyncClient, url: str, group: int, turns: int, people: Sequence[Talk]
) -> list[float]:
    """Give the MB resident of a process group, before and after each tenth of many turns."""
    sizes = [resident(group)]
    endless = itertools.cycle(people)
    for _ in range(10):
        done, some = 0, []
        while done < turns // 10:
            some.append(next(endless))
            done += len(some[-1])
        await at_once(http, Measured("memory", url), some)
        sizes.append(resident(group))
    return sizes


def resident(group: int) -> float:
    """Give the MB that the processes of a group hold in memory."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[2]) == group:
                total += int((folder / "statm").read_text().split()[1])
        except OSError:
            continue  # it has ended
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


class Stock:
    """The stock project, trained, as two processes."""

    def __init__(self, folder: Path) -> None:
        port, self._actions_port = free_ports(2)
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._commands = stock.commands(port, self._actions_port)
        self._running: list[subprocess.Popen[bytes]] = []

    def train(self) -> float:
        """Write the project and train it; give the seconds."""
        stock.write_project(self._folder, self._actions_port)
        started = time.perf_counter()
        subprocess.run(
            stock.train_command(), cwd=self._folder, env=stock.environ(), check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return time.perf_counter() - started

    def start(self) -> None:
        """Start both and wait until a message is answered."""
        for command in self._commands.values():
            self._running.append(
                subprocess.Popen(
                    command, cwd=self._folder, env=stock.environ(), start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        wait_until_it_answers(self.url)

    @property
    def group(self) -> int:
        """Process group of the Rasa server."""
        return self._running[0].pid

    def stop(self) -> None:
        """Stop both, if they run."""
        while self._running:
            process = self._running.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_it_answers(url: str) -> float:
    """Ask until a reply comes; give the seconds.

    Raises:
        TimeoutError: none within ``READY_SECONDS``.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < READY_SECONDS:
        try:
            body = {"sender": uuid.uuid4().hex, "message": "xin chào"}
            if httpx.post(url + REST, json=body, timeout=30, trust_env=False).json():
                return time.perf_counter() - started
        except (httpx.HTTPError, ValueError):
            time.sleep(0.1)
    raise TimeoutError(url)


def train_ours() -> float:
    """Train our model anew; give the seconds."""
    started = time.perf_counter()
    subprocess.run(
        [BOT_PYTHON, "-m", "bot.train", "--force"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


async def compare(ours: Measured, theirs: Measured, rounds: int, people: Sequence[Talk]) -> None:
    """Ask both the same, in turns."""
    share = len(people) // rounds
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        for server in (ours, theirs):
            await one_by_one(http, Measured("warm-up", server.url), people[:10])
        for turn in range(rounds):
            some = people[turn * share : (turn + 1) * share]
            for server in (ours, theirs):
                await one_by_one(http, server, some[: share // 2])
                await at_once(http, server, some)


def main() -> None:
    """Start both, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.dialogue", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turns", type=int, default=10_000, help="turns of the measure of memory")
    parser.add_argument("--messages", type=int, default=900, help="of the comparison")
    options = parser.parse_args()
    people = talks()
    print(f"{len(people)} people, {sum(map(len, people))} messages; {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f} at the start", flush=True)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        product, other = Product(Path(folder) / "ours"), Stock(Path(folder) / "stock")
        product.folder.mkdir()
        print(f"training: ours {train_ours():.0f} s", flush=True)
        print(f"training: stock {other.train():.0f} s, neural parts one epoch", flush=True)
        product.prepare()
        try:
            product.start("actions", "portal", "worker", "bot")
            other.start()
            _measure(product, other, people, options)
        finally:
            other.stop()
            product.stop()


def _measure(
    product: Product, other: Stock, people: Sequence[Talk], options: argparse.Namespace
) -> None:
    ours = Measured("ours", f"http://127.0.0.1:{product.environ['BOT_PORT']}")
    theirs = Measured("stock", other.url)
    few = people[: next(i for i, n in enumerate(_running_total(people)) if n >= options.messages)]
    asyncio.run(compare(ours, theirs, options.rounds, few))
    print("\n| | p50 ms, one by one | messages/s, 16 people | MB |\n| --- | ---: | ---: | ---: |")
    for server, group in ((ours, product.running["bot"].pid), (theirs, other.group)):
        print(f"| {server.name} | {server.p50:.1f} | {server.rate:.0f} | {resident(group):.0f} |")
    print(
        f"| ratio | {ours.p50 / theirs.p50:.2f} | {ours.rate / theirs.rate:.2f} | |\n", flush=True
    )
    other.stop()

    through = asyncio.run(through_the_portal(product.address, few[: len(few) // 3]))
    print(f"through the portal, one by one: p50 {median(through):.1f} ms", flush=True)

    started = time.perf_counter()
    product.stop("bot")
    product.launch("bot")
    ready = wait_until_it_answers(ours.url)
    print(f"bot ready {ready:.1f} s after its start (stopping took "
          f"{time.perf_counter() - started - ready:.1f} s)", flush=True)  # fmt: skip
    asyncio.run(_over_time(product, ours.url, people, options.turns))


async def _over_time(product: Product, url: str, people: Sequence[Talk], turns: int) -> None:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        ratio = await long_conversations(http, url, people)
        print(f"last turns of {LONG} against the tenth: {ratio:.2f}", flush=True)
        sizes = await memory(http, url, product.running["bot"].pid, turns, people)
    print(f"MB of the bot over {turns:,} turns: {' '.join(f'{size:.0f}' for size in sizes)}")


def _running_total(people: Sequence[Talk]) -> Iterator[int]:
    return itertools.accumulate(map(len, people))


if __name__ == "__main__":
    main()
