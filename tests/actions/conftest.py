from types import SimpleNamespace

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answer, converse, edge
from actions.complaint_earlier import earlier
from actions.services import Services
from contract.reply import Reply
from knowledge_base.releases import NoRelease
from tests.support.knowledge import TODAY


@pytest.fixture(autouse=True)
def nothing_told_earlier():
    """Every test has the same conversation: what one told is not taken over by the next."""
    earlier.take("c")


class ServingNow:
    """The hand-made release, as the one that serves; or none."""

    def __init__(self, snapshot):
        self._snapshot = snapshot

    def snapshot(self):
        if self._snapshot is None:
            raise NoRelease("none")
        return self._snapshot


@pytest.fixture
def serve(monkeypatch, sentences):
    """Let the actions work with a snapshot; None = there is no release yet."""

    def give(snapshot):
        services = Services(sentences, ServingNow(snapshot))
        for module in (answer, converse, edge):
            monkeypatch.setattr(module, "services", lambda: services)

    return give


@pytest.fixture
def act(serve, snapshot, monkeypatch):
    """Run an action on a message, as Rasa would; gives its replies and the slots after it."""
    serve(snapshot)
    monkeypatch.setattr(answer.timezone, "localdate", lambda: TODAY)

    async def run(
        action, text="", intent="ask", entities=None, slots=None, ranking=None, confidence=None
    ):
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": n, "confidence": c} for n, c in (ranking or {}).items()],
            "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
        }
        tracker = Tracker("c", dict(slots or {}), message, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, tracker, {})
        after = {**(slots or {}), **{e["name"]: e["value"] for e in events if e["event"] == "slot"}}
        replies = [Reply.from_json(m["custom"]) for m in dispatcher.messages]
        trace = dispatcher.messages[0]["custom"]["trace"] if replies else {}
        first = replies[0] if replies else None
        return SimpleNamespace(replies=replies, slots=after, first=first, trace=trace)

    return run
