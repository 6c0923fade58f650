"""Every action of the dialogue exists, is known to Rasa by its name, and has a test."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
import yaml

import actions
from actions.edge import EdgeAction
from contract.outcomes import Outcome

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
TESTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "tests/actions").glob("test_*.py")
    if path.name != Path(__file__).name
)


def classes():
    """Give every action of the package by its name, as the action server finds them."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    found, waiting = {}, [EdgeAction]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__module__.startswith("actions.") and not inspect.isabstract(cls):
            found[cls().name()] = cls
    return found


def test_the_server_serves_what_the_domain_lists():
    assert set(DOMAIN["actions"]) <= set(classes())


@pytest.mark.parametrize("name", DOMAIN["actions"])
def test_every_action_has_a_test(name):
    assert re.search(rf"\b{classes()[name].__name__}\b", TESTS)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_sentence_and_is_one_of_a_sentence(sentences, outcome):
    assert outcome.value in sentences
