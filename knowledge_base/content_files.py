"""Content kept as files: ``content/<folder>/*.yml``, one file a procedure, rule, guide, document.

The pydantic models here are the schema; they turn a file into the records of
``knowledge_base.retrieval.records`` or say which file and which field is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contract.facets import Facet
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Content,
    Entry,
    EntryKind,
    Fact,
    LegalDocument,
    LexiconEntry,
    LexiconKind,
    Office,
    Origin,
    ProcedureNames,
)

CONTENT_FOLDER = Path(__file__).parent / "content"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
NationalCode = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]


class ContentInvalid(ValueError):
    """A content file breaks the schema; each line names the file, the field and what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems, one line each."""
        super().__init__("\n".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BasisFile(_Strict):
    """A legal document by its number, and the article."""

    document: Text
    article: Text | None = None

    def record(self) -> Basis:
        """Give the record."""
        return Basis(self.document, self.article)


class FactFile(_Strict):
    """One dated statement; ``valid_from`` is null where the record does not say since when."""

    facet: Facet
    text: Text
    basis: list[BasisFile] = Field(min_length=1, max_length=2)
    case: Text | None = None
    channel: Channel | None = None
    originals: int | None = Field(default=None, ge=0)
    copies: int | None = Field(default=None, ge=0)
    form: Text | None = None
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty
    verified_on: date

    def record(self) -> Fact:
        """Give the record."""
        return Fact(
            facet=self.facet,
            text=self.text,
            basis=tuple(b.record() for b in self.basis),
            case=self.case,
            channel=self.channel,
            originals=self.originals,
            copies=self.copies,
            form=self.form,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            certainty=self.certainty,
            verified_on=self.verified_on,
        )


class _EntryFile(_Strict):
    title: Text
    plain_name: Text
    names: list[Text] = []
    facts: list[FactFile] = Field(min_length=1)
    sample_questions: list[Text] = Field(min_length=5)
    certainty: Certainty
    verified_on: date


class ProcedureFile(_EntryFile):
    """A national administrative procedure."""

    kind: Literal["procedure"]
    code: NationalCode
    field: Text
    levels: list[Text] = Field(min_length=1)
    audience: list[Text] = Field(min_length=1)

    @property
    def key(self) -> str:
        """The national code."""
        return self.code

    def record(self) -> Entry:
        """Give the record."""
        return _entry(self, self.code, EntryKind.PROCEDURE, self.field, self.levels, self.audience)


class RuleFile(_EntryFile):
    """How the one-stop mechanism works, in one respect."""

    kind: Literal["rule"]
    id: Slug
    field: Text

    @property
    def key(self) -> str:
        """The slug."""
        return self.id

    def record(self) -> Entry:
        """Give the record."""
        return _entry(self, self.id, EntryKind.RULE, self.field, [], [])


class GuideFile(_EntryFile):
    """How to do something with any procedure, such as filing by post."""

    kind: Literal["guide"]
    id: Slug
    field: Text

    @property
    def key(self) -> str:
        """The slug."""
        return self.id

    def record(self) -> Entry:
        """Give the record."""
        return _entry(self, self.id, EntryKind.GUIDE, self.field, [], [])


class LegalDocumentFile(_Strict):
    """A law, decree, circular."""

    kind: Literal["legal_document"]
    number: Text
    name: Text
    title: Text
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: Text | None = None
    url: Text | None = None
    certainty: Certainty
    verified_on: date

    def record(self) -> LegalDocument:
        """Give the record."""
        return LegalDocument(**self.model_dump(exclude={"kind"}))


class LexiconEntryFile(_Strict):
    """A word people type and the official terms it stands for."""

    term: Text
    means: list[Text] = Field(min_length=1)
    kind: LexiconKind


class LexiconFile(_Strict):
    """A page of the lexicon."""

    kind: Literal["lexicon"]
    entries: list[LexiconEntryFile]

    def records(self) -> tuple[LexiconEntry, ...]:
        """Give the records."""
        return tuple(LexiconEntry(e.term, tuple(e.means), e.kind) for e in self.entries)


class OfficeFile(_Strict):
    """A place where dossiers are received; what is not on record is null."""

    id: Slug
    name: Text
    level: Literal["commune", "province"]
    area: Text
    address: Text | None
    phone: Text | None
    hours: Text | None
    valid_from: date | None
    valid_to: date | None
    basis: list[BasisFile] = Field(min_length=1, max_length=2)
    certainty: Certainty
    verified_on: date

    def record(self) -> Office:
        """Give the record."""
        fields = self.model_dump(exclude={"id", "basis"})
        return Office(key=self.id, basis=tuple(b.record() for b in self.basis), **fields)


class OfficesFile(_Strict):
    """A page of the office list."""

    kind: Literal["offices"]
    offices: list[OfficeFile]


class ProcedureNamesFile(_Strict):
    """How people call a procedure that is not written here, for the day it is imported."""

    code: NationalCode
    title: Text
    names: list[Text] = Field(min_length=1)
    sample_questions: list[Text] = []


class NamesFile(_Strict):
    """A page of names."""

    kind: Literal["names"]
    procedures: list[ProcedureNamesFile]


def _entry(  # noqa: PLR0913 - the fields that differ between the three kinds
    file: _EntryFile,
    key: str,
    kind: EntryKind,
    field: str,
    levels: list[str],
    audience: list[str],
) -> Entry:
    return Entry(
        key=key,
        kind=kind,
        title=file.title,
        plain_name=file.plain_name,
        names=tuple(file.names),
        field=field,
        levels=tuple(levels),
        audience=tuple(audience),
        facts=tuple(f.record() for f in file.facts),
        sample_questions=tuple(file.sample_questions),
        origin=Origin.CURATED,
        certainty=file.certainty,
        verified_on=file.verified_on,
    )


@dataclass(frozen=True, slots=True)
class ReadFolder:
    """A folder of content files as records.

    Attributes:
        content: what is published.
        names: how people call procedures that are not written here.
        files: where each thing stands: ``procedures/x.yml`` by the key of an entry, document or
            office, by ``names:CODE`` and by ``lexicon:WORD``.
    """

    content: Content
    names: tuple[ProcedureNames, ...]
    files: Mapping[str, str]


def read_folder(folder: Path = CONTENT_FOLDER) -> ReadFolder:
    """Read every file below ``folder``, those of names included.

    Raises:
        ContentInvalid: as `read_content` and `read_names` say; every problem is named at once.
    """
    if not folder.is_dir():
        raise ContentInvalid([f"{folder}: there is no such folder"])
    reader = _Reader(folder)
    content = _content(reader)
    names = _names(reader)
    if reader.problems:
        raise ContentInvalid(reader.problems)
    return ReadFolder(content, names, reader.places)


def read_content(folder: Path = CONTENT_FOLDER) -> Content:
    """Read every content file below ``folder``.

    Raises:
        ContentInvalid: at least one file breaks the schema, two files share a key, or a fact
            rests on a legal document that is not on file. Every problem is named at once.
    """
    if not folder.is_dir():
        raise ContentInvalid([f"{folder}: there is no such folder"])
    reader = _Reader(folder)
    content = _content(reader)
    if reader.problems:
        raise ContentInvalid(reader.problems)
    return content


def read_names(folder: Path = CONTENT_FOLDER) -> dict[str, ProcedureNames]:
    """Read the names of procedures that are not written here, by code.

    Raises:
        ContentInvalid: a file breaks the schema, or a code is named twice.
    """
    reader = _Reader(folder)
    records = _names(reader)
    if reader.problems:
        raise ContentInvalid(reader.problems)
    return {record.code: record for record in records}


def _content(reader: _Reader) -> Content:
    entries = [
        file.record()
        for name, schema in _ENTRY_FOLDERS.items()
        for file in reader.files(name, schema, lambda f: [f.key])
    ]
    documents = [
        file.record()
        for file in reader.files("legal_documents", LegalDocumentFile, lambda f: [f.number])
    ]
    lexicon = [
        record
        for file in reader.files(
            "lexicon", LexiconFile, lambda f: [f"lexicon:{e.term}" for e in f.entries]
        )
        for record in file.records()
    ]
    offices = [
        office.record()
        for file in reader.files("offices", OfficesFile, lambda f: [o.id for o in f.offices])
        for office in file.offices
    ]
    content = Content(tuple(entries), tuple(documents), tuple(lexicon), tuple(offices))
    reader.problems += _cross_check(content)
    return content


def _names(reader: _Reader) -> tuple[ProcedureNames, ...]:
    records = tuple(
        ProcedureNames(p.code, p.title, tuple(p.names), tuple(p.sample_questions))
        for file in reader.files(
            "names", NamesFile, lambda f: [f"names:{p.code}" for p in f.procedures]
        )
        for p in file.procedures
    )
    reader.problems += [f"{code}: named {n} times" for code, n in _repeated(records, _code)]
    return records


def _code(names: ProcedureNames) -> str:
    return names.code


_ENTRY_FOLDERS: dict[str, type[ProcedureFile | RuleFile | GuideFile]] = {
    "procedures": ProcedureFile,
    "rules": RuleFile,
    "guides": GuideFile,
}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_F = TypeVar("_F", bound=_Strict)
_T = TypeVar("_T")


class _Reader:
    """Reads files of one schema, collecting problems instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[str] = []
        self.places: dict[str, str] = {}

    def files(self, name: str, schema: type[_F], keys: Callable[[_F], list[str]]) -> Iterator[_F]:
        """Give the files of a folder; ``keys`` says what stands in one."""
        for path in sorted((self._folder / name).glob("*.yml")):
            label = f"{name}/{path.name}"
            try:
                # Loader is the C one, where there is one: it is safe, too, and six times as fast.
                document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
                file = schema.model_validate(document)
            except ValidationError as exc:
                self.problems += [
                    f"{label}: {'.'.join(str(p) for p in e['loc']) or '(file)'}: {e['msg']}"
                    for e in exc.errors()
                ]
            except (yaml.YAMLError, ValueError) as exc:  # an impossible date is a ValueError
                self.problems.append(f"{label}: not YAML in UTF-8: {exc}")
            else:
                self.places |= dict.fromkeys(keys(file), label)
                yield file


def _cross_check(content: Content) -> list[str]:
    known = {d.number for d in content.documents}
    problems = [f"{key}: used by {n} files" for key, n in _repeated(content.entries, _key)]
    problems += [f"{key}: used by {n} files" for key, n in _repeated(content.documents, _number)]
    problems += [f"{key}: {n} offices" for key, n in _repeated(content.offices, _office_key)]
    problems += [
        f"{term}: {n} times in the lexicon" for term, n in _repeated(content.lexicon, _term)
    ]
    for entry in content.entries:
        for fact in entry.facts:
            problems += [
                f"{entry.key}: legal document {b.document} is not on file"
                for b in fact.basis
                if b.document not in known
            ]
            if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
                problems.append(f"{entry.key}: a fact ends before it starts: {fact.text[:60]}")
    for office in content.offices:
        problems += [
            f"{office.key}: legal document {b.document} is not on file"
            for b in office.basis
            if b.document not in known
        ]
    problems += [
        f"{d.number}: replaced_by {d.replaced_by} is not on file"
        for d in content.documents
        if d.replaced_by and d.replaced_by not in known
    ]
    return problems


def _key(entry: Entry) -> str:
    return entry.key


def _office_key(office: Office) -> str:
    return office.key


def _term(entry: LexiconEntry) -> str:
    return entry.term


def _number(document: LegalDocument) -> str:
    return document.number


def _repeated(things: tuple[_T, ...], key: Callable[[_T], str]) -> list[tuple[str, int]]:
    return [(k, n) for k, n in Counter(key(t) for t in things).items() if n > 1]
