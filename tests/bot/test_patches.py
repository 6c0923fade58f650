"""What is changed in Rasa, and that Rasa is still what was changed."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import rasa
import rasa.core.actions.action
import rasa.shared.utils.common
import rasa.utils.endpoints
from rasa.core.actions.action import RemoteAction
from rasa.engine.storage import local_model_storage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tarsafe import TarSafe

from bot import patches
from bot.light import HOLLOW

ROOT = Path(__file__).resolve().parents[2]
CAREFUL_MERGE = TrainingData.merge
"""Rasa's own, kept before anything is patched."""


def test_rasa_is_the_version_the_patches_were_written_for():
    assert rasa.__version__ == "3.6.21"


@pytest.mark.parametrize(("module", "name"), patches.SEEN)
def test_what_is_patched_has_not_changed(module, name):
    assert patches.digest(module, name) == patches.SEEN[module, name]


def test_a_function_that_is_gone_is_noticed():
    with pytest.raises(LookupError):
        patches.digest("rasa.core.run", "no_such_function")


def test_the_wait_for_an_action_is_short():
    assert rasa.utils.endpoints.DEFAULT_REQUEST_TIMEOUT == patches.ACTION_TIMEOUT
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == patches.ACTION_TIMEOUT
    assert patches.ACTION_TIMEOUT < 8


def test_a_good_result_passes_the_compiled_validator():
    action = RemoteAction("x", None)
    result = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "a"}]}
    assert action._validate_action_result(result)


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"events": [{"event": "slot", "name": "a", "value": None, "timestamp": None}]},
        {"events": [{"event": "slot", "name": "a", "value": [1], "timestamp": 1.5}]},
        {"responses": [{"text": "a", "buttons": []}], "events": []},
    ],
)
def test_what_passes_at_a_glance_fits_the_schema(result):
    assert patches.is_plain(result)
    jsonschema.validate(result, RemoteAction.action_response_format_spec())


def test_an_action_is_told_the_message_and_the_slots_only():
    domain = Domain.from_dict({"slots": {"a": {"type": "text", "mappings": [{"type": "custom"}]}}})
    tracker = DialogueStateTracker("x", domain.slots)
    tracker.update(UserUttered("xin chào", {"name": "greet"}))
    tracker.update(SlotSet("a", "1"))
    call = RemoteAction("action_x", None)._action_call_format(tracker, domain)
    assert (call["next_action"], call["sender_id"]) == ("action_x", "x")
    assert call["tracker"]["latest_message"]["text"] == "xin chào"
    assert call["tracker"]["slots"]["a"] == "1"
    assert call["tracker"]["events"] == []
    assert call["domain"] == {}


@pytest.mark.parametrize(
    "result", [{"events": "none"}, {"responses": ["text"]}, {"events": [{"no": "type"}]}, []]
)
def test_a_bad_result_is_refused_as_before(result):
    schema = RemoteAction.action_response_format_spec()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, schema)
    with pytest.raises(jsonschema.ValidationError):
        RemoteAction("x", None)._validate_action_result(result)


def test_plain_messages_are_told_apart_as_before():
    patches.apply_to_training()
    one, same = (Message.build(text="xin chào", intent="greet") for _ in range(2))
    assert one == same
    assert len({one, same}) == 1
    others = (
        Message.build(text="xin chào", intent="thank"),
        Message.build(text="chào", intent="greet"),
        Message.build(text="xin chào"),
        Message.build(text="xin chào", intent="greet", entities=[{"entity": "facet"}]),
    )
    assert len({one, *others}) == 5


def test_merged_training_data_is_what_rasa_makes_of_it():
    parts = (
        TrainingData(),
        TrainingData([Message.build(text="xin chào", intent="greet")], {"phí": "fee"}),
        TrainingData(
            [Message.build(text=text, intent="greet") for text in ("chào", "xin chào")],
            {"lệ phí": "fee"},
            [{"name": "phone", "pattern": "0[0-9]{9}"}],
            [{"name": "facet", "elements": ["phí"]}],
            {"faq/x": [{"text": "x"}]},
        ),
    )
    patches.apply_to_training()
    for number in range(len(parts)):
        order = (*parts[number:], None, *parts[:number])
        merged, careful = order[0].merge(*order[1:]), CAREFUL_MERGE(*order)
        assert merged.training_examples == careful.training_examples
        assert len(merged.training_examples) == 2
        for name in ("entity_synonyms", "regex_features", "lookup_tables", "responses"):
            assert getattr(merged, name) == getattr(careful, name)
    assert parts[0].merge(None, parts[1]) is parts[1]


def test_a_model_is_packed_with_the_least_effort_and_comes_back(tmp_path):
    patches.apply_to_training()
    (tmp_path / "weights").write_bytes(b"0123456789" * 1000)
    with local_model_storage.TarSafe.open(tmp_path / "model.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "weights", "weights")
    assert (tmp_path / "model.tar.gz").read_bytes()[8] == 4  # gzip's mark for it
    with TarSafe.open(tmp_path / "model.tar.gz", "r:gz") as tar:
        assert tar.extractfile("weights").read() == b"0123456789" * 1000


@pytest.mark.parametrize("module", HOLLOW)
def test_a_stand_in_has_the_names_of_the_real_module(module):
    package = importlib.util.find_spec(module.rpartition(".")[0])
    path = Path(package.submodule_search_locations[0]) / f"{module.rpartition('.')[2]}.py"
    classes = {n.name for n in ast.parse(path.read_text()).body if isinstance(n, ast.ClassDef)}
    assert set(HOLLOW[module]) <= classes


def test_the_server_runs_without_tensorflow():
    code = (
        "import sys; from bot.train import prepare_environment; prepare_environment(); "
        "import rasa.core.run; import rasa.engine.recipes.default_components; "
        "sys.exit('tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT).returncode == 0


def test_classes_and_domains_are_looked_at_once():
    assert not Domain.load(str(ROOT / "domain.yml")).is_empty()
    assert Domain.empty().is_empty()
    found = rasa.shared.utils.common.all_subclasses(Slot)
    assert rasa.shared.utils.common.all_subclasses(Slot) is found
    assert {kind.__name__ for kind in found} >= {"TextSlot", "AnySlot", "ListSlot"}
