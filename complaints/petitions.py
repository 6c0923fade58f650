"""A petition ready to be signed, as DOCX and PDF, from what somebody typed. Nothing is kept.

What it holds follows what the laws ask for (Luật Khiếu nại 2011 Điều 8, Luật Tố cáo 2018 Điều 23);
it is no copy of a printed form. A denouncer writes name and address in by hand: this system does
not ask for them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docxtpl import DocxTemplate
from fpdf import FPDF

from complaints.deadlines import Path

FONTS = FilePath(__file__).parent / "fonts"
_BLANK = "." * 60
_TITLES = {
    Path.FEEDBACK: "ĐƠN PHẢN ÁNH, KIẾN NGHỊ",
    Path.COMPLAINT: "ĐƠN KHIẾU NẠI",
    Path.DENUNCIATION: "ĐƠN TỐ CÁO",
}
_WHO = {
    Path.FEEDBACK: "Người phản ánh",
    Path.COMPLAINT: "Người khiếu nại",
    Path.DENUNCIATION: "Người tố cáo",
}
_AGAINST = {
    Path.FEEDBACK: "Người, nơi bị phản ánh",
    Path.COMPLAINT: "Người, cơ quan bị khiếu nại",
    Path.DENUNCIATION: "Người bị tố cáo",
}


@dataclass(frozen=True, slots=True)
class Petition:
    """What a petition says; what is empty becomes a line to write on."""

    path: Path
    to: str = ""
    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    against: str = field(default="", repr=False)
    office: str = field(default="", repr=False)
    when: str = field(default="", repr=False)
    what: str = field(default="", repr=False)
    request: str = field(default="", repr=False)


def lines(petition: Petition) -> list[tuple[str, str]]:
    """Give labels and what stands behind them, in order."""
    by_hand = petition.path == Path.DENUNCIATION
    name, address, phone = (
        ("", "", "") if by_hand else (petition.name, petition.address, petition.phone)
    )
    rows = [
        ("Kính gửi", petition.to),
        (_WHO[petition.path], name),
        ("Địa chỉ", address),
        ("Điện thoại, cách liên hệ", phone),
        (_AGAINST[petition.path], petition.against),
        ("Nơi làm việc", petition.office),
        ("Thời gian xảy ra", petition.when),
        ("Nội dung", petition.what),
        ("Yêu cầu giải quyết", petition.request),
    ]
    return [(label, said.strip() or _BLANK) for label, said in rows]


def docx_of(petition: Petition, today: date) -> bytes:
    """Give the petition as a DOCX file."""
    template = DocxTemplate(_template())
    template.render(
        {
            "title": _TITLES[petition.path],
            "rows": [{"label": label, "said": said} for label, said in lines(petition)],
            "day": f"ngày {today.day:02d} tháng {today.month:02d} năm {today.year}",
            "who": _WHO[petition.path],
        },
        autoescape=True,
    )
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def pdf_of(petition: Petition, today: date) -> bytes:
    """Give the petition as a PDF file."""
    pdf = FPDF(format="A4")
    pdf.set_margin(20)
    pdf.add_font("DejaVu", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.add_page()

    def write(text: str, *, bold: bool = False, size: int = 11, align: str = "L") -> None:
        pdf.set_font("DejaVu", "B" if bold else "", size)
        pdf.multi_cell(0, size * 0.6, text, align=align, new_x="LMARGIN", new_y="NEXT")

    write("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, align="C")
    write("Độc lập - Tự do - Hạnh phúc", bold=True, align="C")
    pdf.ln(4)
    write(f"……………, ngày {today.day:02d} tháng {today.month:02d} năm {today.year}", align="R")
    pdf.ln(4)
    write(_TITLES[petition.path], bold=True, size=15, align="C")
    pdf.ln(4)
    for label, said in lines(petition):
        write(f"{label}: {said}")
        pdf.ln(2)
    write("Tôi cam đoan những điều trên là đúng và chịu trách nhiệm về nội dung đơn.")
    pdf.ln(6)
    write(f"{_WHO[petition.path]}\n(ký, ghi rõ họ tên)", align="R")
    return bytes(pdf.output())


def _template() -> io.BytesIO:
    """Build the template: plain paragraphs with places that docxtpl fills."""
    document = Document()
    for text, centre, bold in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, True),
        ("Độc lập - Tự do - Hạnh phúc", True, True),
        ("……………, {{ day }}", False, False),
        ("{{ title }}", True, True),
        ("{%p for row in rows %}", False, False),
        ("{{ row.label }}: {{ row.said }}", False, False),
        ("{%p endfor %}", False, False),
        ("Tôi cam đoan những điều trên là đúng và chịu trách nhiệm về nội dung đơn.", False, False),
        ("{{ who }} (ký, ghi rõ họ tên)", False, False),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(text).bold = bold
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out
