"""A location that somebody sends: which commune it lies in, and nothing else of it.

What is stored of a location are the names of the nearest communes, from the moment it arrives; the
coordinates are gone then. No distance is told either: three of them would give the place again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from complaints.drafts import Field
from connectors.channel import Point
from contract.reply import Button, Reply
from contract.sentences import Sentences
from knowledge_base.retrieval.nearest import centres

STEP = Field.OFFICE.value
"""``Meta.slot`` of the question that a location answers."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a location means.

    Attributes:
        payload: what the dialogue is told.
        lead: said before the dialogue's answer.
        buttons: offered below it.
    """

    payload: str = field(repr=False)
    lead: str = field(repr=False)
    buttons: tuple[Button, ...] = field(default=(), repr=False)

    def before(self, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """Give the dialogue's replies with the place said first."""
        first, *others = replies
        *middle, last = replace(first, text=f"{self.lead}\n{first.text}"), *others
        return (*middle, replace(last, buttons=(*self.buttons, *last.buttons)))


def names_near(point: Point) -> str:
    """Give the nearest communes in full, one a line, nearest first; empty where none is near."""
    near = centres().nearest(point.latitude, point.longitude)
    return "\n".join(one.commune.in_full for one in near)


def asked(names: str, sentences: Sentences) -> Position:
    """Ask for the counter of the nearest commune, and offer the next ones.

    Args:
        names: as ``names_near`` gave them, not empty.
        sentences: the bot's.
    """
    nearest, *others = names.splitlines()
    said = [sentences.say("position", place=_small(nearest))]
    if others:
        said.append(sentences.say("position_others"))
    buttons = tuple(Button(_title(one, nearest), _payload(one)) for one in others)
    return Position(_payload(nearest), " ".join(said), buttons)


def told(names: str, sentences: Sentences) -> Position:
    """Answer the form's question where it happened; arguments as those of ``asked``."""
    nearest, *others = names.splitlines()
    place = _small(_title(nearest, nearest))
    said = [
        sentences.say("position", place=_small(nearest)),
        sentences.say("position_taken", place=place),
    ]
    if others:
        listed = ", ".join(_small(_title(one, nearest)) for one in others)
        said.insert(1, sentences.say("position_beside", places=listed))
    # Not as words: "phường La Gi" would be taken for a question.
    return Position(_payload(nearest, "inform"), " ".join(said))


def _payload(name: str, intent: str = "ask") -> str:
    return f"/{intent}" + json.dumps({"place": name}, ensure_ascii=False)


def _title(name: str, nearest: str) -> str:
    """Leave out the province where it is the same."""
    commune, _, province = name.partition(", ")
    return commune if province == nearest.partition(", ")[2] else name


def _small(name: str) -> str:
    """Write a name within a sentence: "phường Tây Nam, thành phố Hồ Chí Minh"."""
    return ", ".join(part[0].lower() + part[1:] for part in name.split(", "))
