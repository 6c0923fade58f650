"""Words of a message, each with a shadow that has no accents and no short forms."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.vietnamese import shape, words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Tokens carry the lower-case word as text and its shadow as lemma.

    The classifier reads the text itself; tokens are for Rasa, whose entity extractors and reports
    expect them.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings that Rasa's base class reads."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: nothing that trains after this reads tokens."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Split one attribute of a message; text without words is one token."""
        text = message.get(attribute)
        found = words(text) or [(text, 0)]
        return [Token(word, start, start + len(word), lemma=shape(word)) for word, start in found]
