"""From one record to one entry: cleaned, with a remark for all that was doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from contract.facets import Facet
from knowledge_base.importing.codes import Code, is_test, read_code
from knowledge_base.importing.documents import decision_number, document_name, numbers_in
from knowledge_base.importing.encodings import to_unicode
from knowledge_base.importing.footers import said, without_footer
from knowledge_base.importing.glued import UNITS, lines_of
from knowledge_base.importing.records import Imported, Paper, Record, Skipped, Way
from knowledge_base.importing.wrong_body import is_of_another
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Entry,
    EntryKind,
    Fact,
    Origin,
)

PORTAL = "Cổng Dịch vụ công quốc gia"
_WAYS = {
    Channel.COUNTER: "Nộp trực tiếp",
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.POSTAL: "Gửi qua bưu chính",
}
_LONGEST = 255  # characters of a short field
_LONGEST_RAW = 1500  # characters of a raw text that is shown
_ABOUT_TIME = re.compile(r"\d+\s*(?:\(\w+\)\s*)?(?:ngày|giờ|tháng|tuần)|thời (?:hạn|gian)", re.I)
_ABOUT_FEE = re.compile(r"\bphí\b|đồng|VNĐ", re.I)
_NOT_FREE = re.compile(
    r"\d[\d.]*\s*(?:đồng|đ\b|VNĐ)|mức|HĐND|Hội đồng nhân dân|biểu phí|thông tư", re.I
)
_CHANNEL_AGAIN = re.compile(r"^[-+\s]*(?:nộp )?(?:trực tuyến|trực tiếp|bưu chính)\s*:\s*", re.I)
_THOUSANDS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")  # 10,000 is ten in Vietnam
_MOST_COPIES = 99  # of one paper; the portal's records have 20 at most
_SHORTEST_NOTE = 3  # characters; less is a bracket or a unit that was left over
_BARE = re.compile(r"\d+(?:[.,]\d+)?$")
_HERE = {Channel.COUNTER: Facet.WHERE, Channel.ONLINE: Facet.ONLINE, Channel.POSTAL: Facet.POSTAL}
# Characters that are no letters and that files carry along: soft hyphens count as letters of TCVN3.
_INVISIBLE = re.compile("[\u200b-\u200f\ufeff\x00-\x08\x0b-\x1f\x7f]")
_HALF = re.compile("[\ud800-\udfff]")  # half of a character, as JSON may hold; nothing can store it


def entry_of(record: Record, today: date) -> Imported | Skipped:
    """Turn a record into an entry, or say why it can't be one.

    Args:
        record: as a reader gave it.
        today: stands for the day it was taken from the portal where that lies ahead.
    """
    cleaner = Cleaner()
    record = cleaner.record(record)
    code = read_code(record.code)
    what = record.code or record.where or "?"
    if is_test(record.code, record.title):
        return Skipped(what, "a test row")
    if code is None:
        return Skipped(what, f"{record.code!r} is no national code" if record.code else "no code")
    if not said(record.title):
        return Skipped(code.national, "no title")
    if not re.search(r"[^\W\d_]", record.title):
        return Skipped(code.national, f"the title {record.title[:40]!r} has no words")
    stated = read_code(record.stated_code)
    if stated and stated.national != code.national:
        return Skipped(
            code.national,
            f"its body belongs to another procedure: the page shows code {stated.national}"
            f" ({_shortened(record.title, 60)})",
        )
    return _imported(record, code, cleaner.remarks, today)


def _imported(record: Record, code: Code, remarks: list[str], today: date) -> Imported:
    remarks += record.remarks
    if code.repaired:
        remarks.append(f"the code was written {record.code}: a zero at its end was missing")
    if code.province:
        remarks.append(f"variant of province {code.province}, taken as the national code")
    if not record.listed and is_of_another(record.title, _body(record)):
        remarks.append(
            "its body seems to belong to another procedure (hardly a word of the title in it): "
            "imported by title only"
        )
        record = Record(
            record.where, record.code, record.title, record.field, record.levels, record.audience,
            record.decision, taken_on=record.taken_on,
        )  # fmt: skip
    day = record.taken_on
    if day and day > today:
        remarks.append(f"says it was taken on {day}, which is yet to come; today is taken")
        day = today
    facts = tuple(replace(fact, verified_on=day) for fact in _Facts(record, remarks).all())
    title = " ".join(record.title.split())
    return Imported(
        Entry(
            key=code.national,
            kind=EntryKind.PROCEDURE,
            title=title,
            plain_name=plain_name(title),
            field=_shortened(" ".join(record.field.split()), _LONGEST),
            levels=tuple(
                dict.fromkeys(level[:1].upper() + level[1:].lower() for level in record.levels)
            ),
            audience=record.audience,
            facts=facts,
            origin=Origin.PORTAL,
            certainty=Certainty.MEDIUM,
            verified_on=day,
            full_text=" ".join((record.executing_agency, record.steps, record.conditions)).strip(),
        ),
        remarks=tuple(dict.fromkeys(remarks)),
        listed=record.listed,
    )


def plain_name(title: str) -> str:
    """Call a procedure inside a sentence: without ``Thủ tục``, lower case first."""
    plain = re.sub(r"^\s*thủ tục\s+", "", title, flags=re.IGNORECASE)
    plain = plain.rstrip(" .;,") or title
    return _shortened(plain[:1].lower() + plain[1:], _LONGEST)


def _body(record: Record) -> str:
    papers = (f"{paper.case or ''} {paper.name}" for paper in record.papers)
    notes = (f"{way.fee} {way.note}" for way in record.ways)
    raw = (text for _, text in record.unparsed)
    parts = (record.steps, record.conditions, *papers, *notes, *record.results, *record.legal, *raw)
    return " ".join(parts)


@dataclass
class Cleaner:
    """Cleans every text of a record; what it did is remarked.

    Attributes:
        remarks: what was done.
    """

    remarks: list[str] = field(default_factory=list)

    def record(self, record: Record) -> Record:
        """Clean all texts of a record."""
        changed = {f.name: self._value(getattr(record, f.name)) for f in fields(record)}
        return replace(record, **changed)

    def _value(self, value: Any) -> Any:
        if isinstance(value, Channel | Facet):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(self._value(part) for part in value)
        if isinstance(value, Paper | Way):
            return replace(
                value, **{f.name: self._value(getattr(value, f.name)) for f in fields(value)}
            )
        return value

    def text(self, text: str) -> str:
        """Clean one text: Unicode, no footer, no invisible characters."""
        text = _HALF.sub("\ufffd", _INVISIBLE.sub("", text).replace("\u00a0", " "))
        text, was = to_unicode(text)
        if was == "unreadable":
            self.remarks.append(f"can't be read, kept as it is: {_shortened(text, 40)!r}")
        elif was:
            self.remarks.append(f"was written in {was}")
        text, cut = without_footer(text)
        if cut:
            self.remarks.append("the footer of the page stood in a field and was cut off")
        return said(text)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Writes the facts of one record.

    Attributes:
        record: cleaned.
        remarks: gets a remark for what is kept raw.
    """

    record: Record
    remarks: list[str]

    def all(self) -> Iterator[Fact]:
        """Give the facts in the order they are shown."""
        basis = self._basis()
        for paper in self.record.papers:
            yield _paper_fact(self._counted(paper), basis)
        yield from self._ways(basis)
        for facet, text in self.record.plain:
            yield self._plain(facet, text, basis)
        yield from self._channels(basis)
        yield from self._notes(basis)
        yield from self._places(basis)
        for facet, text in (
            (Facet.CONDITIONS, self.record.conditions),
            (Facet.STEPS, self.record.steps),
        ):
            for line in lines_of(text):
                yield Fact(facet, line, basis)
        for result in self.record.results:
            yield Fact(Facet.RESULT, " ".join(result.split()), basis)
        yield from self._forms(basis)
        for facet, text in self.record.unparsed:
            yield self._raw(facet, text, basis)
        yield from self._legal()

    def _basis(self) -> tuple[Basis, ...]:
        """Give what the record as a whole rests on: the decision that announces it.

        Which law a single fact rests on the portal does not say.
        """
        decision = decision_number(self.record.decision)
        if decision is None and self.record.decision:
            self.remarks.append(
                f"no number of a decision: {_shortened(self.record.decision, 40)!r}"
            )
        return (Basis(decision),) if decision else ()

    def _ways(self, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        for way in self.record.ways:
            if way.raw:
                yield from self._unparted(way, basis)
            if way.time:
                yield self._time(way, basis)
        for way in self.record.ways:
            if way.fee:
                yield self._fee(way, basis)

    def _unparted(self, way: Way, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        """Give a row such as ``120,000 VNĐ``, which is a time of 1 and a fee, or all fee."""
        raw = _shortened(" ".join(way.raw.split()), _LONGEST_RAW)
        self.remarks.append("time limit and fee can't be told apart, kept as raw text")
        unclear = "không rõ đâu là thời hạn, đâu là phí"
        text = f"{_WAYS[way.channel]}: {PORTAL} ghi liền “{raw}”, {unclear}."
        for facet in (Facet.TIME_LIMIT, Facet.FEE):
            yield Fact(facet, text, basis, channel=way.channel, certainty=Certainty.LOW)

    def _counted(self, paper: Paper) -> Paper:
        """Leave out a number of originals or copies that can't be one."""
        wrong = [n for n in (paper.originals, paper.copies) if n and not 0 < n <= _MOST_COPIES]
        if not wrong:
            return paper
        self.remarks.append(f"no number of originals or copies, left out: {str(wrong[0])[:20]}")
        return replace(
            paper,
            originals=None if paper.originals in wrong else paper.originals,
            copies=None if paper.copies in wrong else paper.copies,
        )

    def _notes(self, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        """Give the remarks beside the ways of filing, each once, under what they are about."""
        notes: dict[str, list[Channel]] = {}
        for way in self.record.ways:
            note = _CHANNEL_AGAIN.sub("", " ".join(way.note.split())).strip(" -)")
            if len(note) > _SHORTEST_NOTE:
                notes.setdefault(note, []).append(way.channel)
        for note, channels in notes.items():
            facet = _facet_of_note(note, channels[0])
            channel = channels[0] if len(channels) == 1 else None
            said_so = channel and facet in (Facet.TIME_LIMIT, Facet.FEE)
            text = f"{_WAYS[channels[0]]}: {note}" if said_so else note[:1].upper() + note[1:]
            yield Fact(facet, text, basis, channel=channel)

    def _time(self, way: Way, basis: tuple[Basis, ...]) -> Fact:
        name, unit = _WAYS[way.channel], " ".join(way.unit.lower().split())
        if unit in UNITS:
            return Fact(Facet.TIME_LIMIT, f"{name}: {way.time} {unit}.", basis, channel=way.channel)
        raw = f"{way.time} {way.unit}".strip()
        if unit:
            self.remarks.append(f"time limit kept as raw text: {raw!r}")
            text = f"{name}: {PORTAL} ghi “{raw}”."
        else:
            self.remarks.append(f"time limit without its unit, kept as raw text: {raw!r}")
            text = f"{name}: {PORTAL} ghi “{raw}”, không ghi đơn vị (giờ, ngày hay ngày làm việc)."
        return Fact(Facet.TIME_LIMIT, text, basis, channel=way.channel)

    def _fee(self, way: Way, basis: tuple[Basis, ...]) -> Fact:
        fee = re.sub(r"(?<=\w)\(", " (", " ".join(way.fee.split()))
        fee = _THOUSANDS.sub(lambda amount: amount[0].replace(",", "."), fee)
        fee = re.sub(r"\s*\((?:không(?: có| quy định)?\.?)\)", "", fee, flags=re.IGNORECASE)
        doubtful = fee.lower().startswith("miễn phí") and _NOT_FREE.search(fee)
        if doubtful:
            self.remarks.append("says “Miễn phí” and names a fee beside it: marked as unverified")
        certainty = Certainty.LOW if doubtful else Certainty.MEDIUM
        text = f"{_WAYS[way.channel]}: {fee}"
        return Fact(Facet.FEE, text, basis, channel=way.channel, certainty=certainty)

    def _plain(self, facet: Facet, text: str, basis: tuple[Basis, ...]) -> Fact:
        text = " ".join(text.split())
        if facet is Facet.TIME_LIMIT and _BARE.match(text):
            self.remarks.append(f"time limit without its unit, kept as raw text: {text!r}")
            text = f"{PORTAL} ghi “{text}”, không ghi đơn vị (giờ, ngày hay ngày làm việc)."
        return Fact(facet, text, basis)

    def _channels(self, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        ways = (
            (Facet.ONLINE, self.record.online, "hồ sơ trực tuyến"),
            (Facet.POSTAL, self.record.postal, "hồ sơ qua bưu chính"),
        )
        for facet, known, way in ways:
            if known is not None:
                verb = "nhận" if known else "không ghi nhận"
                yield Fact(facet, f"{PORTAL} ghi thủ tục này {verb} {way}.", basis)

    def _places(self, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        address = " ".join(self.record.address.split())
        agency = " ".join(self.record.agency.split()) or ", ".join(
            dict.fromkeys(self.record.executing_agency.splitlines())
        )
        if address:
            yield Fact(Facet.WHERE, address, basis)
        elif agency:
            yield Fact(Facet.WHERE, f"Cơ quan thực hiện: {agency}.", basis)

    def _forms(self, basis: tuple[Basis, ...]) -> Iterator[Fact]:
        forms = dict.fromkeys(paper.form for paper in self.record.papers if paper.form)
        for form in forms:
            yield Fact(Facet.FORMS, f"Tệp mẫu trên {PORTAL}: {form}", basis)

    def _raw(self, facet: Facet, text: str, basis: tuple[Basis, ...]) -> Fact:
        self.remarks.append(f"{facet.value} could not be taken apart, kept as raw text")
        text = _shortened(" ".join(text.split()), _LONGEST_RAW)
        return Fact(facet, text, basis, certainty=Certainty.LOW)

    def _legal(self) -> Iterator[Fact]:
        numbers = numbers_in(self.record.legal)
        for number in numbers:
            yield Fact(Facet.LEGAL_BASIS, document_name(number), (Basis(number),))
        text = " ".join(" ".join(self.record.legal).split())
        if text and not numbers:
            self.remarks.append("legal documents without a number, kept as raw text")
            yield Fact(Facet.LEGAL_BASIS, _shortened(text, _LONGEST_RAW), ())


def _paper_fact(paper: Paper, basis: tuple[Basis, ...]) -> Fact:
    name, case = " ".join(paper.name.split()), " ".join((paper.case or "").split()) or None
    if case and len(case) > _LONGEST:
        name, case = f"{case}: {name}", None
    form = paper.form and _shortened(paper.form, _LONGEST)
    return Fact(
        Facet.DOSSIER, name, basis, case=case, originals=paper.originals, copies=paper.copies,
        form=form,
    )  # fmt: skip


def _facet_of_note(note: str, channel: Channel) -> Facet:
    if _ABOUT_TIME.search(note):
        return Facet.TIME_LIMIT
    return Facet.FEE if _ABOUT_FEE.search(note) else _HERE[channel]


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
