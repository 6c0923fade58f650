"""The bot's sentences, read once a process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from contract.sentences import Sentences


@cache
def sentences() -> Sentences:
    """Give the bot's sentences."""
    return Sentences.from_domain(settings.DOMAIN_FILE)
