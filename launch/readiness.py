"""Waits until the product answers, then says where it is."""

from __future__ import annotations

import threading
import time
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from launch.settings import Settings
from launch.steps import complain, readable, say

POLL_SECONDS = 0.5
ANSWER_SECONDS = 5.0
PATIENCE_SECONDS = 180.0


def announce_when_ready(settings: Settings) -> None:
    """Wait in the background; print the addresses once, or complain after three minutes."""
    watch = threading.Thread(target=_watch, args=(settings,), name="readiness", daemon=True)
    watch.start()


def is_ready(settings: Settings) -> bool:
    """Ask the portal whether all four processes are ready."""
    request = Request(f"{settings.address}/healthz")  # noqa: S310 - always http, our own
    host = _accepted_host(settings)
    if host:
        request.add_header("Host", host)
    try:
        # No proxy: whatever the operator's environment says, this is our own machine.
        with build_opener(ProxyHandler({})).open(request, timeout=ANSWER_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPException, OSError):
        return False


def _accepted_host(settings: Settings) -> str | None:
    """Give a host name the portal answers to, where the operator chose them."""
    names = (name.strip() for name in settings.environ.get("ALLOWED_HOSTS", "").split(","))
    return next((name for name in names if name and not name.startswith(("*", "."))), None)


def _watch(settings: Settings) -> None:
    started = time.monotonic()
    complained = False
    while not is_ready(settings):
        time.sleep(POLL_SECONDS)
        if not complained and time.monotonic() - started > PATIENCE_SECONDS:
            complained = True
            logs = readable(settings.logs, settings.root)
            complain(
                f"Not ready after {PATIENCE_SECONDS:.0f} s, still trying; "
                f"{settings.address}/healthz says what is missing, the logs are in {logs}."
            )
    say(
        f"\nReady after {time.monotonic() - started:.0f} s.\n"
        f"  Chat page   {settings.address}/\n"
        f"  Staff site  {settings.address}/staff/\n"
        f"  Logs        {readable(settings.logs, settings.root)}/\n"
        "Ctrl-C stops everything.\n"
    )
