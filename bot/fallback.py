"""When an intent is too unsure to act on."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CarefulFallback(FallbackClassifier):
    """Rasa's fallback with a threshold of its own for some intents.

    A question asked outside the complaint form is answered whether it is recognised as one or
    as nothing (``nlu_fallback``). Within the form only a recognised question leads away from it,
    so being strict there keeps what people tell in the complaint.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the defaults; ``thresholds`` maps intents to confidences, 0..1."""
        return {**FallbackClassifier.get_default_config(), "thresholds": {}}

    def _nlu_confidence_below_threshold(self, message: Message) -> tuple[bool, float]:
        found = message.data[INTENT]
        own = self.component_config["thresholds"].get(found.get("name"))
        threshold = own if own is not None else self.component_config["threshold"]
        return found["confidence"] < threshold, found["confidence"]
