"""``python -m bench.channels``: every message once, none lost, in order, whatever is killed.

Starts the product of this checkout (its supervisor and the four processes) with a folder of its
own, beside a fake Telegram and a fake Zalo over real HTTP that keep their vendors' rules. People
write to both. A share of their messages is delivered twice, a share after the one that follows it,
a share of what is sent goes wrong, and processes are killed with SIGKILL at random moments. At the
end what the vendors accepted is laid beside what the database says was to be said.

What "once" can mean: neither vendor has a key by which it would know a message that is sent again.
Where the answer to a send is lost (the process is killed before it hears the vendor's yes, or the
connection breaks) and Zalo does not tell of the message afterwards, it goes out again, for silence
would be worse; its row counts it (``in_doubt``). So a double that stands in such a row is told, and
any other is a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.channel_record import Compared, compare_all
from bench.channel_vendors import Call, Telegram, Zalo
from knowledge_base.evaluation.questions import read_questions
from tests.e2e.conftest import PYTHON, ROOT, Product

QUESTIONS = ROOT / "knowledge_base" / "evaluation" / "development.jsonl"
PROCESSES = ("actions", "bot", "portal", "worker")
OWN_LIMIT = 26
"""Messages a minute of one person; the product takes 30."""
AHEAD = 60
"""Messages that may wait for their answer before people pause: this measures the product, not how
long a queue it can hold."""
PATIENCE_SECONDS = 240.0  # for the last answers

_SUPERVISE = """
import signal, sys
from launch.procfile import read_procfile
from launch.settings import read_settings
from launch.supervisor import Supervisor
settings = read_settings()
found = read_procfile(settings.root / "Procfile", settings.environ)
supervisor = Supervisor([program for program in found if program.name in sys.argv], settings)
signal.signal(signal.SIGTERM, lambda *_: supervisor.request_stop())
supervisor.run()
"""


@dataclass
class Run:
    """What happened while people wrote.

    Attributes:
        calls: each message once.
        acknowledged: seconds of each webhook call with a message that was answered 200.
        echoes: the same of the calls that tell of a message which the vendor took.
        again: deliveries that were repeated on purpose and acknowledged.
        reordered: messages delivered after the one that follows them.
        redelivered: calls without a 200, which the vendor repeated.
        kills: which process, at which message.
        seconds: from the first message to the last answer.
        unfinished: messages or deliveries still under way at the end.
    """

    calls: list[Call] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    echoes: list[float] = field(default_factory=list)
    again: int = 0
    reordered: int = 0
    redelivered: Counter[str] = field(default_factory=Counter)
    kills: list[tuple[str, int]] = field(default_factory=list)
    seconds: float = 0.0
    unfinished: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen.

    Attributes:
        messages: in all.
        people: in all, half of them on each channel.
        at_once: people who write at the same time.
        kills: of processes.
        again: share of messages delivered twice.
        reordered: share of messages delivered after the next one.
        failing: share of messages to send that go wrong.
        seed: of all that is drawn.
    """

    messages: int
    people: int
    at_once: int
    kills: int = 3
    again: float = 0.05
    reordered: float = 0.05
    failing: float = 0.02
    seed: int = 7


class Supervised:
    """The product under its own supervisor, with everything it writes in a folder of its own.

    Args:
        folder: for what it writes.
        settings: beside the usual ones.
        programs: of the Procfile; those that may be killed.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str], programs: Sequence[str] = PROCESSES
    ) -> None:
        self.programs = programs
        self.product = Product(folder)
        self.product.environ.update(settings)
        self.product.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", no_proxy="127.0.0.1")
        self.product.commands = {"supervisor": [PYTHON, "-c", _SUPERVISE, *programs]}
        self._log = folder / "log" / "supervisor.log"

    def pid(self, name: str) -> int:
        """Give the process id of a program that runs."""
        found = re.findall(rf"\b{name} started \(process (\d+)\)", self._log.read_text())
        return int(found[-1])

    def under_way(self) -> int:
        """Count what waits for an answer or for being sent."""
        waiting = (
            "SELECT (SELECT count(*) FROM connectors_inboundmessage"
            " WHERE status IN ('received', 'working')) + (SELECT count(*) FROM"
            " connectors_delivery WHERE status IN ('waiting', 'sending'))"
        )
        path = self.product.folder / "motcua.db"
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        try:
            return int(connection.execute(waiting).fetchone()[0])
        finally:
            connection.close()

    def judged(self, calls: Sequence[Call]) -> dict[str, Any]:
        """Let a process of the product say what is on record."""
        done = subprocess.run(
            [PYTHON, "-m", "bench.channel_record"],
            cwd=ROOT,
            env=self.product.environ,
            check=True,
            text=True,
            input=json.dumps([(c.channel, c.person, c.message_id) for c in calls]),
            stdout=subprocess.PIPE,
        )
        return dict(json.loads(done.stdout))


class Writing:
    """People write, the vendors deliver, and processes are killed."""

    def __init__(self, plan: Plan, product: Supervised, vendors: Sequence[Telegram | Zalo]) -> None:
        self._plan, self._product, self._vendors = plan, product, vendors
        self._chance = random.Random(plan.seed)
        self.run = Run()
        self._texts = [q.turns[0] for q in read_questions(QUESTIONS) if len(q.turns) == 1]
        self._kill_at = sorted(self._chance.uniform(0.1, 0.9) for _ in range(plan.kills))
        self._chosen: set[str] = set()
        self._late: list[asyncio.Task[None]] = []
        self._pause = asyncio.Event()

    async def write(self) -> Run:
        """Write everything, wait for the last answer."""
        started = time.monotonic()
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(
            base_url=self._product.product.address, trust_env=False, limits=limits
        ) as http:
            self._http = http
            self._pause.set()
            watch = asyncio.create_task(self._watch())
            echoing = asyncio.create_task(self._echo())
            scripts = self._scripts()
            await asyncio.gather(*(self._people(scripts) for _ in range(self._plan.at_once)))
            await asyncio.gather(*self._late)
            watch.cancel()
            end = time.monotonic() + PATIENCE_SECONDS
            while (left := self._product.under_way()) and time.monotonic() < end:
                await asyncio.sleep(0.25)
            echoing.cancel()
        self.run.unfinished = left
        self.run.seconds = time.monotonic() - started
        return self.run

    def _scripts(self) -> list[tuple[Telegram | Zalo, str, int]]:
        """Give each person, with how many messages they write."""
        each, rest = divmod(self._plan.messages, self._plan.people)
        return [
            (self._vendors[n % len(self._vendors)], str(70_000 + n), each + (n < rest))
            for n in range(self._plan.people)
        ]

    async def _people(self, scripts: list[tuple[Telegram | Zalo, str, int]]) -> None:
        while scripts:
            vendor, person, count = scripts.pop()
            await asyncio.sleep(self._chance.uniform(0, 2))
            while count:
                burst = min(count, self._chance.randint(1, 3))
                count -= burst
                await self._burst(vendor, person, burst)
                pause = burst * 60 / OWN_LIMIT * self._chance.uniform(1.0, 1.3)
                await asyncio.sleep(pause)
                if not self._pause.is_set():
                    await self._pause.wait()
                    await asyncio.sleep(self._chance.uniform(0, 3))  # not all at one moment

    async def _burst(self, vendor: Telegram | Zalo, person: str, size: int) -> None:
        """Write some messages quickly; some arrive after the next one, some twice."""
        calls = [vendor.call(person, self._chance.choice(self._texts)) for _ in range(size)]
        self.run.calls += calls
        # Of a burst of one to three, half of the messages on average have one after them.
        index = 0
        while index + 1 < size:
            if self._chance.random() < 2 * self._plan.reordered:
                calls[index], calls[index + 1] = calls[index + 1], calls[index]
                self.run.reordered += 1
                index += 1
            index += 1
        sending: list[Awaitable[None]] = []
        for call in calls:
            sending.append(asyncio.create_task(self._deliver(vendor, call, self.run.acknowledged)))
            if self._chance.random() < self._plan.again:
                self._late.append(asyncio.create_task(self._again(vendor, call)))
            await self._kill_if_due()
            await asyncio.sleep(self._chance.uniform(0.02, 0.08))
        await asyncio.gather(*sending)

    async def _again(self, vendor: Telegram | Zalo, call: Call) -> None:
        """Deliver the same once more: at the same time, or some seconds later."""
        await asyncio.sleep(self._chance.choice((0.0, self._chance.uniform(0.1, 8))))
        await self._deliver(vendor, call, self.run.acknowledged)
        self.run.again += 1

    async def _echo(self) -> None:
        """Let Zalo tell, each at its moment, of the messages that it took."""
        async with asyncio.TaskGroup() as telling:
            while True:
                for vendor in self._vendors:
                    for seconds, call in vendor.new_echoes():
                        telling.create_task(self._tell(vendor, call, seconds))
                await asyncio.sleep(0.02)

    async def _tell(self, vendor: Telegram | Zalo, echo: Call, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._deliver(vendor, echo, self.run.echoes)

    async def _deliver(
        self, vendor: Telegram | Zalo, call: Call, acknowledged: list[float]
    ) -> None:
        """Call the webhook until it says 200, as the vendor does; note the seconds that took."""
        for wait in (*vendor.again_seconds, *[vendor.again_seconds[-1]] * 10):
            started = time.monotonic()
            try:
                answer = await self._http.post(
                    call.path,
                    content=call.body,
                    headers={**call.headers, "Content-Type": "application/json"},
                    timeout=vendor.patience_seconds,
                )
            except httpx.HTTPError as exc:
                self.run.redelivered[type(exc).__name__] += 1
            else:
                if answer.status_code == httpx.codes.OK:
                    acknowledged.append(time.monotonic() - started)
                    return
                self.run.redelivered[f"HTTP {answer.status_code}"] += 1
            await asyncio.sleep(wait)

    async def _kill_if_due(self) -> None:
        done = len(self.run.calls) / self._plan.messages
        if not self._kill_at or done < self._kill_at[0]:
            return
        self._kill_at.pop(0)
        # The worker holds what is being sent: it is always among those that are killed.
        last = not self._kill_at and "worker" not in self._chosen
        programs = self._product.programs
        names = [name for name in programs if name not in self._chosen] or list(programs)
        name = "worker" if last else self._chance.choice(names)
        self._chosen.add(name)  # now: the next may be due before this one is dead
        await asyncio.sleep(self._chance.uniform(0, 0.5))
        await self._kill(name)
        self.run.kills.append((name, len(self.run.calls)))
        print(f"killed {name} at message {len(self.run.calls)}", file=sys.stderr, flush=True)

    async def _kill(self, name: str) -> None:
        for _ in range(300):
            try:
                os.kill(self._product.pid(name), signal.SIGKILL)
            except ProcessLookupError:  # it ended by itself, and is being started again
                await asyncio.sleep(0.1)
            else:
                return
        raise ProcessLookupError(name)

    async def _watch(self) -> None:
        """Let people pause while too much waits for its answer."""
        while True:
            waiting = await asyncio.to_thread(self._product.under_way)
            (self._pause.clear if waiting > AHEAD else self._pause.set)()
            print(f"{len(self.run.calls)} written, {waiting} under way", file=sys.stderr)
            await asyncio.sleep(0.5)


def at(share: float, figures: Sequence[float]) -> float:
    """Give a percentile of sorted figures."""
    return figures[min(len(figures) - 1, int(share * len(figures)))] if figures else 0.0


def measure(plan: Plan, folder: Path) -> tuple[Run, dict[str, Any], Compared, dict[str, Any]]:
    """Start everything, let people write, judge.

    Returns:
        What happened, what the database says, the comparison, figures of the vendors.
    """
    telegram, zalo = Telegram(plan.failing, plan.seed), Zalo(plan.failing, plan.seed + 1)
    vendors = (telegram, zalo)
    with ExitStack() as stack:
        settings = {**stack.enter_context(telegram.open()), **stack.enter_context(zalo.open())}
        supervised = Supervised(folder, settings)
        supervised.product.prepare()
        zalo.log_in(["bin/motcua", "zalo", "login"], cwd=ROOT, env=supervised.product.environ)
        try:
            supervised.product.start()
            run = asyncio.run(Writing(plan, supervised, vendors).write())
        finally:
            supervised.product.stop()
        record = supervised.judged(run.calls)
    figures = {
        "faults": {v.name: dict(sorted(v.faults.items())) for v in vendors},
        "refused by rule": {v.name: v.refused_by_rule for v in vendors},
        "refreshes of the Zalo token": zalo.fake.exchanges,
    }
    return run, record, compare_all(vendors, record.pop("said")), figures


def faults_of(run: Run, record: Mapping[str, Any], compared: Compared) -> dict[str, int]:
    """Give what must be nought for the verdict."""
    return {
        "lost": record["lost"],
        "stored twice": record["rows"] - len(run.calls) + record["lost"],
        "not answered": record["not_answered"],
        "not sent": record["not_sent"],
        "never accepted": compared.missing,
        "doubled without reason": compared.doubled_without_reason,
        "out of order": record["inverted"] + compared.unexpected,
        "answered by an apology": record["apologies"],
        "said unasked": record["unasked"],
        "unfinished": run.unfinished,
    }


def told(
    run: Run, record: Mapping[str, Any], compared: Compared, figures: Mapping[str, Any]
) -> str:
    """Give the figures as lines."""
    seconds = record["seconds"]
    ms = [1000 * second for second in sorted(run.acknowledged)]
    killed = ", ".join(f"{name} at message {n}" for name, n in run.kills)
    lines = (
        f"{len(run.calls)} messages in {run.seconds:.0f} s: {len(run.calls) / run.seconds:.1f} "
        "a second",
        f"killed: {killed or 'nothing'}",
        f"webhook acknowledged in ms: {percentiles(ms, 0)}",
        f"echoes of messages taken: {len(run.echoes)}, acknowledged in ms: "
        + percentiles([1000 * second for second in sorted(run.echoes)], 0),
        f"from message to accepted answer in s: {percentiles(seconds, 2)}",
        f"delivered twice: {run.again}, copies refused: {len(run.acknowledged) - record['rows']}; "
        f"delivered after the next: {run.reordered}, too late to be put in order: "
        f"{record['late']}; delivered again for want of a 200: {dict(run.redelivered)}",
        *(f"{name}: {value}" for name, value in figures.items()),
        f"accepted by the vendors: {compared.messages}; sends repeated: {record['sends_again']}; "
        f"in doubt: {record['in_doubt']}, of these accepted twice: {compared.doubled}",
    )
    return "\n".join(lines)


def percentiles(figures: Sequence[float], digits: int) -> str:
    """Give the usual percentiles of sorted figures."""
    named = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("longest", 1.0))
    return ", ".join(f"{name} {at(share, figures):.{digits}f}" for name, share in named)


def main() -> int:
    """Run it once, print what came of it; 1 if a message was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(prog="python -m bench.channels", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--people", type=int, help="in all; one for ten messages by default")
    parser.add_argument("--at-once", type=int, default=80, help="people writing at one time")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="folder for what the product writes, kept")
    options = parser.parse_args()
    people = options.people or max(2, options.messages // 10)
    plan = Plan(options.messages, people, options.at_once, options.kills, seed=options.seed)
    with tempfile.TemporaryDirectory() as folder:
        kept = options.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        run, record, compared, figures = measure(plan, kept)
    print(told(run, record, compared, figures))
    faults = faults_of(run, record, compared)
    failed = any(faults.values())
    print(f"faults: {faults}")
    print("NOT each once and in order" if failed else "each answered once, in order per person")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
