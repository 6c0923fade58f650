"""How long the dashboard takes with many turns on record.

    python -m bench.dashboard [--turns 1000000] [--database postgresql|sqlite]

A database of its own is made for it and thrown away. The page is asked for as a browser asks,
sign-in and template included, before and after the past days are written down.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate

from bench.postgres import temporary_postgres

_SEED = 20261129
_DAYS = 365
_PROCEDURES = 2800
_CHANNELS = ("web", "telegram", "zalo_oa")
_OUTCOMES = {
    "answered": 62, "answered_partial": 6, "clarify": 10, "no_answer": 8, "out_of_scope": 3,
    "smalltalk": 7, "complaint_started": 2, "complaint_filed": 1, "handover": 1,
}  # fmt: skip
_COLUMNS = (
    "at", "channel", "conversation_hash", "outcome", "procedure", "facet", "confidence",
    "understand_ms", "search_ms", "compose_ms", "total_ms", "release",
)  # fmt: skip
Row = tuple[object, ...]


def main() -> None:
    """Make the turns, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    asked = parser.parse_args()
    with ExitStack() as stack:
        os.environ["MOTCUA_VAR"] = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["ALLOWED_HOSTS"] = "testserver"
        os.environ["DATABASE_URL"] = ""
        if asked.database == "postgresql":
            os.environ["DATABASE_URL"] = stack.enter_context(temporary_postgres())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        import django

        django.setup()
        _measure(asked.database, asked.turns)


def _measure(database: str, turns: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection

    from insight.counting import close_days

    call_command("migrate", verbosity=0)
    print(f"{database}, {turns:,} turns in {_DAYS} days")
    print(f"  written in          {_took(lambda: _write(turns)):8.1f} s")
    user = get_user_model().objects.create_superuser("bench", password="bench")
    if database == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print("  page, days counted from the log")
    _pages(user)
    print(f"  days written down in{_took(close_days):8.1f} s")
    print("  page, past days written down")
    _pages(user)


def _pages(user: object) -> None:
    from django.test import Client

    from tests.support.staff import sign_in

    client = sign_in(Client(), user)
    today = datetime.now(tz=timezone(timedelta(hours=7))).date()
    for days in (30, 365):
        query = {"first": today - timedelta(days=days - 1), "last": today, "channel": ""}
        took = sorted(_took(lambda query=query: _get(client, query)) for _ in range(5))
        print(
            f"    {days:3} days    median {1000 * took[2]:7.0f} ms, slowest {1000 * took[-1]:7.0f}"
        )


def _get(client: object, query: dict[str, object]) -> None:
    response = client.get("/staff/insight/figures/", query)
    assert response.status_code == 200
    assert 'class="chart"' in response.content.decode()


def _write(turns: int) -> None:
    from django.db import connection, transaction

    names = ", ".join(_COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY connectors_turnlog ({names}) FROM STDIN") as copy:
                for row in _turns(turns):
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(_COLUMNS))
            statement = f"INSERT INTO connectors_turnlog ({names}) VALUES ({marks})"
            plain = ((str(row[0].replace(tzinfo=None)), *row[1:]) for row in _turns(turns))
            connection.connection.executemany(statement, plain)


def _turns(turns: int) -> Iterator[Row]:
    """Give turns as they come: few procedures are asked often, most seldom."""
    chance = random.Random(_SEED)
    keys = [f"1.{100000 + n}" for n in range(_PROCEDURES)]
    weights = list(accumulate(1 / (n + 3) for n in range(_PROCEDURES)))
    picked = chance.choices(keys, cum_weights=weights, k=turns)
    outcomes = chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()), k=turns)
    channels = chance.choices(_CHANNELS, (5, 2, 3), k=turns)
    start = datetime.now(tz=UTC) - timedelta(days=_DAYS)
    between = timedelta(days=_DAYS) / turns
    for n in range(turns):
        took = round(chance.lognormvariate(3.8, 0.6))
        known = outcomes[n].startswith("answered")
        yield (
            start + n * between, channels[n], f"{n % (turns // 4 + 1):016x}", outcomes[n],
            picked[n] if known else "", "fee" if known else "", 0.9, took // 3, took // 2,
            took // 6, took, "2026-11-24.1",
        )  # fmt: skip


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
