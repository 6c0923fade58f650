"""What a draft changes in an entry, fact by fact, as a reviewer reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from contract.facets import FACET_TITLES
from knowledge_base.models import (
    CertaintyChoice,
    ChannelChoice,
    LexiconKindChoice,
    OfficeLevelChoice,
    OriginChoice,
)
from knowledge_base.publishing.subjects import Record
from knowledge_base.retrieval.records import (
    Certainty,
    Channel,
    Entry,
    Fact,
    LexiconKind,
    Origin,
)

_LABELS = {
    "key": "Mã",
    "number": "Số hiệu",
    "title": "Tên chính thức",
    "plain_name": "Tên gọi thường",
    "names": "Tên dân gian",
    "field": "Lĩnh vực",
    "levels": "Cấp thực hiện",
    "audience": "Đối tượng",
    "sample_questions": "Câu hỏi mẫu",
    "origin": "Nguồn",
    "certainty": "Độ chắc chắn",
    "verified_on": "Kiểm tra lần cuối",
    "name": "Tên gọi",
    "issued_on": "Ngày ban hành",
    "valid_from": "Hiệu lực từ",
    "valid_to": "Hiệu lực đến",
    "replaced_by": "Được thay bởi",
    "url": "Địa chỉ trang",
    "term": "Từ người dân dùng",
    "means": "Từ chính thức",
    "kind": "Loại",
    "level": "Cấp",
    "area": "Địa bàn",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "hours": "Giờ làm việc",
    "basis": "Căn cứ",
}
_CHOICES = {
    Certainty: CertaintyChoice,
    Channel: ChannelChoice,
    LexiconKind: LexiconKindChoice,
    Origin: OriginChoice,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a draft changes.

    Attributes:
        what: the field or facet.
        removed: lines that go.
        added: lines that come.
    """

    what: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def differences(before: Record | None, after: Record) -> list[Difference]:
    """List what a draft changes; everything is new where there is nothing live."""
    found = []
    for field in fields(after):
        if field.name in ("facts", "full_text") or (field.name == "kind" and _is_entry(after)):
            continue
        old = _of_field(before, field.name) if before is not None else ()
        new = _of_field(after, field.name)
        if old != new:
            found.append(_difference(_LABELS.get(field.name, field.name), old, new))
    if isinstance(after, Entry):
        found += _of_facts(before if isinstance(before, Entry) else None, after)
    return found


def _of_field(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    if name == "level":
        value = str(OfficeLevelChoice(value).label).lower()
    return _lines(value)


def _is_entry(record: Record) -> bool:
    return isinstance(record, Entry)


def _of_facts(before: Entry | None, after: Entry) -> Iterator[Difference]:
    for facet, title in FACET_TITLES.items():
        old = tuple(_told(f) for f in before.facts if f.facet is facet) if before else ()
        new = tuple(_told(f) for f in after.facts if f.facet is facet)
        if old != new:
            yield _difference(title, old, new)


def _difference(what: str, old: tuple[str, ...], new: tuple[str, ...]) -> Difference:
    removed = tuple(line for line in old if line not in new)
    added = tuple(line for line in new if line not in old)
    if not removed and not added:
        return Difference(f"{what} (đổi thứ tự)", old, new)
    return Difference(what, removed, added)


def _lines(value: Any) -> tuple[str, ...]:
    if value is None or value == "" or value == ():
        return ()
    if isinstance(value, tuple):
        return tuple(line for one in value for line in _lines(one))
    if isinstance(value, date):
        return (f"{value:%d/%m/%Y}",)
    if type(value) in _CHOICES:
        return (_chosen(value),)
    if hasattr(value, "document"):
        return (" ".join(filter(None, (value.article, value.document))),)
    return (str(value),)


def _chosen(value: Any) -> str:
    """Give what staff chose in the form, in the words of the form."""
    return str(_CHOICES[type(value)](value.value).label).lower()


def _told(fact: Fact) -> str:
    """Give a fact with everything that bears on what citizens read, on one line."""
    notes = [
        fact.case and f"trường hợp {fact.case}",
        fact.channel and f"cách nộp {_chosen(fact.channel)}",
        fact.originals is not None and f"{fact.originals} bản chính",
        fact.copies is not None and f"{fact.copies} bản sao",
        fact.form and f"mẫu {fact.form}",
        fact.valid_from and f"từ {fact.valid_from:%d/%m/%Y}",
        fact.valid_to and f"đến {fact.valid_to:%d/%m/%Y}",
        _chosen(fact.certainty),
        fact.verified_on and f"kiểm tra {fact.verified_on:%d/%m/%Y}",
        *_lines(fact.basis),
    ]
    return f"{fact.text} ({'; '.join(str(note) for note in notes if note)})"
