"""Addresses of this machine, so that people of a bench or a test do not share one's limit."""

from __future__ import annotations

import sys


def address_of(number: int) -> str | None:
    """Give the loopback address that a person's requests come from.

    Args:
        number: the person's, from 0; after 250 people the addresses come again.

    Returns:
        ``127.0.0.2`` and on; None where the system has no loopback address but 127.0.0.1, for
        httpx's ``local_address``.
    """
    return f"127.0.0.{2 + number % 250}" if sys.platform == "linux" else None
