"""How people name a part of a complaint: "sửa ngày", "nơi xảy ra: phường Dĩ An"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.complaint_answers import words_of
from actions.complaint_clauses import Clause, flat
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


_LISTED = "|".join(sorted({fold(name) for name, _ in _FIELD_WORDS}, key=len, reverse=True))
_NAMED = (
    rf"(?P<field>{_LISTED})(?: (?:lien quan|xay ra|viec|cua vu viec|bi phan anh))?"
    r"(?: (?:nua|do|dung|cung|day))*"
)
_CHANGE = (
    r"(?:(?:cho|giup|gium|nho) (?:toi|em|tui|minh|chau) )?(?:sua|doi|chinh|ghi|viet)"
    r"(?: (?:lai|giup|gium|cho|dum|ho|em|toi|tui|minh))*(?: (?:cho|phan|muc|o|cai))*"
)
_HOLD = r"(?:(?:thi|phai|chi|nen|can|cu|se|moi|duoc|la) )*(?:ghi|de|viet|sua|doi|dien)"
_INTO = (
    r"(?:\s*[,:]\s*(?:(?:phai |moi )?(?:la|thanh|sang) )?"
    r"|\s+(?:(?:lai|cho|dung) )*(?:phai |moi |chi )?(?:la|thanh|sang|qua)\b:?\s*)"
)
_ONESELF = r"(?:(?:em|toi|tui|minh|chau|muon|can|xin|lam on|nho|anh|chi|ban|ad|hay|phan) )*"
_CHANGED = re.compile(rf"{_ONESELF}{_CHANGE} {_NAMED}{_INTO}(?P<value>\S.*)")
_HELD = re.compile(
    rf"{_ONESELF}{_NAMED}(?:\s*:\s*| {_HOLD}(?: (?:lai|dung|rang|la|thanh|gon))*\s*:?\s+"
    r"|(?<=lien quan) (?:phai |moi |chi )?la |(?<=xay ra) (?:phai |moi |chi )?la "
    r"|(?<=ngay) (?:phai |moi |chi )?la |(?<=thoi gian) (?:phai |moi |chi )?la "
    r"|(?<=dung) la )(?P<value>\S.*)"
)
_HELD_ALONE = re.compile(rf"{_HOLD}(?: (?:lai|dung|la|thanh|sang|gon))*\s*:?\s+(?P<value>\S.*)")
_AT = r"(?:(?:cai|phan|cho|muc|o|dong) )+"
_EMPTY = r"(?:(?:bo|de) trong|xoa|bo|go|cat)"
_GONE = (
    r"(?: (?:di|trong|luon|het|giup|gium|dum|ho|cho|nha|nhe|nghe|a|em|chau|con|ban|ad|toi|tui|minh"
    r"|ba|bac|co|chu|ong))*"
)
_EMPTIED = re.compile(
    rf"{_ONESELF}(?:thi |ma |con )?(?:{_EMPTY}{_GONE} {_AT}{_NAMED.replace('field', 'first')}"
    rf"|{_AT}{_NAMED}(?: thi| cu)? {_EMPTY}){_GONE}"
)
"""What a field holds is to go: "bỏ trống phần người liên quan", "chỗ người liên quan xóa đi"."""
_WRONG = re.compile(
    r"(?:(?:rua|vay|the|nhu vay|bi|la|ghi) )*(?:lon xon|lung tung|tum lum|linh tinh|bay ba|dai dong"
    r"|ky cuc|tao lao|roi ram|(?:tam )?bay|trat(?: lat)?"
    r"|(?:chua|khong|ko|k|hong) dung|lon|sai|nham|sai bet)"
    r"(?: (?:roi|het|do|a|qua|lam|the|vay|tron|tum lum|bet))*"
)
_DOUBTED = re.compile(
    rf"{_ONESELF}{_NAMED} (?:\w+ ){{0,2}}?(?:sao|tai sao)(?: (?:lai|ma|la|thanh|ghi|de|toan))+\b.*"
    rf"|(?:sao|tai sao)(?: (?:lai|ma|phan|cai|ghi))* "
    rf"{_NAMED.replace('<field>', '<which>')} (?:lai |ghi |thanh )*(?:la|ghi|thanh)\b.*"
)
"""What a field holds is wondered at: "người liên quan sao lại là tôi?"."""
_INSTEAD = re.compile(r"(?:(?:thi|phai|xin|cho|hay|nho) )*(?:sua|doi|chinh|(?:ghi|viet) lai)\b")
_REWRITES = re.compile(
    r"\b(?:bo|xoa|cat|chi ghi|sua|doi|ghi lai|sai|trat|tam bay|bay (?:ba|roi|het|qua))\b"
)
_NOT_THAT = re.compile(
    r"[\s,]+(?:chu|cho|ma)(?: (?:dau|co))? (?:khong|hong|hok|ko|k|chang|cha|dau|dung)\b.*$"
    r"|[\s,]+(?:moi (?:dung|phai)|la dung)\b.*$"
)
_PLAIN_NAMES = frozenset({"can bo", "nguoi", "viec", "ho so", "quay", "lien he", "dien thoai"})
_MAY_BE_EMPTY = frozenset({Field.WHO, Field.WHEN, Field.DOSSIER_CODE})
_SHORT_NAMES = {"noi": "nơi", "ngay": "ngày", "viec": "việc", "quay": "quầy", "nguoi": "người"}
"""Folded, these are also other words ("nói", "ngay", "quay"): they count as typed, with accents."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a field is to hold instead; no words where only the field is named as wrong."""

    name: Field
    words: str = field(repr=False)


def change_in(clause: Clause, pending: Field | None = None) -> Change | None:
    """Read a clause that says what a field is to hold: "ngày phải ghi là 29/11".

    Args:
        clause: without what leads up to it.
        pending: the field that the clause before spoke of: "nơi xảy ra bỏ chữ đó, chỉ ghi X".
    """
    said = clause.flat
    found = _CHANGED.match(said) or _HELD.match(said)
    if found is not None and _is_meant(clause, found):
        if found.re is _HELD and _is_told(found):
            return None
        value = without_denied(clause.cut(found.start("value")))
        name = _field_named(found["field"])
        return Change(name, value) if name is not None and value else None
    found = _HELD_ALONE.fullmatch(said) if pending is not None else None
    if found is not None and pending is not None:
        return Change(pending, without_denied(clause.cut(found.start("value"))))
    return None


def emptied_in(clause: Clause) -> Field | None:
    """Give the field that is to be left empty; a complaint needs its story and its place."""
    found = _EMPTIED.fullmatch(clause.flat)
    name = _field_named(found["first"] or found["field"]) if found is not None else None
    return name if name in _MAY_BE_EMPTY else None


def field_rewritten(clause: Clause) -> Field | None:
    """Give the field that a clause speaks of without saying what it is to hold."""
    doubted = _doubted(clause)
    if doubted is not None:
        return doubted
    found = re.match(rf"(?:{_CHANGE} )?{_NAMED}\b", clause.flat)
    if found is None or not _is_meant(clause, found):
        return None
    beside = clause.flat[: found.start("field")] + "_" + clause.flat[found.end("field") :]
    if not _REWRITES.search(beside):  # "cán bộ" takes nothing out
        return None
    return _field_named(found["field"])


def is_doubted(clause: Clause) -> bool:
    """Tell whether a clause wonders at what a field holds, as no question wants an answer."""
    return _doubted(clause) is not None


def _doubted(clause: Clause) -> Field | None:
    found = _DOUBTED.fullmatch(clause.flat)
    said = (found["field"] or found["which"]) if found is not None else None
    # "cán bộ sao lại ghi sai tên tôi" is what happened.
    tells = said in _PLAIN_NAMES and not re.search(r"lien quan|xay ra", clause.flat)
    name = None if said is None or tells else _field_named(said)
    return None if name == Field.WHAT else name


def is_called_wrong(words: str) -> bool:
    """Tell whether what a field is said to hold only says that it is wrong: "lộn xộn quá"."""
    return _WRONG.fullmatch(flat(words)) is not None


def corrects_again(clause: Clause) -> bool:
    """Tell whether a clause says anew what the field named before is to hold: "sửa lại là…"."""
    return _INSTEAD.match(clause.flat) is not None


def without_denied(words: str) -> str:
    """Leave out what something is not: "thứ tư chứ không phải thứ năm"."""
    denied = _NOT_THAT.search(flat(words))
    return words[: denied.start()].strip(" ,.:;") if denied else words.strip(" ,.:;")


def _is_told(found: re.Match[str]) -> bool:
    """Tell a story from a correction: "cán bộ chỉ ghi vào sổ" changes nothing."""
    before = found[0][: found.start("value")]
    return found["field"] in _PLAIN_NAMES and not re.search(r"lien quan|xay ra|:", before)


def _is_meant(clause: Clause, found: re.Match[str]) -> bool:
    typed = clause.words[found.start("field") : found.end("field")].lower()
    meant = _SHORT_NAMES.get(found["field"])
    return meant is None or typed == meant or clause.words.lower() == clause.flat


def _field_named(said: str) -> Field | None:
    return next((name for words, name in _FIELD_WORDS if fold(words) == said), None)


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
