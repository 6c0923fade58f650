"""``python -m bench.webhooks``: how soon a burst of webhooks is acknowledged, by a working product.

Starts the product of this checkout in a folder of its own, beside a fake Zalo over real HTTP. All
messages of a burst, each of another person, are sent at one moment; Zalo waits two seconds for its
200. At the end every message must be in the inbox, once.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.channel_vendors import Call, Zalo
from bench.channels import Supervised, percentiles
from tests.e2e.conftest import ROOT

_PATIENCE_SECONDS = 120.0


async def burst(address: str, calls: list[Call]) -> tuple[list[float], int]:
    """Send calls at one moment, each on a connection of its own.

    By bare sockets: a client library would take more of the machine than what it measures.

    Returns:
        Milliseconds of each, sorted; and how many were answered otherwise than 200.
    """
    where = urlsplit(address)

    async def send(call: Call) -> tuple[float, bool]:
        headers = {**call.headers, "Host": where.netloc, "Content-Length": str(len(call.body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"POST {call.path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode()
        started = time.monotonic()
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(request + call.body)
        status = await reader.readline()
        writer.close()
        return (time.monotonic() - started) * 1000, b" 200 " in status

    done = await asyncio.gather(*map(send, calls))
    return sorted(ms for ms, _ in done), sum(not taken for _, taken in done)


def stored(folder: Path) -> int:
    """Count the messages of Zalo in the inbox."""
    connection = sqlite3.connect(f"file:{folder / 'motcua.db'}?mode=ro", uri=True, timeout=20)
    try:
        query = "SELECT count(*) FROM connectors_inboundmessage WHERE channel = 'zalo'"
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def main() -> int:
    """Run it, print what came of it; 1 if a message was refused, lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 60, 240, 480])
    options = parser.parse_args()
    zalo = Zalo(0, 7)
    sent = refused = person = 0
    with tempfile.TemporaryDirectory() as folder, zalo.open() as settings:
        product = Supervised(Path(folder), settings)
        product.product.prepare()
        zalo.log_in(
            ["bin/motcua", "zalo", "login"],
            cwd=ROOT,
            env=product.product.environ,
        )
        product.product.start()
        try:
            for size in options.sizes:
                calls = [zalo.call(str(person + n), "khai sinh cần gì") for n in range(size)]
                person += size
                ms, wrong = asyncio.run(burst(product.product.address, calls))
                sent, refused = sent + size, refused + wrong
                print(f"{size:>5} at once, ms: {percentiles(ms, 0)}; refused {wrong}", flush=True)
                end = time.monotonic() + _PATIENCE_SECONDS
                while (found := stored(Path(folder))) < sent and time.monotonic() < end:
                    time.sleep(0.25)
                while product.under_way() and time.monotonic() < end:
                    time.sleep(0.25)
        finally:
            product.product.stop()
    print(f"sent {sent}, refused {refused}, in the inbox {found}")
    return int(bool(refused) or found != sent)


if __name__ == "__main__":
    sys.exit(main())
