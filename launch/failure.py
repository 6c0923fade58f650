"""How a launch ends badly."""

from __future__ import annotations


class LaunchFailed(Exception):
    """Something the operator has to know; the message is one whole sentence for them."""
