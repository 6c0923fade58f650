"""A report as XLSX, DOCX and SVG."""

from __future__ import annotations

import io
from html import escape

from docx import Document
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from complaints.reports import HIDDEN, Figures, Row

HEADINGS = (
    "Đơn vị bị phản ánh", "Loại", "Đã gửi", "Đã trả lời", "Trung vị ngày làm việc đến trả lời đầu",
    "Đúng mốc", "Trễ mốc", "Xin xem lại", "Điểm trung bình",
)  # fmt: skip
NOTES = (
    "Số từ 1 đến 4, và số có thể suy ra từ đó, được ẩn để không lộ người liên quan.",
    "Mốc trả lời là mốc nội bộ; quy định đã kiểm chứng không đặt hạn trả lời phản ánh.",
    "Điểm trung bình chỉ hiện khi có từ 5 lượt chấm.",
    "Không tính phản ánh mà người xem báo cáo không được thấy.",
)
_BAR, _GAP, _LABEL, _WIDTH = 26, 10, 260, 720  # units of the drawing


def cells(row: Row) -> list[str | int | float]:
    """Give a row as it is shown; nothing is said of what is hidden or does not exist."""
    counts = (row.filed, row.answered, row.in_time, row.late, row.reopened)
    filed, answered, *others = [HIDDEN if count is None else count for count in counts]
    none_yet = HIDDEN if row.answered is None else ""
    days = none_yet if row.days is None else row.days
    rating = "" if row.rating is None else row.rating
    return [row.unit, row.kind, filed, answered, days, *others, rating]


def title_of(figures: Figures) -> str:
    """Name a report by its period."""
    return f"Báo cáo phản ánh từ {figures.first:%d/%m/%Y} đến {figures.last:%d/%m/%Y}"


def total_of(figures: Figures) -> str:
    """Say how many there were."""
    total = HIDDEN if figures.total is None else number(figures.total)
    return f"Tổng số phản ánh: {total}"


def number(value: float) -> str:
    """Write a number as it is written in Vietnamese: 1.234,5."""
    text = f"{value:,.1f}" if isinstance(value, float) and value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))


def xlsx_of(figures: Figures) -> bytes:
    """Give the report as a workbook: the table, a chart, the notes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Phản ánh"
    for line in ((title_of(figures),), (total_of(figures),), (), HEADINGS):
        sheet.append(line)
    for row in figures.rows:
        sheet.append(cells(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name that begins with "=" is no formula
    for cell in (*sheet[1], *sheet[4]):
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHI", (36, 22, 10, 12, 20, 10, 10, 12, 12), strict=True):
        sheet.column_dimensions[column].width = width
    if figures.rows:
        last = 4 + len(figures.rows)
        chart = BarChart()
        chart.type, chart.title, chart.legend = "bar", "Số phản ánh đã gửi theo đơn vị", None
        chart.y_axis.scaling.min = 0
        chart.add_data(Reference(sheet, min_col=3, min_row=5, max_row=last))
        chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=last))
        sheet.add_chart(chart, f"A{last + 6}")
    for note in NOTES:
        sheet.append((note,))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx_of(figures: Figures) -> bytes:
    """Give the report as a document."""
    document = Document()
    document.add_heading(title_of(figures), 1)
    document.add_paragraph(total_of(figures))
    if figures.rows:
        table = document.add_table(rows=1, cols=len(HEADINGS))
        table.style = "Table Grid"
        for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
            cell.text = heading
        for row in figures.rows:
            for cell, value in zip(table.add_row().cells, cells(row), strict=True):
                cell.text = value if isinstance(value, str) else number(value)
    for note in NOTES:
        document.add_paragraph(note)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def svg_of(figures: Figures) -> str:
    """Draw complaints by unit: bars from zero, each with its name and its number."""
    rows = figures.rows
    most = max((row.filed or 0 for row in rows), default=0) or 1
    height = len(rows) * (_BAR + _GAP) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" font-size="14"><title>Số phản ánh đã gửi theo đơn vị</title>'
    ]
    for place, row in enumerate(rows):
        top = _GAP + place * (_BAR + _GAP)
        length = round((row.filed or 0) / most * (_WIDTH - _LABEL - 80))
        said = HIDDEN if row.filed is None else number(row.filed)
        middle = top + _BAR * 0.7
        parts.append(
            f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" fill="currentColor">'
            f"{escape(row.unit[:34])}</text>"
            f'<rect x="{_LABEL}" y="{top}" width="{length}" height="{_BAR}" fill="#2f6f8f"/>'
            f'<text x="{_LABEL + length + 6}" y="{middle}" fill="currentColor">{said}</text>'
        )
    return "".join((*parts, "</svg>"))
