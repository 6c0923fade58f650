"""Tables (the portal's XLSX list export, other XLSX, CSV): rows become records by headings."""

from __future__ import annotations

import csv
import io
import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from openpyxl import DEFUSEDXML, load_workbook

from knowledge_base.importing.encodings import decode
from knowledge_base.importing.limits import Limits, check_unpacked
from knowledge_base.importing.portal_page import canonical, page_record
from knowledge_base.importing.records import ImportRefused, Record, Skipped

_LOOK_FOR_HEADINGS = 20  # rows; the portal's list has its headings in the second
_NEEDED = {"ma_thu_tuc", "ten_thu_tuc"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and whether a formula made it."""

    text: str
    formula: bool = False


Rows = Iterator[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file's tables.

    Attributes:
        records: rows that could be read.
        skipped: rows that could not, and why.
        remarks: what holds for the file.
    """

    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()


def read_xlsx(path: Path, limits: Limits) -> Table:
    """Read every sheet of a workbook that has the headings.

    What a formula shows was worked out by another program at another time: such a row is named, not
    imported.

    Raises:
        ImportRefused: it is no workbook, damaged, too large once unpacked, or has no such table.
    """
    check_unpacked(path, limits)
    if not DEFUSEDXML:
        raise ImportRefused("XLSX is read with defusedxml only, which is missing")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read here
            book = load_workbook(path, read_only=True, keep_links=False)
            taken_on = _day(book.properties.created)
            sheets = [(sheet.title, list(_sheet_rows(sheet, limits))) for sheet in book.worksheets]
            book.close()
    except ImportRefused:
        raise
    except DefusedXmlException as exc:
        raise ImportRefused("the XLSX holds XML entities, as in an attack: not read") from exc
    except (
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        SyntaxError,
    ) as exc:
        # openpyxl raises any of these for a broken part; which one says nothing to an operator.
        raise ImportRefused("the XLSX is damaged: open it and save it again") from exc
    tables = [
        _table(iter(rows), f"{title}, row" if len(sheets) > 1 else "row") for title, rows in sheets
    ]
    found = [table for table in tables if table]
    if not found:
        raise ImportRefused(
            "no sheet has the headings “Mã số” and “Tên” (of the portal's list export)"
        )
    return Table(
        tuple(replace(r, taken_on=r.taken_on or taken_on) for t in found for r in t.records),
        tuple(skipped for table in found for skipped in table.skipped),
    )


def _sheet_rows(sheet: object, limits: Limits) -> Rows:
    sheet.reset_dimensions()  # type: ignore[attr-defined] # what a file says of its size is not believed
    rows = sheet.iter_rows(max_col=limits.columns)  # type: ignore[attr-defined]
    for number, row in enumerate(rows, start=1):
        if number > limits.rows:
            raise ImportRefused(f"more than {limits.rows} rows")
        yield number, [_cell(cell, limits) for cell in row]


def _cell(cell: object, limits: Limits) -> Cell:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if isinstance(value, float):
        text = f"{value:.6f}" if value < 10 else f"{value:g}"  # 1.001190 is kept as 1.00119
    elif isinstance(value, datetime | date):
        text = f"{value:%Y-%m-%d}"
    else:
        text = "" if value is None else str(value)
    return Cell(text[: limits.cell], formula=kind == "f")


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, datetime) else None


def read_csv(data: bytes, limits: Limits) -> Table:
    """Read a CSV file: comma, semicolon or tab, in any encoding seen in offices.

    Raises:
        ImportRefused: it has no such headings, is too long, or is no CSV.
    """
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused("not a text file")
    text, encoding = decode(data)
    first = text[:5000]
    delimiter = max(";\t,", key=first.count)
    csv.field_size_limit(limits.cell)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [
            (reader.line_num, [Cell(text, text.startswith("=")) for text in row[: limits.columns]])
            for row in itertools.islice(reader, limits.rows + 1)
        ]
    except csv.Error as exc:
        raise ImportRefused(f"line {reader.line_num}: {exc}") from exc
    if len(rows) > limits.rows:
        raise ImportRefused(f"more than {limits.rows} rows")
    table = _table(iter(rows), "line")
    if table is None:
        raise ImportRefused("no line has headings for code and title, such as “Mã số” and “Tên”")
    remarks = () if encoding == "utf-8" else (f"read as {encoding}",)
    return replace(table, remarks=remarks)


def _table(rows: Rows, place: str) -> Table | None:
    headings = _headings(itertools.islice(rows, _LOOK_FOR_HEADINGS))
    if headings is None:
        return None
    records: list[Record] = []
    skipped: list[Skipped] = []
    for number, row in itertools.chain(headings.rest, rows):
        named = {
            name: cell
            for name, cell in zip(headings.names, row, strict=False)
            if name and cell.text
        }
        if not named:
            continue
        where = f"{place} {number}"
        code = named.get("ma_thu_tuc", Cell(""))
        formulas = [name for name, cell in named.items() if cell.formula]
        if formulas:
            known = "" if code.formula or not code.text.strip() else f" ({code.text.strip()[:30]})"
            skipped.append(
                Skipped(
                    where + known, f"a formula stands in {', '.join(formulas)}: paste values only"
                )
            )
        elif set(named) <= {"ma_thu_tuc"} or "ten_thu_tuc" not in named:
            skipped.append(Skipped(where, "no title"))
        else:
            texts = {"ma_thu_tuc": "", **{name: cell.text for name, cell in named.items()}}
            records.append(page_record(texts, where))
    return Table(tuple(records), tuple(skipped))


@dataclass(frozen=True, slots=True)
class _Headings:
    names: Sequence[str | None]
    rest: Iterable[tuple[int, list[Cell]]]


def _headings(rows: Iterable[tuple[int, list[Cell]]]) -> _Headings | None:
    looked = list(rows)
    for place, (_, row) in enumerate(looked):
        names: list[str | None] = []
        for cell in row:
            name = canonical(cell.text) if len(cell.text) < 80 else None
            names.append(None if name in names else name)
        if set(names) >= _NEEDED:
            return _Headings(names, looked[place + 1 :])
    return None
