"""What readers give: one frozen record a procedure, as an operator's file has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contract.facets import Facet
from knowledge_base.retrieval.records import Channel, Entry, LegalDocument, LexiconEntry, Office


class ImportRefused(ValueError):
    """A file can't be imported at all; the message says why, where, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a dossier.

    Attributes:
        name: as written, without its bullet.
        case: heading it stands under; None = always.
        originals: how many originals; None = not on record.
        copies: how many copies; None = not on record.
        form: file of the form that is filled in; None = none.
    """

    name: str
    case: str | None = None
    originals: int | None = None
    copies: int | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the portal's table of ways of filing.

    Attributes:
        channel: counter, online or postal.
        time: the number of the time limit, as written; empty = not on record.
        unit: its unit; empty = the record names none.
        fee: as written.
        note: what else stands in the row.
        raw: the whole row, where time limit and fee can't be told apart.
    """

    channel: Channel
    time: str = ""
    unit: str = ""
    fee: str = ""
    note: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One procedure as one source has it, whatever the format.

    Attributes:
        where: place in the file, as told to the operator: ``line 3``, ``row 7``; empty = the file.
        code: as written, with or without a province.
        title: official name, as written.
        decision: decision that announces the procedure, as written.
        stated_code: code that the page itself shows; empty = unknown.
        page: address of the page it was taken from.
        legal: texts that name legal documents.
        online: whether it is filed online; None = not on record.
        postal: whether it is filed by post; None = not on record.
        taken_on: day it was taken from the portal; None = the file does not say.
        plain: texts that hold for every way of filing, by what they are about.
        unparsed: raw text that no reader could take apart, by what it is about.
        remarks: what a reader had to say.
        listed: a row of a list, which has no body to begin with.
    """

    where: str
    code: str
    title: str
    field: str = ""
    levels: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    decision: str = ""
    stated_code: str = ""
    page: str = ""
    papers: tuple[Paper, ...] = ()
    ways: tuple[Way, ...] = ()
    results: tuple[str, ...] = ()
    steps: str = ""
    conditions: str = ""
    address: str = ""
    agency: str = ""
    executing_agency: str = ""
    legal: tuple[str, ...] = ()
    online: bool | None = None
    postal: bool | None = None
    taken_on: date | None = None
    plain: tuple[tuple[Facet, str], ...] = ()
    unparsed: tuple[tuple[Facet, str], ...] = ()
    remarks: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """One entry read from a file.

    Attributes:
        entry: what it became.
        remarks: what was repaired, kept raw or doubtful.
        listed: it comes from a list: it makes a code known and changes nothing that is.
        dated: the source itself says when it was taken from the portal.
    """

    entry: Entry
    remarks: tuple[str, ...] = ()
    listed: bool = False
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of a file that was not imported.

    Attributes:
        what: its code, or where it stands.
        reason: why not.
    """

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """Everything one file says.

    Attributes:
        imported: the entries.
        skipped: what was left out, and why.
        remarks: what holds for the file as a whole.
        documents: legal documents of our own export.
        lexicon: words of our own export.
        offices: offices of our own export.
        exported: the file is our own export.
    """

    imported: tuple[Imported, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()
    documents: tuple[LegalDocument, ...] = ()
    lexicon: tuple[LexiconEntry, ...] = ()
    offices: tuple[Office, ...] = ()
    exported: bool = False

    @property
    def entries(self) -> list[Entry]:
        """The entries alone."""
        return [one.entry for one in self.imported]
