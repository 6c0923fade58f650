"""From content to a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.snapshot import Snapshot, body_words
from knowledge_base.retrieval.surfaces import surfaces_of
from knowledge_base.retrieval.vectors import VectorIndex

Progress = Callable[[str, int, int], object]
"""Told what is being done, how many more are done, and of how many."""


def quiet(_what: str, _more: int, _total: int) -> None:
    """Report nothing."""


def build_snapshot(
    release: str, content: Content, encoder: Encoder, cache: VectorCache, progress: Progress = quiet
) -> Snapshot:
    """Index content.

    Args:
        release: name the snapshot gets.
        content: what is published.
        encoder: encodes the surfaces.
        cache: vectors from earlier builds.
        progress: told how far it is.
    """
    surfaces = tuple(surfaces_of(content.entries))
    vectors = cache.encode(
        encoder,
        [s.text for s in surfaces],
        lambda more: progress("encode", more, len(surfaces)),
    )
    return Snapshot(
        release=release,
        content=content,
        encoder=encoder,
        lexical=LexicalIndex.build(s.content for s in surfaces),
        body=LexicalIndex.build(body_words(e) for e in content.entries),
        vectors=VectorIndex.build(vectors) if len(surfaces) else None,
        restorer=AccentRestorer.train(accented_texts(content)),
        surfaces=surfaces,
    )


def accented_texts(content: Content) -> Iterator[str]:
    """Give the texts that teach accents; what people type most counts several times."""
    for entry in content.entries:
        spoken = (entry.title, entry.plain_name, *entry.names, *entry.sample_questions)
        for _ in range(3):
            yield from spoken
        yield from (fact.text for fact in entry.facts)
        if entry.full_text:
            yield entry.full_text
    for word in content.lexicon:
        yield from (word.term, *word.means)
