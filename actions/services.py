"""What actions work with, built once, on first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contract.sentences import Sentences

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of the actions."""

    sentences: Sentences


@cache
def services() -> Services:
    """Give the process's services."""
    return Services(sentences=Sentences.from_domain(ROOT / "domain.yml"))
