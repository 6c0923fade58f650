"""Every action of the dialogue exists, is known to Rasa by its name, and has a test."""

import re
from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.edge import EdgeAction
from contract.outcomes import Outcome

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
TESTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "tests/actions").glob("test_*.py")
    if path.name != Path(__file__).name
)


@pytest.fixture(scope="module")
def served():
    """The actions as the action server finds them, by name."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor.actions


def classes():
    """Every action class of the package, by name."""
    found, waiting = {}, [EdgeAction]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__module__.startswith("actions.") and cls().name() if not _abstract(cls) else False:
            found[cls().name()] = cls
    return found


def _abstract(cls):
    return bool(getattr(cls, "__abstractmethods__", None))


def test_the_server_serves_what_the_domain_lists(served):
    assert set(DOMAIN["actions"]) <= set(served)


@pytest.mark.parametrize("name", DOMAIN["actions"])
def test_every_action_has_a_test(served, name):
    cls = classes()[name]
    assert re.search(rf"\b{cls.__name__}\b", TESTS), cls.__name__


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_sentence_and_is_one_of_a_sentence(sentences, outcome):
    assert outcome.value in sentences
