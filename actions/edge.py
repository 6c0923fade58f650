"""The edge of the action server: the one place that catches everything.

An exception that escapes an action would put the whole tracker, with the citizen's words, into
an HTTP 500 body, and Rasa would go on in silence. Here it becomes an event without words, with
an id, and an apology.
"""

from __future__ import annotations

import logging
import secrets
import time
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from actions.services import services
from actions.turn import Done, Turn, read_turn
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

logger = logging.getLogger(__name__)


class EdgeAction(Action, ABC):
    """Base of every action: subclasses say their ``action_name`` and write ``act``.

    rasa-sdk finds every concrete subclass below ``actions/`` and makes it with no arguments, so
    nothing is built at import: collaborators come from ``services()`` when the action runs.
    """

    action_name: str = ""

    def name(self) -> str:
        """Give the name that domain.yml lists."""
        return self.action_name

    @abstractmethod
    async def act(self, turn: Turn) -> Done:
        """Do the work of one turn."""

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        """Run ``act`` and turn whatever happens into replies and events; never raises."""
        started = time.perf_counter()
        turn = None
        try:
            turn = read_turn(tracker)
            done = await self.act(turn)
        except Exception as exc:  # the edge: nothing may escape to Rasa
            event = secrets.token_hex(4)
            logger.error(
                "action.failed",
                extra={"action": self.name(), "event": event, "error": type(exc).__name__},
                exc_info=_without_words(exc),
            )
            done = Done(replies=(_apology(event),))
        trace = _trace(turn, done, 1000 * (time.perf_counter() - started))
        for reply in done.replies:
            dispatcher.utter_message(json_message={**reply.to_json(), "trace": trace})
            trace = {}  # with the first reply only: the portal adds them up
        return [*(SlotSet(name, value) for name, value in done.slots.items()), *done.events]


def _trace(turn: Turn | None, done: Done, took_ms: float) -> dict[str, float]:
    """Give the figures of an action for the log of turns; they go beside the reply, not into it."""
    known = {"actions_ms": round(took_ms, 1), **done.trace}
    if turn is not None and turn.confidence is not None:
        known.setdefault("confidence", round(turn.confidence, 3))
    return known


def _apology(event: str) -> Reply:
    return Reply(services().sentences.say("error", event=event), Meta(Outcome.ERROR))


def _without_words(
    exc: BaseException,
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    """Keep the type and the place of an error; drop its message, which may quote the citizen."""
    return RuntimeError, RuntimeError(type(exc).__name__), exc.__traceback__
