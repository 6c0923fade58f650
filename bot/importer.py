"""Training examples as people type them: templates written out, and careless spellings.

An example may hold choices, ``<làm|xin> giấy <khai sinh|khai tử>``; an empty choice is allowed.
Some of the sentences that a template stands for are taken, always the same ones.
"""

from __future__ import annotations

import math
import re
import zlib
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.vietnamese import fold

_ABBREVIATIONS = (
    ("không", "ko"),
    ("được", "dc"),
    ("như thế nào", "ntn"),
    ("bao nhiêu", "bn"),
    ("gì", "j"),
    ("vậy", "z"),
    ("rồi", "r"),
    ("thủ tục", "tt"),
    ("hồ sơ", "hs"),
    ("căn cước công dân", "cccd"),
    ("đăng ký kết hôn", "đkkh"),
    ("giấy khai sinh", "gks"),
    ("ủy ban nhân dân", "ubnd"),
    ("cán bộ", "cb"),
    ("nhân viên", "nv"),
)
"""What is written out → how it is cut short; compiled to whole words."""

_CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")
MAX_SENTENCES = 16
"""Most sentences taken from one template."""

_CUTS = tuple((re.compile(rf"\b{full}\b"), short) for full, short in _ABBREVIATIONS)


class VietnameseImporter(RasaFileImporter):
    """Reads the project's files and adds careless spellings of the examples, in a fixed order."""

    @cached_method  # Rasa asks three times
    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """Give the training data with its variants; the same files give the same data."""
        return with_variants(super().get_nlu_data(language))


def with_variants(data: TrainingData) -> TrainingData:
    """Add variants of examples, and accent-free patterns and synonyms beside the written ones."""
    written = [sentence for example in data.training_examples for sentence in sentences_of(example)]
    added = [
        Message.build(text=variant, intent=example.get(INTENT))
        for example in written
        if example.get(TEXT) and example.get(INTENT) and not example.get(ENTITIES)
        for variant in careless_spellings(example.get(TEXT))
    ]
    return TrainingData(
        training_examples=[*written, *added],
        entity_synonyms=_with_folded_keys(data.entity_synonyms),
        regex_features=data.regex_features,
        lookup_tables=[_with_folded_elements(table) for table in data.lookup_tables],
        responses=data.responses,
    )


def sentences_of(example: Message) -> list[Message]:
    """Give what an example stands for: itself, or a template written out."""
    text = example.get(TEXT) or ""
    if not _CHOICE.search(text):
        return [example]
    return [Message.build(text=t, intent=example.get(INTENT)) for t in write_out(text)]


def write_out(template: str, most: int = MAX_SENTENCES) -> list[str]:
    """Write a template out, at most ``most`` sentences, spread evenly over all it stands for."""
    parts = _CHOICE.split(template)  # words, choices, words, choices, …, words
    choices = [part.split("|") for part in parts[1::2]]
    total = math.prod(len(c) for c in choices)
    # A step that shares no factor with the total visits every combination before one comes back.
    step = next(s for s in range(int(total * 0.618) or 1, total + 1) if math.gcd(s, total) == 1)
    sentences = []
    for n in range(min(most, total)):
        rest, text = n * step % total, parts[0]
        for options, words_after in zip(choices, parts[2::2], strict=True):
            rest, taken = divmod(rest, len(options))
            text += options[taken] + words_after
        sentences.append(" ".join(text.split()).replace(" ,", ","))
    return list(dict.fromkeys(sentences))


def careless_spellings(text: str) -> list[str]:
    """Give the spelling of ``text`` without accents, and of every third text one with short forms.

    Half of the short forms come with accents. Short forms of every text teach nothing more, since
    one in six lines is written with them, and make training a fifth longer.
    """
    if text.startswith("/"):
        return []
    variants = [fold(text)]
    number = zlib.crc32(text.encode())
    if number % 3 == 0:
        short = text
        for pattern, abbreviation in _CUTS:
            short = pattern.sub(abbreviation, short)
        variants.append(short if number % 2 else fold(short))
    return [v for v in dict.fromkeys(variants) if v != text]


def _with_folded_keys(synonyms: dict[str, str]) -> dict[str, str]:
    folded = {fold(key): value for key, value in synonyms.items()}
    return {**folded, **synonyms}


def _with_folded_elements(table: dict[str, Any]) -> dict[str, Any]:
    """Add accent-free elements; longest first, since the first that fits is taken."""
    elements = table["elements"]
    if not isinstance(elements, list):
        return table
    both = {*elements, *(fold(e) for e in elements)}
    return {**table, "elements": sorted(both, key=lambda e: (-len(e), e))}
