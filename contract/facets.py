"""The facets of a procedure: the closed list of things a citizen can ask about one."""

from __future__ import annotations

from enum import StrEnum


class Facet(StrEnum):
    """One aspect of a procedure; the value is what content files, slots and replies carry."""

    SUMMARY = "summary"
    DOSSIER = "dossier"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    WHERE = "where"
    ONLINE = "online"
    POSTAL = "postal"
    CONDITIONS = "conditions"
    RESULT = "result"
    FORMS = "forms"
    LEGAL_BASIS = "legal_basis"


FACET_TITLES: dict[Facet, str] = {
    Facet.SUMMARY: "Tóm tắt",
    Facet.DOSSIER: "Hồ sơ",
    Facet.STEPS: "Các bước",
    Facet.TIME_LIMIT: "Thời hạn",
    Facet.FEE: "Lệ phí",
    Facet.WHERE: "Nơi nộp",
    Facet.ONLINE: "Nộp trực tuyến",
    Facet.POSTAL: "Qua bưu điện",
    Facet.CONDITIONS: "Điều kiện",
    Facet.RESULT: "Kết quả",
    Facet.FORMS: "Biểu mẫu",
    Facet.LEGAL_BASIS: "Căn cứ pháp lý",
}
"""Short Vietnamese titles, as they stand on cards and buttons."""
