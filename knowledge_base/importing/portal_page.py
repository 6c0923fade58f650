"""Records of the two crawlers: the page of a procedure as it stands, and its DOC export.

Tables of operators (XLSX, CSV) use the same names, in other spellings: they are read here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract.facets import Facet
from knowledge_base.importing.crawled import snapshot_day, text_of
from knowledge_base.importing.footers import said, without_footer
from knowledge_base.importing.glued import (
    CHANNELS,
    UNITS,
    cleaned_paper,
    list_of,
    papers_in,
    results_in,
    ways_in,
)
from knowledge_base.importing.records import Paper, Record, Way
from knowledge_base.retrieval.records import Channel
from knowledge_base.retrieval.text import fold

_SPELLINGS = {
    "ma_thu_tuc": "ma ma_so ma_tthc ma_so_tthc ma_thu_tuc_hanh_chinh code id thu_tuc_id",
    "ten_thu_tuc": "ten ten_tthc ten_thu_tuc_hanh_chinh title name",
    "linh_vuc": "field",
    "cap_thuc_hien": "cap level levels",
    "doi_tuong_thuc_hien": "doi_tuong subjects",
    "so_quyet_dinh": "quyet_dinh quyet_dinh_cong_bo decision",
    "trinh_tu_thuc_hien": "trinh_tu steps steps_text",
    "cach_thuc_thuc_hien": "cach_thuc methods methods_text",
    "thanh_phan_ho_so": "ho_so dossier dossier_text",
    "can_cu_phap_ly": "can_cu legal_basis legal_text",
    "co_quan_thuc_hien": "executing_agency",
    "co_quan_co_tham_quyen": "competent_agency",
    "dia_chi_tiep_nhan": "dia_chi_tiep_nhan_hs dia_chi_tiep_nhan_ho_so noi_nop receiving_address",
    "yeu_cau_dieu_kien": "yeu_cau_dieu_kien_thuc_hien dieu_kien conditions",
    "ket_qua_xu_ly": "ket_qua_thuc_hien ket_qua results",
    "thoi_han_giai_quyet": "thoi_han thoi_gian thoi_gian_giai_quyet time_limit",
    "phi_le_phi": "phi le_phi fee fees",
    "detail_url": "url duong_dan",
    "ngay_lay": "snapshot crawled_at ngay_cap_nhat",
    "raw_text": "",
    "co_quan_ban_hanh": "issuing_agency co_quan_cong_bo",
}
_CANONICAL = {
    spelling: name for name, more in _SPELLINGS.items() for spelling in (name, *more.split())
}
_LIST_ONLY = {
    "ma_thu_tuc", "ten_thu_tuc", "linh_vuc", "cap_thuc_hien", "co_quan_thuc_hien",
    "co_quan_ban_hanh", "so_quyet_dinh", "doi_tuong_thuc_hien", "co_quan_co_tham_quyen",
    "detail_url", "ngay_lay",
}  # fmt: skip
_STATED = re.compile(r"Mã thủ tục\s*:?\s*(\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?)")
_UNIT = re.compile(rf"^\s*(\d+(?:[.,]\d+)?)\s*({'|'.join(UNITS)})\s*\.?\s*$", re.IGNORECASE)


def canonical(heading: str) -> str | None:
    """Give the name a heading or key stands for: ``Mã số`` and ``mã_thủ_tục`` are one."""
    return _CANONICAL.get(re.sub(r"[\W_]+", "_", fold(heading)).strip("_"))


def is_page(record: Mapping[str, Any]) -> bool:
    """Tell a record of the crawler of pages, or a row of a table."""
    return {"ma_thu_tuc", "ten_thu_tuc"} <= set(map(canonical, record))


def is_export(record: Mapping[str, Any]) -> bool:
    """Tell a record made from the portal's DOC export."""
    return isinstance(record.get("metadata"), dict) and isinstance(record.get("content"), dict)


def page_record(record: Mapping[str, Any], where: str) -> Record:
    """Read a page, or a row of a table.

    Raises:
        KeyError, TypeError: it has another shape.
    """
    return _read(_by_name(record), where)


def export_record(record: Mapping[str, Any], where: str) -> Record:
    """Read a DOC export: ``metadata``, ``content`` and ``tables``.

    Raises:
        KeyError, TypeError, AttributeError: it has another shape.
    """
    named = {**_by_name(record["metadata"]), **_by_name(record["content"])}
    return _read(named, where, tables=record.get("tables") or {})


def _by_name(record: Mapping[str, Any]) -> dict[str, str]:
    named: dict[str, str] = {}
    for key in record:
        name = canonical(key)
        if name:
            text = text_of(record, key)
            named[name] = named.get(name) or text
    return named


def _read(named: Mapping[str, str], where: str, tables: Mapping[str, Any] | None = None) -> Record:
    def said_of(name: str) -> str:
        return said(without_footer(named.get(name, ""))[0])

    unparsed: list[tuple[Facet, str]] = []
    ways = _table_ways(tables) if tables else ()
    ways = ways or _ways(named, unparsed)
    papers = _table_papers(tables) if tables else ()
    papers = papers or papers_in(said_of("thanh_phan_ho_so"))
    if not papers and said_of("thanh_phan_ho_so"):
        unparsed.append((Facet.DOSSIER, said_of("thanh_phan_ho_so")))
    stated = _STATED.search(named.get("raw_text", ""))
    channels = {way.channel for way in ways}
    footer = any(without_footer(named.get(n, ""))[1] for n in named if n != "raw_text")
    return Record(
        where=where,
        code=named["ma_thu_tuc"],
        title=named["ten_thu_tuc"],
        field=said_of("linh_vuc"),
        levels=list_of(said_of("cap_thuc_hien")),
        audience=list_of(said_of("doi_tuong_thuc_hien")),
        decision=said_of("so_quyet_dinh"),
        stated_code=stated[1] if stated else "",
        page=named.get("detail_url", ""),
        papers=papers,
        ways=ways,
        results=results_in(said_of("ket_qua_xu_ly")),
        steps=said_of("trinh_tu_thuc_hien"),
        conditions=said_of("yeu_cau_dieu_kien"),
        address=said_of("dia_chi_tiep_nhan"),
        agency=said_of("co_quan_co_tham_quyen"),
        executing_agency=said_of("co_quan_thuc_hien"),
        legal=_legal(said_of("can_cu_phap_ly"), tables or {}),
        online=Channel.ONLINE in channels if channels else None,
        postal=Channel.POSTAL in channels if channels else None,
        taken_on=snapshot_day(named.get("ngay_lay", "")),
        plain=tuple(_plain(named)),
        unparsed=tuple(unparsed),
        remarks=("the footer of the page stood in a field and was cut off",) if footer else (),
        listed=not (set(named) - _LIST_ONLY),
    )


def _legal(text: str, tables: Mapping[str, Any]) -> tuple[str, ...]:
    rows = tables.get("can_cu_phap_ly") or ()
    texts = [f"{row.get('trich_yeu') or ''} {row.get('so_ky_hieu') or ''}".strip() for row in rows]
    text = re.sub(r"^Tên văn bản pháp lý\s*Mã văn bản", "", text)
    return tuple(filter(None, (*texts, text)))


def _ways(named: Mapping[str, str], unparsed: list[tuple[Facet, str]]) -> tuple[Way, ...]:
    text = without_footer(named.get("cach_thuc_thuc_hien", ""))[0]
    ways = ways_in(text)
    if ways:
        return ways
    if said(text):
        unparsed.append((Facet.WHERE, text))
    return ()


def _plain(named: Mapping[str, str]) -> Iterator[tuple[Facet, str]]:
    for facet, name in ((Facet.TIME_LIMIT, "thoi_han_giai_quyet"), (Facet.FEE, "phi_le_phi")):
        if said(named.get(name, "")):
            yield facet, said(named[name])


def _table_ways(tables: Mapping[str, Any]) -> tuple[Way, ...]:
    ways = []
    for row in tables.get("hinh_thuc_nop") or ():
        channel = CHANNELS.get(str(row.get("hinh_thuc") or "").strip().lower())
        if channel is None:
            continue
        limit = said(str(row.get("thoi_han_giai_quyet") or ""))
        known = _UNIT.match(limit)
        time, unit = (known[1], known[2].lower()) if known else (limit, "")
        fee = said(str(row.get("phi_le_phi") or ""))
        note = said(str(row.get("mo_ta") or ""))
        number = re.match(r"\d+(?:[.,]\d+)?", time)
        if not known and number and time != number[0]:
            time, unit = number[0], time[number.end() :].strip()
        ways.append(Way(channel, time, unit, fee, note))
    return tuple(ways)


def _table_papers(tables: Mapping[str, Any]) -> tuple[Paper, ...]:
    papers = []
    for row in tables.get("thanh_phan_ho_so") or ():
        counts = f"{row.get('so_luong') or ''} {row.get('ghi_chu') or ''}"
        originals = re.search(r"Bản chính\s*:\s*(\d+)", counts)
        copies = re.search(r"Bản sao\s*:\s*(\d+)", counts)
        name = re.sub(r"^\s*\d{1,2}\.\s+", "", str(row.get("ten_giay_to") or ""))
        paper = cleaned_paper(
            Paper(
                name,
                originals=int(originals[1]) if originals else None,
                copies=int(copies[1]) if copies else None,
            )
        )
        if paper.name:
            papers.append(paper)
    return tuple(papers)
