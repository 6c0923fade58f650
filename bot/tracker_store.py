"""Where conversations are kept: SQLite (or PostgreSQL), bounded, without what was said."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import StaticPool

from bot.redaction import EventDict, redact

VAR_ENVIRONMENT = "MOTCUA_VAR"
URL_ENVIRONMENT = "MOTCUA_TRACKER_URL"
MAX_EVENTS = 60
"""Events of one session after which it is compacted; a turn writes five to ten.

Rasa goes through all of them several times a turn: 120 turns took 54 ms each at 300 events.
"""

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=3000", "secure_delete=ON")
"""With NORMAL a power cut may take the last turns, a killed process nothing; what was asked and
answered is in the inbox."""

KEPT_TURNS = 4
"""Newest messages that compaction leaves as they are."""


class RedactingTrackerStore(SQLTrackerStore):
    """Stores events redacted, and only the current session of each conversation.

    A session that grows past ``MAX_EVENTS`` is rewritten as its slot values, its running form and
    its newest turns. Earlier sessions are deleted: their slots have been carried over, and
    nothing else of them is ever read.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        **settings: Any,
    ) -> None:
        """Open the database at ``MOTCUA_TRACKER_URL``, else ``MOTCUA_VAR/tracker.db``.

        Args:
            domain: given later by Rasa.
            event_broker: handed on.
            settings: keys of ``endpoints.yml``; ``url`` names another database.

        Raises:
            OSError: the folder can't be made.
        """
        url = str(settings.pop("url", None) or os.environ.get(URL_ENVIRONMENT) or _default_url())
        super().__init__(domain=domain, host=url, event_broker=event_broker)
        # Rasa's engine would quote rows, and so citizens, in its error messages.
        self.engine.dispose()
        is_sqlite = sa.engine.make_url(url).get_backend_name() == "sqlite"
        # Rasa asks from one thread, one query at a time: one connection, kept, is enough.
        kept = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        self.engine = sa.create_engine(url, hide_parameters=True, **(kept if is_sqlite else {}))
        if is_sqlite:
            sa.event.listen(self.engine, "connect", _tune_sqlite)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the new events of a conversation, redacted.

        Args:
            tracker: the whole current session, as Rasa holds it after a turn.
        """
        events = list(tracker.events)
        if len(events) <= 1:
            return  # Rasa saves it once before anything was said
        await self.stream_events(tracker)
        table = self.SQLEvent.__table__
        mine = table.c.sender_id == tracker.sender_id
        with self.session_scope() as session:
            count = session.execute(sa.select(sa.func.count()).where(mine)).scalar_one()
            new = redact([event.as_dict() for event in events[count:]])
            if len(events) > MAX_EVENTS or _starts_session(new, anew=count > 0):
                stored = [json.loads(data) for data in self._stored(session, tracker.sender_id)]
                new = _last_session([*stored, *new])
                if len(new) > MAX_EVENTS:
                    new = self._compacted(tracker.sender_id, new)
                session.execute(sa.delete(table).where(mine))
            if new:
                rows = [self._row(tracker.sender_id, event) for event in new]
                session.execute(sa.insert(table), rows)
            session.commit()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Read the current session of a conversation; None where there is none."""
        with self.session_scope() as session:
            events = [json.loads(data) for data in self._stored(session, sender_id)]
        if not events or self.domain is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, _last_session(events), self.domain.slots)

    def _stored(self, session: Any, sender_id: str) -> list[str]:
        """Give the events of a conversation as JSON, the oldest first."""
        table = self.SQLEvent.__table__
        query = sa.select(table.c.data).where(table.c.sender_id == sender_id)
        return list(session.execute(query.order_by(table.c.id)).scalars())

    def _row(self, sender_id: str, event: EventDict) -> dict[str, Any]:
        parsed = event.get("parse_data") or {}
        return {
            "sender_id": sender_id,
            "type_name": event["event"],
            "timestamp": event.get("timestamp"),
            "intent_name": (parsed.get("intent") or {}).get("name"),
            "action_name": event.get("name"),
            "data": json.dumps(event),
        }

    def _compacted(self, sender_id: str, events: list[EventDict]) -> list[EventDict]:
        """Replace all but the newest turns by what they left behind."""
        turns = [i for i, event in enumerate(events) if event["event"] == "user"]
        if len(turns) <= KEPT_TURNS:
            return events
        cut = turns[-KEPT_TURNS]
        tail = events[cut:]
        past = DialogueStateTracker.from_dict(sender_id, events[:cut], self.domain.slots)
        moment = tail[0].get("timestamp")
        return [*_left_behind(past, moment), *tail]


def _left_behind(past: DialogueStateTracker, moment: Any) -> Iterator[EventDict]:
    """Give the events that bring a fresh tracker to where ``past`` stands.

    Their timestamps are the first kept turn's: the store finds a session by the time it started.
    """
    yield {"event": SessionStarted.type_name, "timestamp": moment}
    for name, slot in past.slots.items():
        if slot.has_been_set and slot.value is not None:
            yield {"event": "slot", "timestamp": moment, "name": name, "value": slot.value}
    if past.active_loop_name:
        yield {"event": "active_loop", "timestamp": moment, "name": past.active_loop_name}
        yield {"event": "action", "timestamp": moment, "name": past.active_loop_name}
    yield {"event": "action", "timestamp": moment, "name": "action_listen"}


def _starts_session(events: list[EventDict], anew: bool) -> bool:
    """Tell whether events begin a session after others."""
    starts = sum(event["event"] == SessionStarted.type_name for event in events)
    return starts > (0 if anew else 1)


def _last_session(events: list[EventDict]) -> list[EventDict]:
    """Give the events from the last session start on, with the action that started it."""
    starts = [i for i, e in enumerate(events) if e["event"] == SessionStarted.type_name]
    if not starts:
        return events
    first = starts[-1]
    if first and events[first - 1].get("name") == ACTION_SESSION_START_NAME:
        first -= 1
    return events[first:]


def _default_url() -> str:
    folder = Path(os.environ.get(VAR_ENVIRONMENT) or "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'tracker.db'}"


def _tune_sqlite(connection: Any, _: Any) -> None:
    """Let readers and the writer work side by side, and overwrite what is deleted."""
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
