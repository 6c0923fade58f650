"""The serving release as the staff site reads it: to preview an entry and to find ones like it.

No question is encoded here: what is searched are words, so that the portal need not load an
encoder.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from contract.facets import Facet
from contract.reply import Reply
from contract.sentences import Sentences
from knowledge_base.publishing.subjects import Draft, laid_over, record_of
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.compose import Composer
from knowledge_base.retrieval.records import Entry
from knowledge_base.retrieval.search import search
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken

_LIKE = 0.5  # overlap of words (Dice, by rarity) from which two texts may mean the same
_MOST = 5
_LONGEST = 500  # characters of a text that is compared

_lock = threading.Lock()
_loaded: dict[str, Snapshot] = {}


class _NoEncoder:
    """Stands for the encoder of a release that is searched by words alone."""

    dimension = 0
    band = (0.0, 1.0)

    def __init__(self, name: str) -> None:
        self.name = name

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise NotImplementedError

    def encode_query(self, text: str) -> NDArray[np.float32]:
        raise NotImplementedError


def serving_snapshot() -> Snapshot | None:
    """Give the serving release, read once; None where there is none that can be read."""
    store = ReleaseStore(settings.RELEASES)
    try:
        name = store.current_name()
        with _lock:
            key = f"{settings.RELEASES}/{name}"
            if key not in _loaded:
                encoder = _NoEncoder(str(store.manifest(name).get("encoder")))
                _loaded.clear()
                _loaded[key] = store.load_current(encoder)
            return _loaded[key]
    except (NoRelease, SnapshotBroken, OSError):
        return None


def say(draft: Draft, facets: Sequence[Facet], today: date) -> Reply | None:
    """Give what the assistant would say of a draft; None where no release can be read.

    Args:
        draft: the entry, as it stands and as it is wanted.
        facets: what is asked; empty = everything.
        today: the day of the answer.
    """
    snapshot = serving_snapshot()
    if snapshot is None:
        return None
    content = laid_over(snapshot.content, [draft])
    shown = replace(snapshot, content=content, release="xem trước")
    entry = record_of(draft.wanted)
    assert isinstance(entry, Entry)  # noqa: S101 - only entries are previewed
    composer = Composer(shown, Sentences.from_domain(settings.DOMAIN_FILE), today, today)
    return composer.answer(shown.position_of[entry.key], tuple(facets))


@dataclass(frozen=True, slots=True)
class Like:
    """An entry that is much like what is being written.

    Attributes:
        key: its code or slug.
        kind: procedure, rule or guide.
        title: its official name.
        found_by: the text of it that is alike.
        likeness: overlap of words, 0 to 1.
    """

    key: str
    kind: str
    title: str
    found_by: str
    likeness: float


def like(text: str, own_key: str = "") -> list[Like]:
    """Find entries that are called or asked for much like a text, the most alike first.

    Args:
        text: a title, a name or a sample question.
        own_key: the entry that is being written, left out.
    """
    snapshot = serving_snapshot()
    if snapshot is None or not text.strip():
        return []
    query = snapshot.normaliser.normalise(text[:_LONGEST])
    found = []
    for hit in search(snapshot, query, by_meaning=False):
        entry = snapshot.entries[hit.entry]
        if hit.matched >= _LIKE and entry.key != own_key:
            found.append(
                Like(entry.key, entry.kind.value, entry.title, entry.plain_name, hit.matched)
            )
    return sorted(found, key=lambda one: -one.likeness)[:_MOST]
