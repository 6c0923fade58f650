"""First step of the pipeline: the message in one written form, so that patterns can match it."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.vietnamese import clean

_PAYLOAD = re.compile(r'^/(?!restart$|back$|session_start$)[a-z_]+(\{"[^{}]*\})?$')
"""A button's payload. Rasa's own commands are left out: a typed ``/restart`` would end a form."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseNormaliser(GraphComponent):
    """Cleans the text of messages. Letters and case stay: actions read the citizen's own words."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseNormaliser:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Clean incoming messages, in place."""
        for message in messages:
            message.set(TEXT, without_stray_slash(clean(message.get(TEXT) or "")))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Clean the examples, in place. Entity positions hold: examples are NFC, nothing hidden."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(TEXT, clean(example.get(TEXT)))
        return training_data


def without_stray_slash(text: str) -> str:
    """Take leading slashes off anything that isn't a payload, so that it is read as words."""
    return text if _PAYLOAD.match(text) else text.lstrip("/ ")
