"""Environment 1: one trained model, one agent whose actions are played by a stand-in."""

import asyncio
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.train import MODEL, digest_of_inputs, is_current, main, prepare_environment  # noqa: E402

prepare_environment()
os.environ.setdefault("ACTIONS_PORT", "9")  # nothing listens: the stand-in answers before that

import pytest  # noqa: E402

from bot import patches, quiet  # noqa: E402

patches.apply()
quiet.silence()


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of the present inputs, trained first where it is stale."""
    if not is_current(digest_of_inputs()):
        assert main([]) == 0
    return MODEL


@pytest.fixture(scope="session")
def agent(model, tmp_path_factory):
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from bot.tracker_store import RedactingTrackerStore

    database = tmp_path_factory.mktemp("var") / "tracker.db"
    return Agent.load(
        model,
        action_endpoint=EndpointConfig("http://127.0.0.1:9/webhook"),
        tracker_store=RedactingTrackerStore(url=f"sqlite:///{database}"),
    )


@pytest.fixture(scope="session")
def domain():
    from rasa.shared.core.domain import Domain

    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture(scope="session")
def parse(agent):
    """Give what NLU finds in a text: the intent's name, its confidence and the entities."""

    def _parse(text):
        found = asyncio.run(agent.parse_message(text))
        return found["intent"]["name"], found["intent"]["confidence"], found["entities"]

    return _parse


@pytest.fixture
def chat(agent, monkeypatch):
    """A conversation of one test: ``chat.say(text)`` gives the names of the actions that ran."""
    from standin import Chat

    return Chat(agent, monkeypatch)
