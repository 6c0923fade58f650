"""What the shown facts rest on, as the lines of the source list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, zip_longest

from contract.reply import Source
from knowledge_base.retrieval.compose.wording import say_day
from knowledge_base.retrieval.records import Basis, Entry, Fact, LegalDocument, Origin

MOST_SOURCES = 4
_PORTAL = "Cổng Dịch vụ công quốc gia"
_PORTAL_URL = "https://dichvucong.gov.vn"
_KINDS = (
    (re.compile(r"/NĐ-"), "Nghị định"),
    (re.compile(r"/TT(?:LT)?-"), "Thông tư"),
    (re.compile(r"/NQ-"), "Nghị quyết"),
    (re.compile(r"/QĐ-"), "Quyết định"),
)


def sources_of(
    shown: Sequence[Sequence[Fact]], documents: Mapping[str, LegalDocument], days: Sequence[date]
) -> tuple[Source, ...]:
    """Give up to four sources; every group of facts gets one before any gets a second.

    Args:
        shown: the facts shown, one group a facet.
        documents: legal documents by number.
        days: the days answered for: a document in force on none of them is left out where the
            fact has another.
    """
    cited = [
        list(dict.fromkeys(b for fact in facts for b in _held_by(fact, documents, days)))
        for facts in shown
    ]
    in_turn = dict.fromkeys(b for b in chain.from_iterable(zip_longest(*cited)) if b)
    with_article = {basis.document for basis in in_turn if basis.article}
    kept = [b for b in in_turn if b.article or b.document not in with_article]
    return tuple(_source(b, documents.get(b.document)) for b in kept[:MOST_SOURCES])


def portal_source(entry: Entry) -> Source | None:
    """Give the portal as a source, of an entry that was taken from it."""
    if entry.origin is Origin.CURATED:
        return None
    day = taken_on(entry)
    taken = f", ngày {say_day(day)}" if day else ""
    return Source(document=_PORTAL, article=f"mã {entry.key}{taken}", url=_PORTAL_URL)


def taken_on(entry: Entry) -> date | None:
    """Give the day on which what an entry says was taken from the portal.

    Staff who check an approved entry again date it so; its facts keep the day they were taken, and
    the oldest of them is the one that may be claimed for all.
    """
    days = [fact.verified_on for fact in entry.facts if fact.verified_on]
    return min(days, default=entry.verified_on)


def _held_by(
    fact: Fact, documents: Mapping[str, LegalDocument], days: Sequence[date]
) -> list[Basis]:
    held = [b for b in fact.basis if _in_force(documents.get(b.document), days)]
    return held or list(fact.basis)


def _in_force(document: LegalDocument | None, days: Sequence[date]) -> bool:
    if document is None:
        return True
    first, last = document.valid_from or date.min, document.valid_to or date.max
    return any(first <= day <= last for day in days)


def _source(basis: Basis, document: LegalDocument | None) -> Source:
    if document is None:
        return Source(document=_named(basis.document), article=basis.article)
    return Source(
        document=document.name,
        article=basis.article,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        url=document.url,
    )


def _named(number: str) -> str:
    """Name a document that is not on file by what its number says it is."""
    kind = next((name for pattern, name in _KINDS if pattern.search(number)), None)
    return f"{kind} {number}" if kind else number
