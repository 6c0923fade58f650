"""The bot's sentences, filled; where a number or hours are not on record, nothing is invented."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from connectors.handover import opening_hours
from connectors.wording import sentences
from knowledge_base.models import Office

OUTAGES = frozenset({"bot_down", "bot_up"})


def say(sentence: str, values: Mapping[str, str]) -> str:
    """Give the words of a planned message."""
    said = sentences()
    if sentence == "bot_protected":
        address = settings.WAGTAILADMIN_BASE_URL
        parts = (said.say("bot_protected", address=address), _hotline(), opening_hours(said))
        return "\n".join(filter(None, parts))
    if sentence == "bot_wrong_place":
        return said.say("bot_wrong_place", address=settings.WAGTAILADMIN_BASE_URL)
    return said.say(sentence, **values)


def _hotline() -> str:
    """Say which number to call, if one and the same is on record for every place; else nothing."""
    told = Office.objects.exclude(phone=None).exclude(phone="")
    numbers = {str(text) for text in told.values_list("phone", flat=True)}
    return sentences().say("bot_hotline", phone=numbers.pop()) if len(numbers) == 1 else ""
