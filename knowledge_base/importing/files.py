"""One file of an operator: which format it has, and everything it says. Nothing is written here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from knowledge_base.importing.crawled import crawled_record
from knowledge_base.importing.entries import entry_of
from knowledge_base.importing.exported import is_exported, read_exported
from knowledge_base.importing.limits import Limits, check_size
from knowledge_base.importing.portal_page import (
    export_record,
    is_export,
    is_page,
    page_record,
)
from knowledge_base.importing.records import FileRead, Imported, ImportRefused, Record, Skipped
from knowledge_base.importing.tables import read_csv, read_xlsx
from knowledge_base.retrieval.records import Entry

_FAULTS_TOLD = 10

Progress = Callable[[int, int], object]
"""Told how many more records are read, and of how many."""


def quiet(_more: int, _total: int) -> None:
    """Tell nobody."""


_ADVICE = (
    "a decision as {kind} is for people to read, its layout can't be relied on. Take the list of "
    "procedures from the portal as XLSX, or its records as JSON; or enter it on the staff site "
    "with the number of the decision as its legal basis"
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


_Collect = Callable[[Sequence[Record]], FileRead]


class Format(StrEnum):
    """What a file may be."""

    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


SUFFIXES = {".xlsx", ".json", ".jsonl", ".ndjson", ".csv", ".tsv"}


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Give the files named, and those in the folders named, in order.

    Raises:
        OSError: a path is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found += [p for p in inside if p.suffix.lower() in SUFFIXES]
        else:
            path.stat()
            found.append(path)
    return list(dict.fromkeys(found))


def read_file(
    path: Path,
    today: date,
    fmt: Format | None = None,
    limits: Limits | None = None,
    progress: Progress = quiet,
) -> FileRead:
    """Read a file, all of it or nothing.

    Args:
        path: where it lies.
        today: stands for days that lie ahead.
        fmt: its format; None = told from its content and name.
        limits: how large it may be.
        progress: told of each record.

    Raises:
        ImportRefused: it can't be read as a whole; says why and where.
        OSError: it can't be opened.
    """
    limits = limits or Limits()
    check_size(path, limits)
    collect = partial(_collect, today=today, progress=progress)
    read = _read(path, fmt or _format_of(path), limits, collect)
    if read.exported:
        return read
    written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    return replace(read, imported=tuple(_dated(one, min(written, today)) for one in read.imported))


def _dated(one: Imported, day: date) -> Imported:
    """Date an entry whose source does not: by the day the file was written."""
    if one.entry.verified_on:
        return one
    facts = tuple(replace(fact, verified_on=day) for fact in one.entry.facts)
    return replace(one, entry=replace(one.entry, facts=facts, verified_on=day), dated=False)


def _read(path: Path, fmt: Format, limits: Limits, collect: _Collect) -> FileRead:
    if fmt is Format.XLSX:
        table = read_xlsx(path, limits)
    elif fmt is Format.CSV:
        table = read_csv(path.read_bytes(), limits)
    else:
        return _read_json(path, fmt, collect)
    read = collect(table.records)
    return replace(
        read, skipped=(*table.skipped, *read.skipped), remarks=(*table.remarks, *read.remarks)
    )


def read_entries(path: Path, today: date) -> list[Entry]:
    """Read the entries of a file alone.

    Raises:
        ImportRefused: it can't be read as a whole.
        OSError: it can't be opened.
    """
    return read_file(path, today).entries


def _format_of(path: Path) -> Format:
    """Tell the format by content where that can be told, else by name."""
    with path.open("rb") as file:
        start = file.read(4096)
    suffix = path.suffix.lower()
    if start.startswith(b"%PDF") or suffix == ".pdf":
        raise ImportRefused(_ADVICE.format(kind="PDF"))
    if suffix in (".docx", ".doc", ".odt", ".rtf") or (
        start.startswith(b"PK") and b"word/" in start
    ):
        raise ImportRefused(_ADVICE.format(kind=suffix.lstrip(".").upper() or "DOCX"))
    if start.startswith(_OLD_OFFICE):
        raise ImportRefused(
            "an old Excel file (.xls), or one locked with a password: save it as XLSX"
        )
    if start.startswith(b"PK"):
        return Format.XLSX
    if suffix in (".csv", ".tsv"):
        return Format.CSV
    if suffix in (".jsonl", ".ndjson"):
        return Format.JSONL
    if suffix == ".json" or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return Format.JSON
    if suffix == ".xlsx":
        raise ImportRefused("named .xlsx, but no XLSX file: open it in Excel and save it as XLSX")
    raise ImportRefused("neither XLSX, JSON, JSONL nor CSV; if it is one, say so with --format")


def _read_json(path: Path, fmt: Format, collect: _Collect) -> FileRead:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ImportRefused("not UTF-8: save it as UTF-8") from exc
    objects = list(_lines(text) if fmt is Format.JSONL else _whole(text))
    kinds = {is_exported(thing) for _, thing in objects}
    if kinds == {True}:
        return read_exported(objects)
    if True in kinds:
        raise ImportRefused("lines of an export and records of others in one file")
    records, faults = [], []
    for where, thing in objects:
        try:
            records.append(_record(thing, where))
        except (KeyError, TypeError, AttributeError, ValueError) as exc:
            fault = f"{exc} is missing" if isinstance(exc, KeyError) else str(exc)
            faults.append(f"{where}: {fault}" if where else fault)
    if faults:
        raise ImportRefused("; ".join(faults[:_FAULTS_TOLD]))
    return collect(records)


def _lines(text: str) -> Iterator[tuple[str, Any]]:
    faults = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", _json(line)
            except (ValueError, RecursionError):
                faults.append(f"line {number}: not JSON")
    if faults:
        raise ImportRefused("; ".join(faults[:_FAULTS_TOLD]))


def _whole(text: str) -> list[tuple[str, Any]]:
    try:
        document = _json(text)
    except (ValueError, RecursionError) as exc:
        try:
            return list(_lines(text))  # JSONL by another name
        except ImportRefused:
            place = f"line {exc.lineno}: " if isinstance(exc, json.JSONDecodeError) else ""
            raise ImportRefused(f"{place}not JSON") from exc
    if isinstance(document, list):
        return [(f"record {number}", thing) for number, thing in enumerate(document, start=1)]
    return [("", document)]


def _json(text: str) -> Any:
    """Read JSON as it is defined: Python's reader takes NaN and Infinity, too.

    Raises:
        ValueError, RecursionError: it is none.
    """

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _record(thing: Any, where: str) -> Record:
    if not isinstance(thing, Mapping):
        raise TypeError("not a JSON object")
    if is_export(thing):
        return export_record(thing, where)
    if "id" in thing and "title" in thing:
        return crawled_record(thing, where)
    if is_page(thing):
        return page_record(thing, where)
    raise ValueError("none of the known kinds of record: no code and title")


def _collect(records: Sequence[Record], today: date, progress: Progress) -> FileRead:
    """Make entries of records; what stands twice in a file with different bodies is left out."""
    found: dict[str, list[tuple[Record, Imported]]] = defaultdict(list)
    skipped: list[Skipped] = []
    codes_of_page: dict[str, set[str]] = defaultdict(set)
    for record in records:
        made = entry_of(record, today)
        progress(1, len(records))
        if isinstance(made, Skipped):
            what = f"{record.where}: {made.what}" if record.where else made.what
            skipped.append(replace(made, what=what))
            continue
        found[made.entry.key].append((record, made))
        if record.page:
            codes_of_page[record.page].add(made.entry.key)
    imported = []
    for code, same in found.items():
        record, first = same[0]
        shared = codes_of_page.get(record.page, set()) - {code}
        if shared:
            skipped.append(
                Skipped(code, f"its page is also that of {', '.join(sorted(shared)[:3])}")
            )
        elif any(_differ(first.entry, other.entry) for _, other in same[1:]):
            places = ", ".join(record.where for record, _ in same)
            skipped.append(
                Skipped(code, f"stands {len(same)} times with different bodies: {places}")
            )
        else:
            twice = (f"stands {len(same)} times, the same each time",) if len(same) > 1 else ()
            imported.append(replace(first, remarks=(*first.remarks, *twice)))
    return FileRead(tuple(_with_twins(imported)), tuple(skipped))


def _differ(entry: Entry, other: Entry) -> bool:
    return (entry.title, entry.facts) != (other.title, other.facts)


def _with_twins(imported: list[Imported]) -> Iterator[Imported]:
    """Remark what has title and body of another code: one procedure at several levels."""
    codes: dict[tuple[Any, ...], list[str]] = defaultdict(list)

    def content(one: Imported) -> tuple[Any, ...]:
        return (one.entry.title.lower(), one.entry.facts)

    for one in imported:
        if not one.listed:
            codes[content(one)].append(one.entry.key)
    for one in imported:
        twins = [] if one.listed else [c for c in codes[content(one)] if c != one.entry.key]
        remark = (f"same title and body as {', '.join(twins)}",) if twins else ()
        yield replace(one, remarks=(*one.remarks, *remark)) if remark else one
