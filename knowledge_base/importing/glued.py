"""Cells of the portal's tables that a crawler glued together, taken apart again.

``Trực tuyến1Miễn phíTrực tiếp7 Ngày10,000 Việt Nam Đồng(/hồ sơ)`` is a table of two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from knowledge_base.importing.footers import NOTHING, said
from knowledge_base.importing.records import Paper, Way
from knowledge_base.retrieval.records import Channel

CHANNELS = {
    "trực tuyến": Channel.ONLINE,
    "nộp trực tuyến": Channel.ONLINE,
    "online": Channel.ONLINE,
    "trực tiếp": Channel.COUNTER,
    "nộp trực tiếp": Channel.COUNTER,
    "direct": Channel.COUNTER,
    "dịch vụ bưu chính": Channel.POSTAL,
    "dịch vụ bưu chính công ích": Channel.POSTAL,
    "qua bưu chính": Channel.POSTAL,
    "postal": Channel.POSTAL,
}
UNITS = ("ngày làm việc", "ngày", "giờ làm việc", "giờ", "tháng", "năm", "tuần", "phút")
MOST_PAPERS = 10  # copies of one paper; more are digits of the word before

_WAYS_HEADER = re.compile(r"^\s*Hình thức nộp\s*Thời gian\s*Phí, lệ phí\s*Mô tả\s*")
_ROW = re.compile(
    rf"(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)\s*(?={NOTHING}|\d+(?:[.,]\d+)?)", re.IGNORECASE
)
_TIME = re.compile(
    rf"\s*(?:{NOTHING}|(\d+(?:[.,]\d+)?)\s*({'|'.join(UNITS)}|))",
    re.IGNORECASE,
)
_FEE = re.compile(
    rf"\s*(?:{NOTHING}|Miễn phí"
    r"|(?:(?:Phí|Lệ phí)\s*:\s*)?[\d.,]*\d\s*(?:Việt Nam Đồng|Đồng|VNĐ|USD|%)?"
    r"|(?:Phí|Lệ phí)\s*:[^(\n]*)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\s*(?:Việt Nam Đồng|VNĐ|Đồng)", re.IGNORECASE)
_PAPERS_HEADER = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
_COUNT = re.compile(r"(\d+)\s*bản chính(?:\s*,?\s*(\d+)\s*bản sao)?|(\d+)\s*bản sao", re.IGNORECASE)
_FORM_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|rar|zip|odt)\s*$", re.IGNORECASE)
_FORM_WORD = re.compile(r"(?<=\S)(?=(?:Mẫu|MẪU|Mau|MAU|Đơn|Tờ khai|Phụ lục|PHỤ LỤC|Biểu)\b)")
_RESULT_CODE = re.compile(r"\s*Mã\s*:\s*KQ\.[A-Za-z0-9]+\.?\d*\s*")
_BULLET = " -–+*•.\n\t"


def ways_in(text: str) -> tuple[Way, ...]:
    """Take the table of ways of filing apart; nothing if it is no such table."""
    text = _WAYS_HEADER.sub("", text)
    starts = list(_ROW.finditer(text))
    ends = [found.start() for found in starts] + [len(text)]
    return tuple(
        _way(CHANNELS[found[1].lower()], text[found.end() : end])
        for found, end in zip(starts, ends[1:], strict=True)
    )


def _way(channel: Channel, row: str) -> Way:
    time = _TIME.match(row)
    number, unit = (time[1] or "", time[2] or "") if time else ("", "")
    rest = row[time.end() :] if time else row
    if number and not unit and _MONEY.match(rest):
        # 110,000 Việt Nam Đồng: where the time ends and the fee starts can't be told.
        return Way(channel, raw=row.strip())
    fee, note = fee_and_note(rest)
    return Way(channel, number, unit.lower(), fee, note)


def fee_and_note(text: str) -> tuple[str, str]:
    """Part a fee, with the brackets behind it, from what follows it."""
    found = _FEE.match(text)
    if found is None:
        return "", said(text)
    if found[0].strip().startswith(NOTHING):
        return "", said(text[found.end() :])
    end = _after_brackets(text, found.end())
    return said(text[:end]), said(text[end:].strip(" \n\t"))


def _after_brackets(text: str, start: int) -> int:
    """Give the place after brackets that open at ``start`` (spaces aside) and close again."""
    depth, place = 0, start
    for place in range(start, len(text)):
        char = text[place]
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth <= 0:
                return place + 1
        elif depth == 0 and not char.isspace():
            return start
    return len(text) if depth else start


def papers_in(text: str) -> tuple[Paper, ...]:
    """Take the dossier apart; nothing if no paper with its number of copies is found."""
    blocks = _PAPERS_HEADER.split(text)
    papers: list[Paper] = []
    case = blocks[0] if len(blocks) > 1 else ""
    for block in blocks[1:] or blocks:
        start = 0
        for count in _COUNT.finditer(block):
            papers.append(_paper(block[start : count.start()], case, count))
            start = count.end()
        case = block[start:]
    return tuple(paper for paper in papers if paper.name)


def _paper(name: str, case: str, count: re.Match[str]) -> Paper:
    originals, copies = count[1], count[2] or count[3]
    first = originals or copies
    glued, number = unglued_count(int(first))
    name += glued
    return cleaned_paper(
        Paper(
            name,
            case_of(case),
            originals=number if originals else None,
            copies=(number if not originals else int(copies)) if copies else None,
        )
    )


def unglued_count(count: int) -> tuple[str, int]:
    """Part ``20261`` originals into the year 2026 of the word before and 1."""
    return ("", count) if count <= MOST_PAPERS else (str(count // 10), count % 10)


def cleaned_paper(paper: Paper) -> Paper:
    """Drop bullets, and take the file of a form off the name it is glued to."""
    name, form = paper.name.strip(_BULLET), paper.form
    if _FORM_FILE.search(name):
        seam = _seam(name)
        if seam:
            name, form = name[:seam].strip(_BULLET), name[seam:].strip()
    return replace(
        paper,
        name=name,
        form=form,
        originals=paper.originals or None,
        copies=paper.copies or None,
    )


def _seam(name: str) -> int:
    """Give the place where the name of a form's file starts, or 0 where that can't be told."""
    starts = [
        found.start()
        for found in _FORM_WORD.finditer(name)
        if name[found.start() - 1] not in "(-_/"
    ]
    glued = [
        place
        for place in range(1, len(name) - 5)
        if name[place].isupper() and (name[place - 1].islower() or name[place - 1] in ').;”"')
    ]
    return max((*starts, *glued), default=0)


def case_of(text: str | None) -> str | None:
    """Give the heading of a block of papers, or None where it says nothing."""
    return said((text or "").strip(_BULLET + ":")).strip(":") or None


def results_in(text: str) -> tuple[str, ...]:
    """Take the results apart at their codes; what stands behind the last code is no result."""
    parts = _RESULT_CODE.split(text)
    if len(parts) == 1:
        return tuple(lines_of(text))
    return tuple(dict.fromkeys(part.strip(_BULLET) for part in parts[:-1] if part.strip(_BULLET)))


def list_of(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Split at commas that part two things: those before a capital letter, outside brackets."""
    text = texts if isinstance(texts, str) else ", ".join(texts)
    parts: list[str] = []
    for part in re.split(r"[,;\n]\s*", text):
        joins = parts and (
            parts[-1].count("(") > parts[-1].count(")") or part[:1] == part[:1].lower()
        )
        if joins:
            parts[-1] += f", {part}"
        elif said(part):
            parts.append(part.strip())
    return tuple(dict.fromkeys(parts))


def lines_of(text: str) -> Iterator[str]:
    """Split a long text into its steps or points; lines that were only wrapped are joined."""
    text = re.sub(r"(?<!^)(?<!\n)(?=\bBước \d+\s*[:.])", "\n", text)
    current = ""
    for line in filter(None, (re.sub(r"\s+", " ", raw).strip() for raw in text.splitlines())):
        starts = re.match(r"(?:[-–+*•]|\(?[a-zđ\divx]{1,4}[.)]|Bước \d)", line)
        wrapped = not starts and current and (line[:1].islower() or current[-1] not in ".:;)")
        if wrapped:
            current = f"{current} {line}"
            continue
        if current:
            yield current
        current = re.sub(r"^[-–+*•]+\s*", "", line)
    if current:
        yield current
