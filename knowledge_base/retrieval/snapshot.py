"""A snapshot: the content of one release with its indexes, whole and read-only.

It is written into a new folder and then named by one small file, so a reader sees either the old
release or the new one, never half of one.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from knowledge_base.retrieval import (
    accents,
    evidence,
    facets,
    lexical,
    naming,
    ranking,
    records,
    serialise,
    surfaces,
    text,
)
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.choices import look_alike
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.evidence import Weighed
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.retrieval.naming import NameIndex
from knowledge_base.retrieval.normalise import Normaliser
from knowledge_base.retrieval.ranking import Rankings
from knowledge_base.retrieval.records import Content, Entry, LegalDocument
from knowledge_base.retrieval.serialise import content_from_json, content_to_json
from knowledge_base.retrieval.surfaces import Surface, surfaces_of
from knowledge_base.retrieval.text import folded_words
from knowledge_base.retrieval.vectors import Vector, VectorIndex

FORMAT = 1

_RECENT = 32  # messages at hand at once


class SnapshotBroken(RuntimeError):
    """A snapshot's files are missing, damaged, or of another format."""


@dataclass(frozen=True)
class Snapshot:
    """One release, ready to answer from.

    Attributes:
        release: its name, e.g. ``2026-11-24.3``.
        content: what is published.
        encoder: what encodes queries; the same that encoded the surfaces.
        lexical: words of the surfaces.
        body: words of whole entries.
        vectors: vectors of the surfaces; None without an encoder.
        restorer: puts accents back.
        rankings: how evidence adds up, and the thresholds.
    """

    release: str
    content: Content
    encoder: Encoder
    lexical: LexicalIndex
    body: LexicalIndex
    vectors: VectorIndex | None
    restorer: AccentRestorer
    rankings: Rankings = field(default_factory=Rankings.learned, repr=False)
    surfaces: tuple[Surface, ...] = field(default=(), repr=False)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, by position."""
        return self.content.entries

    @cached_property
    def encoded(self) -> Callable[[str], Vector]:
        """Encodes what is searched for, once for all searches of one message."""
        return lru_cache(_RECENT)(self.encoder.encode_query)

    @cached_property
    def normaliser(self) -> Normaliser:
        """Makes queries with this release's lexicon."""
        return Normaliser(Lexicon(self.content.lexicon), self.restorer)

    @cached_property
    def names(self) -> NameIndex:
        """Finds the names of this release's entries in messages."""
        return NameIndex(self.surfaces)

    @cached_property
    def documents(self) -> dict[str, LegalDocument]:
        """Legal documents by number."""
        return {d.number: d for d in self.content.documents}

    @cached_property
    def position_of(self) -> dict[str, int]:
        """Positions of entries by key."""
        return {entry.key: position for position, entry in enumerate(self.entries)}

    def positions(self, keys: Iterable[str]) -> tuple[int, ...]:
        """Give the positions of entries by their keys; those gone from the record are left out."""
        return tuple(self.position_of[key] for key in keys if key in self.position_of)

    @cached_property
    def _weighed(self) -> dict[int, Weighed]:
        return {}

    def weighed(self, number: int) -> Weighed:
        """Give a surface's words with what comparing them needs; worked out when first asked."""
        known = self._weighed.get(number)
        if known is None:
            known = Weighed.of(self.surfaces[number].content, self.lexical.idf)
            self._weighed[number] = known
        return known

    def warm_up(self, most: int = 20_000) -> None:
        """Work out now what the first questions would wait for.

        Args:
            most: surfaces to weigh; the rest are weighed when first met, to save memory.
        """
        for number in range(min(most, len(self.surfaces))):
            weighed = self.weighed(number)
            _ = weighed.total, weighed.pairs, weighed.modifiers
        _ = self.normaliser, self.names, self.documents, self.position_of, self._spans
        _ = self.lexical.totals

    @cached_property
    def _spans(self) -> list[range]:
        spans = []
        start = 0
        for position in range(len(self.entries)):
            end = start
            while end < len(self.surfaces) and self.surfaces[end].entry == position:
                end += 1
            spans.append(range(start, end))
            start = end
        return spans

    def title_of(self, entry: int) -> Weighed:
        """Give the words of the title of the entry at a position: its first surface."""
        return self.weighed(self._spans[entry][0])

    @cached_property
    def _looks(self) -> dict[int, str]:
        return {}

    def look_of(self, entry: int) -> str:
        """Give what the entry at a position looks like as a choice: see ``look_alike``."""
        known = self._looks.get(entry)
        if known is None:
            known = self._looks[entry] = look_alike(self.entries[entry])
        return known

    def surfaces_of_entry(self, entry: int) -> range:
        """Give the surface numbers of the entry at a position."""
        return self._spans[entry]

    def save(self, folder: Path, manifest: dict[str, Any]) -> None:
        """Write the snapshot into an empty folder; the manifest goes last and holds digests."""
        folder.mkdir(parents=True)
        _write_json(folder / "content.json", content_to_json(self.content))
        _write_json(folder / "accents.json", self.restorer.to_json())
        _write_json(folder / "ranking.json", self.rankings.document)
        np.savez(folder / "lexical.npz", **self.lexical.to_arrays())
        np.savez(folder / "body.npz", **self.body.to_arrays())
        if self.vectors is not None:
            self.vectors.save(folder / "vectors.faiss")
        digests = {p.name: _digest(p) for p in sorted(folder.iterdir())}
        written = {
            "format": FORMAT,
            "recipe": recipe_digest(),
            "release": self.release,
            "encoder": self.encoder.name,
        }
        _write_json(folder / "manifest.json", {**manifest, **written, "files": digests})

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> Snapshot:
        """Read a snapshot and check every file against its digest.

        Raises:
            SnapshotBroken: a file is missing or damaged, or the vectors are of another encoder.
        """
        manifest = check(folder)
        if manifest["encoder"] != encoder.name:
            raise SnapshotBroken(
                f"{folder.name} was encoded by {manifest['encoder']}, not {encoder.name}"
            )
        try:
            content = content_from_json(_read_json(folder / "content.json"))
        except ValidationError as exc:
            raise SnapshotBroken(f"{folder.name} holds content of another shape") from exc
        vectors = folder / "vectors.faiss"
        return cls(
            release=manifest["release"],
            content=content,
            encoder=encoder,
            lexical=LexicalIndex.from_arrays(np.load(folder / "lexical.npz")),
            body=LexicalIndex.from_arrays(np.load(folder / "body.npz")),
            vectors=VectorIndex.load(vectors) if vectors.is_file() else None,
            restorer=AccentRestorer.from_json(_read_json(folder / "accents.json")),
            rankings=_rankings(folder),
            surfaces=tuple(surfaces_of(content.entries)),
        )


def _rankings(folder: Path) -> Rankings:
    try:
        return Rankings(_read_json(folder / "ranking.json"))
    except (KeyError, TypeError, ValueError) as exc:
        raise SnapshotBroken(f"{folder.name} was ranked by another version") from exc


@cache
def recipe_digest() -> str:
    """Give a digest of the code that shapes an index: another recipe needs another build."""
    modules = (
        accents,
        evidence,
        facets,
        lexical,
        naming,
        ranking,
        records,
        serialise,
        surfaces,
        text,
    )
    sources = "".join(inspect.getsource(module) for module in modules)
    sources += ranking.WEIGHTS_FILE.read_text(encoding="ascii")
    return hashlib.sha256(sources.encode()).hexdigest()


def check(folder: Path) -> dict[str, Any]:
    """Check that every file is there and whole, and that this program can read it.

    Returns:
        The manifest.

    Raises:
        SnapshotBroken: something is missing, damaged, or of another version.
    """
    manifest = read_manifest(folder)
    for name, digest in manifest["files"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise SnapshotBroken(f"{folder.name}/{name} is missing or damaged")
    if manifest.get("recipe") != recipe_digest():
        raise SnapshotBroken(f"{folder.name} was built by another version of the program")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a snapshot says of itself.

    Raises:
        SnapshotBroken: there is none, or it is of another format.
    """
    try:
        manifest: dict[str, Any] = _read_json(folder / "manifest.json")
    except (OSError, ValueError) as exc:
        raise SnapshotBroken(f"{folder.name} has no readable manifest") from exc
    if manifest.get("format") != FORMAT:
        raise SnapshotBroken(f"{folder.name} is of format {manifest.get('format')}")
    return manifest


def read_content_of(folder: Path) -> Content:
    """Read the content of a snapshot alone, without its indexes.

    Raises:
        SnapshotBroken: it is missing, damaged, or of another shape.
    """
    try:
        return content_from_json(_read_json(folder / "content.json"))
    except (OSError, ValueError) as exc:  # pydantic's error is a ValueError
        raise SnapshotBroken(f"{folder.name} holds no content that can be read") from exc


def body_words(entry: Entry, limit: int = 500) -> Sequence[str]:
    """Give the first folded words of everything an entry says."""
    text = " ".join((entry.title, *(f.text for f in entry.facts), entry.full_text[: limit * 8]))
    return folded_words(text)[:limit]


def _write_json(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
