"""Which intent a message has: the component of the pipeline around ``bot.intents``."""

from __future__ import annotations

from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.intents import IntentModel, fit
from bot.opinion import opinion

_FILE = "classifier.skops"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Trains, keeps and asks the ``IntentModel``.

    Rasa's own logistic regression takes raw counts and has no setting for regularisation: on
    messages of three words its confidence says little.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults.

        ``C`` is the inverse strength of regularisation, above 0; ``second_opinion`` says whether
        ``bot.opinion`` is asked where the counts are unsure.
        """
        return {"C": 1.0, "ranking_length": 5, "second_opinion": True}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        trained: IntentModel | None = None,
    ) -> None:
        """Keep the settings, and what training made where there is any."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._trained = trained

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> LinearIntentClassifier:
        """Load a trained component.

        Raises:
            ValueError: the archive has no model of this component.
            UntrustedTypesFoundException: its file holds a type that training never writes.
        """
        with model_storage.read_from(resource) as folder:
            parts = skops.io.load(folder / _FILE, trusted=[])
        if config["second_opinion"]:
            opinion()  # loaded now, not while somebody waits
        return cls(config, model_storage, resource, IntentModel.from_parts(parts))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and write the result into the model."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        self._trained = fit(
            [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples], self._config["C"]
        )
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._trained.to_parts(), folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: no later step trains on predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of messages, in place."""
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if self._trained is None:
            raise RuntimeError("The classifier is asked before it is trained.")
        second = opinion() if self._config["second_opinion"] else None
        best = self._trained.rank(text, second)[: self._config["ranking_length"]]
        return [{"name": name, "confidence": confidence} for name, confidence in best]
