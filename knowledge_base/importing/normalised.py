"""Normalised JSONL: one procedure a line, as crawled from the National Public Service Portal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from contract.facets import Facet
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Entry,
    EntryKind,
    Fact,
    Origin,
)

_CODE = re.compile(r"(\d\.\d{6})")
_CHANNELS = {"direct": Channel.COUNTER, "online": Channel.ONLINE, "postal": Channel.POSTAL}
_CHANNEL_NAMES = {
    Channel.COUNTER: "Nộp trực tiếp",
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.POSTAL: "Gửi qua bưu chính",
}
_DOCUMENT = re.compile(r"\d+/\d{4}/(?:NĐ-CP|NQ-CP|TT-[A-ZĐ]+|TTLT-[A-ZĐ-]+|QH\d+|QĐ-[A-ZĐ]+)")


class ImportRefused(ValueError):
    """A file can't be imported at all; the message says why and where."""


def read_normalised(path: Path) -> list[Entry]:
    """Read a JSONL file, all of it or nothing.

    Args:
        path: UTF-8, one JSON object a line with ``id`` and ``title``.

    Raises:
        ImportRefused: a line is not JSON, has no usable code or title, or repeats a code.
        OSError: the file can't be read.
    """
    entries: dict[str, Entry] = {}
    for number, line in _lines(path):
        try:
            entry = _entry(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise ImportRefused(f"{path.name}, line {number}: {exc}") from exc
        if entry.key in entries:
            raise ImportRefused(f"{path.name}, line {number}: {entry.key} appears twice")
        entries[entry.key] = entry
    return list(entries.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from ((n, line) for n, line in enumerate(file, start=1) if line.strip())
    except UnicodeDecodeError as exc:
        raise ImportRefused(f"{path.name}: not UTF-8") from exc


def _entry(record: Mapping[str, Any]) -> Entry:
    for name in ("levels", "subjects", "legal_basis", "dossier", "methods", "results"):
        if not isinstance(record.get(name) or [], list):
            raise TypeError(f"{name} is not a list")
    code = _CODE.match(str(record["id"]))
    title = " ".join(str(record["title"]).split())
    if code is None or not title:
        raise ValueError("no usable code or title")
    day = _snapshot_day(str(record.get("snapshot") or ""))
    return Entry(
        key=code[1],
        kind=EntryKind.PROCEDURE,
        title=title,
        plain_name=_plain(title),
        field=str(record.get("field") or ""),
        levels=tuple(record.get("levels") or ()),
        audience=tuple(record.get("subjects") or ()),
        facts=tuple(replace(fact, verified_on=day) for fact in _facts(record)),
        origin=Origin.PORTAL,
        certainty=Certainty.MEDIUM,
        verified_on=day,
        full_text=" ".join(
            str(record.get(k) or "") for k in ("executing_agency", "steps_text", "conditions")
        ),
    )


def _plain(title: str) -> str:
    plain = re.sub(r"^\s*thủ tục\s+", "", title, flags=re.IGNORECASE)
    return plain[:1].lower() + plain[1:]


def _facts(record: Mapping[str, Any]) -> Iterator[Fact]:
    basis = tuple(
        Basis(number)
        for number in dict.fromkeys(
            m for text in record.get("legal_basis") or () for m in _DOCUMENT.findall(text)
        )
    )
    first = basis[:1]
    yield from _dossier(record, first)
    for method in record.get("methods") or ():
        yield from _method(method, first)
    for facet, known in ((Facet.ONLINE, "online"), (Facet.POSTAL, "postal")):
        if record.get(known) is not None:
            verb = "nhận" if record[known] else "không ghi nhận"
            way = "hồ sơ trực tuyến" if facet is Facet.ONLINE else "hồ sơ qua bưu chính"
            yield Fact(facet, f"Cổng Dịch vụ công quốc gia ghi thủ tục này {verb} {way}.", first)
    for facet, key in (
        (Facet.WHERE, "receiving_address"),
        (Facet.CONDITIONS, "conditions"),
        (Facet.STEPS, "steps_text"),
    ):
        text = " ".join(str(record.get(key) or "").split())
        if text:
            yield Fact(facet, text, first)
    agency = str(record.get("competent_agency") or record.get("executing_agency") or "").strip()
    if agency and not record.get("receiving_address"):
        yield Fact(Facet.WHERE, f"Cơ quan thực hiện: {agency}.", first)
    for result in record.get("results") or ():
        if result.get("name"):
            yield Fact(Facet.RESULT, str(result["name"]).strip(), first)
    for document in basis:
        yield Fact(Facet.LEGAL_BASIS, document.document, (document,))


def _dossier(record: Mapping[str, Any], basis: tuple[Basis, ...]) -> Iterator[Fact]:
    for paper in record.get("dossier") or ():
        name = str(paper.get("name") or "").strip(" -+\n\t")
        if name:
            yield Fact(
                Facet.DOSSIER,
                name,
                basis,
                case=paper.get("case") or None,
                originals=paper.get("original") or None,
                copies=paper.get("copy") or None,
            )


def _method(method: Mapping[str, Any], basis: tuple[Basis, ...]) -> Iterator[Fact]:
    channel = _CHANNELS.get(str(method.get("channel")))
    if channel is None:
        return
    way = _CHANNEL_NAMES[channel]
    value, unit = method.get("time_value"), method.get("time_unit")
    if value and unit:
        yield Fact(Facet.TIME_LIMIT, f"{way}: {value} {str(unit).lower()}.", basis, channel=channel)
    fee = " ".join(str(method.get("fee") or "").split())
    if fee:
        yield Fact(Facet.FEE, f"{way}: {fee}", basis, channel=channel)


def _snapshot_day(text: str) -> date | None:
    """Read ``2026-06/07 …``: the last month of the crawl, by its first day."""
    found = re.match(r"(\d{4})-(?:\d{2}/)?(\d{2})", text)
    return date(int(found[1]), int(found[2]), 1) if found else None
