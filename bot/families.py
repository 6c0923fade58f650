"""The training lines as families: what is written once, and everything that is made from it."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from bot.gather import WRITTEN as COLLECTED
from bot.train import ROOT
from bot.vietnamese import clean


@dataclass(frozen=True)
class Family:
    """One line of ``data/nlu`` and what is made of it.

    Attributes:
        intent: its intent.
        sentences: the line, or what it stands for where it is a template.
        variants: the same sentences spelt carelessly.
        collected: made by ``bot.gather``, not written for this purpose.
    """

    intent: str
    sentences: tuple[str, ...]
    variants: tuple[str, ...]
    collected: bool


def read_families() -> list[Family]:
    """Read ``data/nlu`` as the importer does, line by line."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT

    from bot.importer import careless_spellings, sentences_of

    data = RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu")]).get_nlu_data("vi")
    block = yaml.safe_load(COLLECTED.read_text(encoding="utf-8"))["nlu"][0]["examples"]
    collected = {clean(line[2:].strip()) for line in block.splitlines()}
    families = []
    for example in data.training_examples:
        text, intent = example.get(TEXT), example.get(INTENT)
        if not text or not intent or text.startswith("/"):
            continue
        sentences = [clean(s.get(TEXT)) for s in sentences_of(example)]
        spelt = [v for s in sentences for v in careless_spellings(s)]
        if example.get(ENTITIES):  # the importer leaves these as they are
            spelt = []
        families.append(Family(intent, tuple(sentences), tuple(spelt), clean(text) in collected))
    return families
