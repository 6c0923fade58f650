"""How each channel shows an answer: whoever has channels says here how they draw one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contract.reply import Reply


@dataclass(frozen=True, slots=True)
class Message:
    """One message as people see it.

    Attributes:
        text: its words; marked as safe where they are HTML.
        buttons: titles of the choices below it.
    """

    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer on one channel.

    Attributes:
        name: the channel as staff know it.
        messages: in order; at least one.
        remarks: what did not fit as it is, each a sentence for staff.
    """

    name: str
    messages: tuple[Message, ...]
    remarks: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Characters that people read in all."""
        return sum(len(message.text) for message in self.messages)


Draw = Callable[[Reply], Drawn]
_draws: dict[str, Draw] = {}


def register(mode: str, draw: Draw) -> None:
    """Let the preview show a channel; ``mode`` is its name in addresses."""
    _draws[mode] = draw


def drawn(reply: Reply) -> list[tuple[str, Drawn]]:
    """Draw an answer on every channel that registered, with its mode."""
    return [(mode, draw(reply)) for mode, draw in _draws.items()]
