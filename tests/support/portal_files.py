"""Files as the National Portal and crawlers give them, made here: no real record is kept."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
FOOTER = (
    "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành"
    "-- Chọn Tỉnh/ Thành phố --Hệ thống chỉ hiển thị những cơ quan đã áp dụng"
)
EXPORTED_AT = datetime(2026, 7, 1)  # noqa: DTZ001 - workbooks keep no zone
BEES = "2.999999"
HIVES = "2.999998"

RECORD = {
    "id": BEES,
    "title": "Thủ tục cấp phép nuôi ong",
    "field": "Chăn nuôi",
    "levels": ["Cấp Xã"],
    "subjects": ["Công dân Việt Nam"],
    "decision": "77/QĐ-BNNMT",
    "dossier": [{"name": "- Đơn nuôi ong", "case": None, "original": 1, "copy": 0}],
    "methods": [
        {"channel": "direct", "time_value": "5", "time_unit": "Ngày làm việc", "fee": "Miễn phí"}
    ],
    "legal_basis": ["Luật Chăn nuôi 32/2018/QH14"],
    "steps_text": "Bước 1: Nộp đơn nuôi ong.\nBước 2: Nhận giấy.",
    "results": [{"name": "Giấy phép nuôi ong"}],
    "snapshot": "2026-06/07 crawl",
}


def record(**more: Any) -> dict[str, Any]:
    """Give a normalised record."""
    return {**RECORD, **more}


def page(code: str = BEES, stated: str | None = None, **more: Any) -> dict[str, Any]:
    """Give a record of the crawler of pages, whose page states a code."""
    title = "Thủ tục cấp phép nuôi ong"
    return {
        "ma_thu_tuc": code,
        "detail_url": f"https://portal.example/{code}",
        "ten_thu_tuc": title,
        "so_quyet_dinh": "77/QĐ-BNNMT",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Chăn nuôi",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Hợp tác xã",
        "trinh_tu_thuc_hien": "Bước 1: Nộp đơn.\nBước 2: Nhận giấy.",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1Miễn phí"
        "Trực tiếp5 Ngày làm việc10,000 Việt Nam Đồng(/giấy)",
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn nuôi ong1 bản chính",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Chăn nuôi32/2018/QH14",
        "co_quan_thuc_hien": "Không có thông tin",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": f"Giấy phép nuôi ongMã: KQ.G01.000001{FOOTER}",
        "raw_text": f"{title}Tên thủ tục{title}Mã thủ tục{stated or code}Số quyết định77/QĐ-BNNMT",
        **more,
    }


def doc_export(code: str = BEES) -> dict[str, Any]:
    """Give a record made from the portal's DOC export."""
    return {
        "thu_tuc_id": code,
        "source_file": "x.doc",
        "metadata": {
            "mã_thủ_tục": code,
            "tên_thủ_tục": "Thủ tục cấp phép nuôi ong",
            "số_quyết_định": "Quyết định số 77/QĐ-BNNMT",
            "cấp_thực_hiện": "Cấp Bộ",
            "lĩnh_vực": "Chăn nuôi",
        },
        "content": {
            "trình_tự_thực_hiện": "Nộp đơn, nhận giấy.",
            "cơ_quan_thực_hiện": "Cục Chăn nuôi",
            "địa_chỉ_tiếp_nhận_hs": "Số 1, phố Ong",
            "kết_quả_thực_hiện": "Giấy phép nuôi ong",
            "từ_khóa": "Không có thông tin",
        },
        "tables": {
            "hinh_thuc_nop": [
                {
                    "hinh_thuc": "Trực tiếp",
                    "thoi_han_giai_quyet": "10 -25 Ngày",
                    "phi_le_phi": "Phí : 5.000 Đồng",
                    "mo_ta": "",
                },
                {"hinh_thuc": "Bồ câu", "thoi_han_giai_quyet": "1 Ngày"},
            ],
            "thanh_phan_ho_so": [
                {"ten_giay_to": "1. Đơn", "so_luong": "", "ghi_chu": "Bản chính: 1\nBản sao: 2"}
            ],
            "can_cu_phap_ly": [{"so_ky_hieu": "32/2018/QH14", "trich_yeu": "Luật Chăn nuôi"}],
        },
    }


def write_json(path: Path, document: Any) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def write_jsonl(path: Path, *records: Any) -> Path:
    """Write a JSONL file; a text is a line as it is."""
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_list(path: Path, *rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
    """Write a list as the portal exports it: a heading of the state, then the table."""
    book = Workbook()
    book.properties.created = EXPORTED_AT
    sheet = book.active
    sheet.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nDANH SÁCH THỦ TỤC HÀNH CHÍNH"])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def list_row(code: Any = BEES, title: str = "Cấp phép nuôi ong") -> tuple[Any, ...]:
    """Give a row of such a list."""
    return (code, title, "Bộ Nông nghiệp", "Ủy ban nhân dân cấp xã\nSở Ong", "Chăn nuôi")


def with_part(path: Path, name: str, data: bytes) -> Path:
    """Put a part into a zip file in place of the one of that name."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    parts[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return path
