"""How people name a part of a complaint: "sửa ngày", "nơi xảy ra: phường Dĩ An"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.complaint_answers import words_of
from actions.turn import Turn
from complaints.drafts import ASKED, Field
from complaints.folding import fold

_FIELD_WORDS: tuple[tuple[str, Field], ...] = (
    ("mã hồ sơ", Field.DOSSIER_CODE),
    ("hồ sơ", Field.DOSSIER_CODE),
    ("liên hệ", Field.CONTACT),
    ("điện thoại", Field.CONTACT),
    ("người gửi", Field.CONTACT),
    ("ẩn danh", Field.ANONYMOUS),
    ("danh tính", Field.ANONYMOUS),
    ("nội dung", Field.WHAT),
    ("thời gian", Field.WHEN),
    ("tên cán bộ", Field.WHO),
    ("ngày", Field.WHEN),
    ("việc", Field.WHAT),
    ("nơi xảy ra", Field.OFFICE),
    ("nơi", Field.OFFICE),
    ("địa điểm", Field.OFFICE),
    ("quầy", Field.OFFICE),
    ("người", Field.WHO),
    ("cán bộ", Field.WHO),
)
"""How people name a field; longer names before the shorter ones they contain."""


_NAMES = "|".join(
    sorted(
        {re.escape(n) for name, _ in _FIELD_WORDS for n in (name, fold(name))},
        key=len,
        reverse=True,
    )
)
_CHANGE = (
    r"(?:cho (?:toi|tôi|em|tui) )?(?:sửa|sua|đổi|doi|chỉnh|chinh)(?: (?:lại|lai))?"
    r"(?: (?:phần|phan))?"
)
_IS = r"(?:(?:phải|phai)\s+)?(?:là|la|thành|thanh)\s+"
_INTO = rf"(?:\s*[,:]\s*(?:{_IS})?|\s+{_IS})"
_WITH_VALUE = re.compile(
    rf"^(?:{_CHANGE}\s+(?P<field>(?:{_NAMES})(?:\s+(?:liên quan|lien quan|xảy ra|xay ra))?){_INTO}"
    rf"|(?P<bare>(?:{_NAMES})(?:\s+(?:liên quan|lien quan|xảy ra|xay ra))?)"
    r"(?:\s*:\s*|\s+(?:(?:thì|thi)\s+)?ghi\s+))(?P<value>.+)$",
    re.IGNORECASE,
)


def field_meant(turn: Turn) -> Field | None:
    """Read which field is meant; a button can be forged, so anything else is no field."""
    marked = str(turn.entities.get("field") or "")
    if marked in ASKED:
        return Field(marked)
    typed = " ".join((marked or words_of(turn)).lower().split())
    if fold(typed) != typed:  # "nói" is no "nơi", and "ngay" no "ngày"
        return _named_in(typed, _FIELD_WORDS)
    bare = [(fold(words), name) for words, name in _FIELD_WORDS]
    return _named_in(typed, [(words, name) for words, name in bare if words != "noi"])


def _named_in(typed: str, names: Sequence[tuple[str, Field]]) -> Field | None:
    return next((name for words, name in names if re.search(rf"\b{words}\b", typed)), None)


def field_and_value(words: str) -> tuple[Field, str] | None:
    """Find a field with what it is to hold: "sửa ngày, phải là hôm kia", "thời gian: hôm qua"."""
    composed = " ".join(words.split())
    found = _WITH_VALUE.match(composed)
    if found is None:
        return None
    said = fold(found["field"] or found["bare"])
    field = next((f for name, f in _FIELD_WORDS if said.startswith(fold(name))), None)
    value = found["value"].strip(" ,.:")
    return None if field is None or not value else (field, value)
