"""The bot's sentences: they stand in domain.yml and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


class SentenceMissing(KeyError):
    """domain.yml has no such sentence, or the sentence wants a value that was not given."""


class Sentences:
    """The ``responses`` of domain.yml, by name.

    Example:
        >>> Sentences({"utter_greet": "Chào {name}"}).say("greet", name="anh/chị")
        'Chào anh/chị'
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Keep the texts, keyed ``utter_…``."""
        self._texts = dict(texts)

    @classmethod
    def from_domain(cls, path: Path) -> Sentences:
        """Read the first variant of every response.

        Args:
            path: domain.yml, UTF-8.

        Raises:
            OSError: the file can't be read.
        """
        domain = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls({name: v[0]["text"].strip() for name, v in domain["responses"].items()})

    def say(self, sentence: str, /, **values: str) -> str:
        """Give the sentence ``utter_<sentence>`` with its ``{places}`` filled.

        Raises:
            SentenceMissing: no such sentence, or a place has no value.
        """
        try:
            return self._texts[f"utter_{sentence}"].format(**values)
        except KeyError as exc:
            raise SentenceMissing(f"utter_{sentence}: {exc}") from exc

    def __contains__(self, name: str) -> bool:
        """Tell whether ``utter_<name>`` exists."""
        return f"utter_{name}" in self._texts
