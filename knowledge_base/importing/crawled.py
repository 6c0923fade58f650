"""Normalised records: one JSON object a procedure, as crawled and parsed by others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from contract.facets import Facet
from knowledge_base.importing.glued import (
    CHANNELS,
    case_of,
    cleaned_paper,
    fee_and_note,
    list_of,
    papers_in,
    results_in,
    unglued_count,
    ways_in,
)
from knowledge_base.importing.records import Paper, Record, Way

_LISTS = ("levels", "subjects", "legal_basis", "dossier", "methods", "results")


def crawled_record(record: Mapping[str, Any], where: str) -> Record:
    """Read one object.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it has another shape.
    """
    for name in _LISTS:
        if not isinstance(record.get(name) or [], list):
            raise TypeError(f"{name} is not a list")
    papers = tuple(_papers(record)) or papers_in(text_of(record, "dossier_text"))
    ways = _ways(record)
    unparsed = []
    if not papers and text_of(record, "dossier_text"):
        unparsed.append((Facet.DOSSIER, text_of(record, "dossier_text")))
    if not ways and text_of(record, "methods_text"):
        unparsed.append((Facet.TIME_LIMIT, text_of(record, "methods_text")))
    results = [str(result["name"]) for result in record.get("results") or () if result.get("name")]
    return Record(
        where=where,
        code=str(record["id"]),
        title=str(record["title"]),
        field=text_of(record, "field"),
        levels=list_of(map(str, record.get("levels") or ())),
        audience=list_of(map(str, record.get("subjects") or ())),
        decision=text_of(record, "decision"),
        page=text_of(record, "url"),
        papers=papers,
        ways=ways,
        results=tuple(dict.fromkeys(part for name in results for part in results_in(_ended(name)))),
        steps=text_of(record, "steps_text"),
        conditions=text_of(record, "conditions"),
        address=text_of(record, "receiving_address"),
        agency=text_of(record, "competent_agency"),
        executing_agency=text_of(record, "executing_agency"),
        legal=_legal(record),
        online=record.get("online"),
        postal=record.get("postal"),
        taken_on=snapshot_day(text_of(record, "snapshot")),
        unparsed=tuple(unparsed),
    )


def text_of(record: Mapping[str, Any], name: str) -> str:
    """Give a text field; empty where there is none.

    Raises:
        TypeError: it is a list or an object.
    """
    value = record.get(name)
    if isinstance(value, list | dict):
        raise TypeError(f"{name} is not a text")
    return "" if value is None else str(value).strip()


def snapshot_day(text: str) -> date | None:
    """Read ``2026-06/07 …``: the last month of the crawl, by its first day; a year alone so."""
    found = re.match(r"(\d{4})(?:-(?:\d{2}/)?(\d{2})(?:-(\d{2}))?)?\b", text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _ended(name: str) -> str:
    """End a name that carries codes inside as the portal does, so that its last part counts."""
    return f"{name}Mã: KQ.0" if "Mã: KQ" in name or "Mã:KQ" in name else name


def _legal(record: Mapping[str, Any]) -> tuple[str, ...]:
    whole = text_of(record, "legal_text")
    named = record.get("legal_basis") or ()
    if not all(isinstance(text, str) for text in named):
        raise TypeError("legal_basis holds something other than texts")
    return (whole,) if whole else tuple(named)


def _papers(record: Mapping[str, Any]) -> Iterator[Paper]:
    for paper in record.get("dossier") or ():
        glued, originals = unglued_count(int(paper.get("original") or 0))
        cleaned = cleaned_paper(
            Paper(
                str(paper.get("name") or "") + glued,
                case_of(paper.get("case")),
                originals,
                int(paper.get("copy") or 0),
            )
        )
        if cleaned.name:
            yield cleaned


def _ways(record: Mapping[str, Any]) -> tuple[Way, ...]:
    """Read the ways of filing, anew from the raw table where it is there and can be read."""
    named = record.get("methods") or ()
    ways = tuple(filter(None, map(_way, named)))
    anew = ways_in(text_of(record, "methods_text"))
    return anew if len(anew) >= len(ways) else ways


def _way(method: Mapping[str, Any]) -> Way | None:
    channel = CHANNELS.get(str(method.get("channel")))
    if channel is None:
        return None
    fee, note = str(method.get("fee") or ""), str(method.get("note") or "")
    if fee.count("(") > fee.count(")") or re.search(r"(?:phí|\))\d+$", fee):
        fee, note = fee_and_note(_unglued(fee, note))
    time, unit = (str(method.get(name) or "") for name in ("time_value", "time_unit"))
    return Way(channel, time, unit, fee, note)


def _unglued(fee: str, note: str) -> str:
    return re.sub(r"(?<=[í)])(\d+)$", r"\1 ", fee) + note
