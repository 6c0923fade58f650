"""Changes to Rasa 3.6.21 itself: few, small, each with its reason.

``SEEN`` holds a digest of every piece of Rasa that is replaced, overridden or relied on in its
details; a test compares them, so that a new Rasa can't slip under this package unseen.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import rasa
import rasa.core.actions.action
import rasa.shared.utils.common
import rasa.utils.endpoints
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tarsafe import TarSafe

_Cached = type(lru_cache(repr))
ACTION_TIMEOUT = 6
"""Seconds that the action server may take: below the 8 s that the portal waits for a turn."""

SEEN: dict[tuple[str, str], str] = {
    ("rasa.core.actions.action", "RemoteAction._validate_action_result"): "24da0f6bdeb2d44f",
    ("rasa.core.actions.action", "RemoteAction.action_response_format_spec"): "6f492274727ebb10",
    ("rasa.core.actions.action", "RemoteAction._action_call_format"): "b8da18ca9f78d3ae",
    ("rasa.engine.runner.dask", "DaskGraphRunner.run"): "ce0438b9b8e79330",
    ("rasa.engine.runner.dask", "DaskGraphRunner._build_dask_graph"): "0035c0b37188c4b1",
    ("rasa.core.actions.action", "RemoteAction.run"): "b530fc5a6789c82f",
    ("rasa.utils.endpoints", "EndpointConfig.session"): "f6136492eac7ede3",
    ("rasa.core.tracker_store", "SQLTrackerStore.__init__"): "7c89f1231aac70a1",
    ("rasa.core.tracker_store", "SQLTrackerStore.save"): "ded301e08f4c708e",
    ("rasa.core.tracker_store", "SQLTrackerStore._retrieve"): "78c7e08ac30924b6",
    ("rasa.core.tracker_store", "SQLTrackerStore._event_query"): "6484d8ac7d14284b",
    (
        "rasa.nlu.classifiers.fallback_classifier",
        "FallbackClassifier._should_fallback",
    ): "38f56292a8773d9b",
    ("rasa.shared.nlu.training_data.message", "Message.fingerprint"): "cabf5d28929531b2",
    (
        "rasa.shared.nlu.training_data.training_data",
        "TrainingData.merge",
    ): "196a897d07eca599",
    ("rasa.engine.training.hooks", "TrainingHook.on_before_node"): "9ed744239fe74284",
    ("rasa.engine.training.hooks", "TrainingHook.on_after_node"): "10d40c9fbf7f956b",
    (
        "rasa.engine.storage.local_model_storage",
        "LocalModelStorage.create_model_package",
    ): "964f210dc33b4503",
    ("rasa.shared.core.domain", "Domain.is_empty"): "95485f444497dba7",
    ("rasa.shared.utils.common", "all_subclasses"): "55ff0c71e7e3e3de",
    ("rasa.core.run", "serve_application"): "e7c243a958951255",
    ("rasa.core.run", "configure_app"): "0b28ea3f4b4ae50b",
    ("rasa.core.run", "load_agent_on_start"): "315d39a25c4a44b0",
}
"""(Module, name) → digest of its source as this package knows it."""


def apply() -> None:
    """Apply every patch; calling again changes nothing."""
    check_action_results_at_once()
    send_actions_what_they_read()
    run_the_graph_directly()
    shorten_the_wait_for_actions()
    look_once_at_what_never_changes()


def apply_to_training() -> None:
    """Apply what only training needs; calling again changes nothing."""
    fingerprint_plain_messages_at_once()
    merge_training_data_without_copies()
    keep_nothing_for_another_training()
    pack_the_model_lightly()


def check_action_results_at_once() -> None:
    """Check what an action returns by looking at it, and only a strange result by the schema.

    ``jsonschema.validate`` checks the schema itself on every call, which was 58 % of the time of
    a turn that runs an action; one compiled validator still took 8 % of what was left.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Raise ``jsonschema.ValidationError`` where the result has another shape."""
        if is_plain(result):
            return True
        error = jsonschema.exceptions.best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = _validate_action_result


def is_plain(result: Any) -> bool:
    """Tell whether a result surely fits the schema: messages, and slots set, nothing else."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(response, dict) for response in responses)
        and all(
            isinstance(event, dict)
            and event.get("event") == "slot"
            and isinstance(event.get("name"), str)
            and "value" in event
            and isinstance(event.get("timestamp"), (float, int, type(None)))
            for event in events
        )
    )


def send_actions_what_they_read() -> None:
    """Leave the domain and past events out of a call: ``actions.turn.read_turn`` wants neither.

    Both are written and read as JSON on every call, 70 kB where two are enough.
    """

    def _action_call_format(
        self: RemoteAction, tracker: DialogueStateTracker, domain: Domain
    ) -> dict[str, Any]:
        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": {**tracker.current_state(EventVerbosity.NONE), "events": []},
            "version": rasa.__version__,
            "domain": {},
        }

    RemoteAction._action_call_format = _action_call_format


def run_the_graph_directly() -> None:
    """Run the components one after the other, without dask in between.

    A graph of ten components that wait for each other in a row needs no scheduler; dask copied
    and sorted it three times a turn.
    """

    def run(
        self: DaskGraphRunner,
        inputs: dict[str, Any] | None = None,
        targets: list[str] | None = None,
    ) -> dict[str, Any]:
        nodes = self._graph_schema.nodes
        done = {name: (name, value) for name, value in (inputs or {}).items()}

        def result_of(name: str) -> tuple[str, Any]:
            if name not in done:
                needs = [result_of(needed) for needed in nodes[name].needs.values()]
                done[name] = self._instantiated_nodes[name](*needs)
            return done[name]

        try:
            return dict(result_of(name) for name in targets or self._graph_schema.target_names)
        except RuntimeError as exc:
            raise GraphRunError("Error running runner.") from exc

    DaskGraphRunner.run = run


def shorten_the_wait_for_actions() -> None:
    """Wait ``ACTION_TIMEOUT`` for an action instead of 300 s.

    The limit is a constant without a setting; both modules hold their own copy of it.
    """
    rasa.utils.endpoints.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT


def look_once_at_what_never_changes() -> None:
    """Tell once whether a domain is empty, and which classes of events and slots there are.

    Rasa writes the whole domain out on every turn to compare it with an empty one, and walks
    through all classes for every event that it reads: 5 % of a turn.
    """
    look = Domain.is_empty
    if isinstance(rasa.shared.utils.common.all_subclasses, _Cached):
        return  # applied before

    def is_empty(self: Domain) -> bool:
        if "_motcua_is_empty" not in vars(self):
            self._motcua_is_empty = look(self)
        return bool(self._motcua_is_empty)

    Domain.is_empty = is_empty
    rasa.shared.utils.common.all_subclasses = lru_cache(rasa.shared.utils.common.all_subclasses)


def fingerprint_plain_messages_at_once() -> None:
    """Hash a message that is only text and intent in one go.

    Rasa hashes every key and value, then a JSON document of the hashes, for each of 40,000
    examples and again for its copies: a quarter of the time of training.
    """
    careful = Message.fingerprint

    def fingerprint(self: Message) -> str:
        if self._cached_fingerprint is None:
            if not _is_only_words(self):
                return careful(self)
            plain = repr(sorted(self.data.items())).encode()
            self._cached_fingerprint = hashlib.md5(plain, usedforsecurity=False).hexdigest()
        return self._cached_fingerprint

    if careful.__module__ != __name__:
        Message.fingerprint = fingerprint


def merge_training_data_without_copies() -> None:
    """Join examples as they are, and hand on what is merged with nothing.

    Rasa copies all examples deeply and looks for doubles anew in each of thirteen merges, a
    quarter of the time of training. What is merged is read from files a moment before and used
    for nothing else.
    """
    careful = TrainingData.merge

    def merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
        given = [d for d in (self, *others) if d is not None]
        parts = [d for d in given if d.responses or not d.is_empty()]
        if len(parts) == 1:
            return parts[0]
        examples = [example for d in parts for example in d.training_examples]
        merged = careful(*(d.filter_training_examples(lambda _: False) for d in given))
        return TrainingData(
            examples,
            merged.entity_synonyms,
            merged.regex_features,
            merged.lookup_tables,
            merged.responses,
        )

    if careful.__module__ != __name__:
        TrainingData.merge = merge


def _is_only_words(message: Message) -> bool:
    return not message.features and all(isinstance(v, str) for v in message.data.values())


def keep_nothing_for_another_training() -> None:
    """Work out no fingerprints of what each component got and gave.

    They find what an earlier training left in Rasa's cache; ours trains from scratch every time.
    """
    from rasa.engine.training.hooks import TrainingHook  # here: serving needs none of it

    def on_before_node(self: TrainingHook, *_: Any, **__: Any) -> dict[str, Any]:
        return {}

    def on_after_node(self: TrainingHook, *_: Any, **__: Any) -> None:
        return None

    TrainingHook.on_before_node = on_before_node
    TrainingHook.on_after_node = on_after_node


def pack_the_model_lightly() -> None:
    """Pack the model with the least effort.

    The weights of the classifier are 55 MB that hardly get smaller: packing them as hard as
    Rasa does took a seventh of the time of training, for a file that is read on this machine only.
    """
    from rasa.engine.storage import local_model_storage  # here: serving packs nothing

    local_model_storage.TarSafe = _LightTar


class _LightTar(TarSafe):
    @classmethod
    def gzopen(cls, name: Any, mode: Any = "r", fileobj: Any = None, *_: Any, **more: Any) -> Any:
        return super().gzopen(name, mode, fileobj, 1, **more)


def digest(module: str, name: str) -> str:
    """Give a short digest of the source of a function as it stands in Rasa's file.

    Args:
        module: dotted name of the module.
        name: the function, or ``Class.function``.

    Raises:
        LookupError: there is no such module or function any more.
    """
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(module)
    source = Path(spec.origin).read_text(encoding="utf-8")
    node: ast.AST = ast.parse(source)
    for part in name.split("."):
        found = [n for n in ast.iter_child_nodes(node) if getattr(n, "name", None) == part]
        if not found:
            raise LookupError(f"{module}:{name}")
        node = found[0]
    return hashlib.sha256((ast.get_source_segment(source, node) or "").encode()).hexdigest()[:16]
