"""What a citizen reads on the choices: each says in what it differs from the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from contract.facets import Facet
from knowledge_base.retrieval.records import Entry, Origin
from knowledge_base.retrieval.text import fold

LONGEST = 90
"""Characters of a label: two lines on a small phone."""

_LEADING = re.compile(r"^\s*thủ tục\s+", re.IGNORECASE)
_LEVEL = re.compile(
    r"\s*[(\[]\s*(?:thực hiện (?:tại|ở)\s+)?(?:cấp\s+(?:xã|huyện|tỉnh|tinh|bộ|tw|trung ương)"
    r"|[\d.]+)\s*[)\]]?",
    re.IGNORECASE,
)
_SAME_BEGINNING = 40  # characters from which two long titles look alike when cut


def subject_of(entry: Entry) -> str:
    """Give what an entry is about, whole, without ``Thủ tục`` and without where it is handled."""
    title = _LEADING.sub("", _LEVEL.sub("", entry.title)).strip(" .;,-") or entry.title
    name = entry.plain_name if entry.origin is Origin.CURATED else title
    return name[:1].upper() + name[1:]


def look_alike(entry: Entry) -> str:
    """Give the key by which two entries are one choice: the same thing at another level."""
    title = _LEADING.sub("", _LEVEL.sub("", entry.title))
    return " ".join(fold(title).split()).strip(" .;,-")


def choice_labels(entries: Sequence[Entry]) -> list[str]:
    """Give a label for each choice, at most ``LONGEST`` long, no two the same.

    Long titles that begin alike keep their beginning and show from where they differ; entries
    that still look the same say their level, or how they are filed, or their code.
    """
    subjects = [subject_of(entry) for entry in entries]
    labels = [_shortened(subject, subjects) for subject in subjects]
    for tell in (_level, _way, _code):
        counts = Counter(fold(label) for label in labels)
        labels = [
            _with(label, tell(entry)) if counts[fold(label)] > 1 else label
            for label, entry in zip(labels, entries, strict=True)
        ]
    return labels


def _shortened(subject: str, subjects: Sequence[str]) -> str:
    if len(subject) <= LONGEST:
        return subject
    common = max(
        (_common_words(subject, other) for other in subjects if other != subject), default=0
    )
    words = subject.split()
    if len(" ".join(words[:common])) < _SAME_BEGINNING:
        return _cut(subject, LONGEST)
    differing = max(common - 1, 0)  # one word before, so that the difference can be read
    beginning = _cut(" ".join(words[:differing]), LONGEST // 2)
    return f"{beginning} {_cut(' '.join(words[differing:]), LONGEST // 2 - 1)}"


def _common_words(one: str, other: str) -> int:
    common = 0
    for a, b in zip(one.split(), other.split(), strict=False):
        if fold(a) != fold(b):
            break
        common += 1
    return common


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"


def _with(label: str, more: str) -> str:
    return f"{_cut(label, LONGEST - len(more) - 3)} – {more}" if more else label


def _level(entry: Entry) -> str:
    return ", ".join(level.lower() for level in entry.levels)


def _way(entry: Entry) -> str:
    return "trực tuyến" if any(f.facet is Facet.ONLINE for f in entry.facts) else ""


def _code(entry: Entry) -> str:
    return entry.key
