"""The figures of a period as XLSX and CSV."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from insight import wording
from insight.figures import Figures
from insight.sheets import channel_name, outcome_name, sheets

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CSV_HEADINGS = ("ngay", "kenh", "ket_cuc", "luot")


def xlsx_of(found: Figures) -> bytes:
    """Give a workbook with a sheet for each table of the page."""
    book = Workbook()
    book.remove(book.active)
    for table in sheets(found):
        sheet = book.create_sheet(table.name)
        sheet.append((_title(found),))
        sheet.append(table.headings)
        for row in table.rows:
            sheet.append(list(row))
            for cell, heading in zip(sheet[sheet.max_row], table.headings, strict=True):
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a name that begins with "=" is no formula
                elif heading.startswith("Tỉ lệ"):
                    cell.number_format = "0.0%"
        for cell in (*sheet[1], *sheet[2]):
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A3"
        for place, heading in enumerate(table.headings, start=1):
            width = 44 if place == 1 else max(12, len(heading) + 2)
            sheet.column_dimensions[get_column_letter(place)].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(found: Figures) -> bytes:
    """Give turns by day, channel and ending, for other programs to count on with.

    UTF-8 with a byte order mark, so that spreadsheets read the accents.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_CSV_HEADINGS)
    for one in sorted(found.days, key=lambda one: (one.day, one.channel)):
        for outcome, count in sorted(one.tally.outcomes.items()):
            names = (channel_name(one.channel), outcome_name(outcome))
            writer.writerow((one.day.isoformat(), *map(_plain, names), count))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _title(found: Figures) -> str:
    title = f"Số liệu {wording.days(found.first, found.last)}"
    return f"{title}, kênh {channel_name(found.channel)}" if found.channel else title
