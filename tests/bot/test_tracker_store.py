"""What of a conversation reaches the disk."""

import asyncio
import sqlite3

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.redaction import MARKER, redact
from bot.tracker_store import MAX_EVENTS, RedactingTrackerStore

WORDS = "anh Tuấn quầy 3 quát mẹ tôi"
NUMBER = "079203001234"
SLOTS = {
    name: {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    for name in ("procedure", "complaint_what")
}


@pytest.fixture
def slots_domain():
    return Domain.from_dict(
        {
            "intents": ["complain", "ask", "inform"],
            "slots": SLOTS,
            "actions": ["action_answer_question"],
            "forms": {"complaint_form": {"required_slots": ["complaint_what"]}},
        }
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tracker.db"


@pytest.fixture
def store(path, slots_domain):
    return RedactingTrackerStore(domain=slots_domain, url=f"sqlite:///{path}")


def said(text, intent="inform", **entities):
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    data = {"intent": {"name": intent}, "entities": found, "text": text, "intent_ranking": []}
    return UserUttered(text, data["intent"], found, data, metadata={"typed": text})


def replied(text):
    meta = {"outcome": "complaint_filed", "slot": None, "procedure": None, "sources": [text]}
    return BotUttered(text, data={"custom": {"text": text, "meta": meta, "buttons": [text]}})


def new(slots_domain):
    tracker = DialogueStateTracker("x", slots_domain.slots)
    started = SessionStarted()  # made by the action, and so before the action is noted as done
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(started)
    tracker.update(ActionExecuted("action_listen"))
    return tracker


def save(store, tracker):
    asyncio.run(store.save(tracker))


def load(store):
    return asyncio.run(store.retrieve("x"))


def on_disk(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes().decode("utf-8", "replace") + "".join(
        row[0] for row in sqlite3.connect(path).execute("select data from events")
    )


def assert_without_words(path, *words):
    text = on_disk(path)
    decoded = text.encode().decode("unicode_escape", "replace")
    for word in words:
        assert word not in text
        assert word not in decoded


def test_words_of_a_complaint_are_never_written(store, path, slots_domain):
    tracker = new(slots_domain)
    tracker.update(said(WORDS, "complain", complaint_code=WORDS))
    tracker.update(ActiveLoop("complaint_form"))
    tracker.update(replied(WORDS))
    tracker.update(SlotSet("complaint_what", f"{WORDS}, lần thứ hai trong tháng này rồi"))
    tracker.update(said(WORDS))
    save(store, tracker)
    assert_without_words(path, WORDS, "Tuấn", "quát")


def test_a_complaint_that_was_not_recognised_is_not_written_either(store, path, slots_domain):
    tracker = new(slots_domain)
    tracker.update(said(WORDS, "ask"))
    tracker.update(said(NUMBER, "ask", number=NUMBER))
    save(store, tracker)
    assert_without_words(path, WORDS, NUMBER)


def test_how_the_conversation_went_is_kept(store, slots_domain):
    tracker = new(slots_domain)
    tracker.update(said(WORDS, "complain"))
    tracker.update(ActiveLoop("complaint_form"))
    tracker.update(SlotSet("complaint_what", "given"))
    tracker.update(SlotSet("procedure", "1.001193"))
    tracker.update(replied(WORDS))
    save(store, tracker)
    loaded = load(store)
    assert loaded.latest_message.intent["name"] == "complain"
    assert loaded.latest_message.text == MARKER
    assert loaded.active_loop_name == "complaint_form"
    assert loaded.get_slot("complaint_what") == "given"
    assert loaded.get_slot("procedure") == "1.001193"
    bot = [e for e in loaded.events if isinstance(e, BotUttered)][-1]
    assert bot.data["custom"]["meta"] == {
        "outcome": "complaint_filed",
        "slot": None,
        "procedure": None,
    }


def test_the_turn_that_is_running_still_has_its_words(slots_domain, store):
    tracker = new(slots_domain)
    tracker.update(said(WORDS))
    save(store, tracker)
    assert tracker.latest_message.text == WORDS


def test_redaction_leaves_what_it_is_given():
    event = said(WORDS).as_dict()
    redact([event])
    assert event["text"] == WORDS


def test_saving_twice_writes_nothing_twice(store, slots_domain):
    tracker = new(slots_domain)
    tracker.update(said("a", "ask"))
    save(store, tracker)
    count = len(load(store).events)
    save(store, tracker)
    assert len(load(store).events) == count


def test_a_long_conversation_stays_bounded_and_keeps_its_state(store, slots_domain):
    save(store, new(slots_domain))
    for n in range(120):
        tracker = load(store)
        if n == 3:
            tracker.update(SlotSet("procedure", "1.001193"))
            tracker.update(SlotSet("complaint_what", "given"))
            tracker.update(ActiveLoop("complaint_form"))
        tracker.update(said(f"câu {n}", "ask"))
        for name in ("action_answer_question", "complaint_form", "action_listen"):
            tracker.update(ActionExecuted(name))
        save(store, tracker)
        assert len(load(store).events) <= MAX_EVENTS
    loaded = load(store)
    assert loaded.get_slot("procedure") == "1.001193"
    assert loaded.active_loop_name == "complaint_form"
    assert loaded.latest_action_name == "action_listen"


def test_a_new_session_leaves_nothing_of_the_old_one(store, path, slots_domain):
    tracker = new(slots_domain)
    tracker.update(said("a", "ask"))
    save(store, tracker)
    tracker = load(store)
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    tracker.update(SlotSet("procedure", "1.001193"))
    tracker.update(ActionExecuted("action_listen"))
    save(store, tracker)
    rows = sqlite3.connect(path).execute("select type_name from events order by id").fetchall()
    assert [r[0] for r in rows] == ["action", "session_started", "slot", "action"]
    assert load(store).get_slot("procedure") == "1.001193"


def test_the_database_lies_in_the_folder_of_the_environment(tmp_path, monkeypatch, slots_domain):
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("MOTCUA_TRACKER_URL", raising=False)
    RedactingTrackerStore(domain=slots_domain)
    assert (tmp_path / "var" / "tracker.db").exists()
