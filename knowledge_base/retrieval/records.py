"""The records that retrieval works on: frozen, free of Django, made from live rows or files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contract.facets import Facet


class EntryKind(StrEnum):
    """What an entry of the knowledge base is."""

    PROCEDURE = "procedure"
    RULE = "rule"
    GUIDE = "guide"


class Certainty(StrEnum):
    """How sure a fact is; a low one is never shown as a fact."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Channel(StrEnum):
    """How a dossier is filed, where a fact differs by it."""

    COUNTER = "counter"
    ONLINE = "online"
    POSTAL = "postal"


class Origin(StrEnum):
    """Who stands behind an entry: our editors, or the National Portal's record as imported.

    A record of the portal that a person approved here is answered without the remark that nobody
    did.
    """

    CURATED = "curated"
    PORTAL = "portal"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a fact is written: a legal document on file (by number) and an article of it."""

    document: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated statement of an entry.

    Attributes:
        facet: what it is about.
        text: one plain Vietnamese sentence, or the name of one paper of the dossier.
        case: the situation it holds for, or a heading of the dossier; None = always.
        channel: the way of filing it holds for; None = all.
        originals: number of originals, for a paper; None = not on record.
        copies: number of copies, for a paper; None = not on record.
        form: name of the form, for a paper that has one.
        basis: what it rests on, most important first.
        valid_from: first day it holds; None = not on record since when.
        valid_to: last day it holds; None = no end on record.
        certainty: how sure it is.
        verified_on: day on which it was last checked.
    """

    facet: Facet
    text: str
    basis: tuple[Basis, ...] = ()
    case: str | None = None
    channel: Channel | None = None
    originals: int | None = None
    copies: int | None = None
    form: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    certainty: Certainty = Certainty.MEDIUM
    verified_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the fact is known to be in force on ``day``.

        Where the record does not say since when, it is known only from the day it was checked.
        """
        start = self.valid_from or self.verified_on
        started = start is None or start <= day
        return started and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """A law, decree, circular… that facts rest on."""

    number: str
    name: str
    title: str
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None
    url: str | None = None
    certainty: Certainty = Certainty.MEDIUM
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure, rule or guide with everything that is said of it.

    Attributes:
        key: national code of a procedure, or the slug of a rule or guide.
        kind: which of the three.
        title: official name, as on record.
        plain_name: how the bot calls it inside a sentence, lower case first letter.
        names: colloquial names people use.
        field: field of government (lĩnh vực), as on record.
        levels: where it is handled, as on record (``Cấp xã``, ``Cấp tỉnh``, ``Cấp bộ``…).
        audience: who it is for, as on record.
        facts: dated statements, in the order they are shown.
        sample_questions: questions as citizens type them.
        origin: curated here or imported.
        certainty: of the entry as a whole.
        verified_on: day on which it was last checked.
        full_text: further text to be found by, never shown.
    """

    key: str
    kind: EntryKind
    title: str
    plain_name: str
    names: tuple[str, ...] = ()
    field: str = ""
    levels: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sample_questions: tuple[str, ...] = ()
    origin: Origin = Origin.CURATED
    certainty: Certainty = Certainty.MEDIUM
    verified_on: date | None = None
    full_text: str = ""

    def facts_of(self, facet: Facet, day: date) -> tuple[Fact, ...]:
        """Give the facts on ``facet`` that are in force on ``day``, in order."""
        return tuple(f for f in self.facts if f.facet is facet and f.holds_on(day))


@dataclass(frozen=True, slots=True)
class ProcedureNames:
    """How people call a procedure, kept apart from its content.

    Attributes:
        code: national code.
        title: official title that the names were written for.
        names: colloquial names.
        sample_questions: questions as citizens type them.
    """

    code: str
    title: str
    names: tuple[str, ...]
    sample_questions: tuple[str, ...] = ()


class LexiconKind(StrEnum):
    """Why a lexicon term differs from the official one."""

    COLLOQUIAL = "colloquial"
    ABBREVIATION = "abbreviation"
    TEENCODE = "teencode"
    REGIONAL = "regional"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A word people type and the official terms it stands for."""

    term: str
    means: tuple[str, ...]
    kind: LexiconKind


@dataclass(frozen=True, slots=True)
class Office:
    """A place where dossiers are received."""

    key: str
    name: str
    level: str
    area: str
    address: str | None = None
    phone: str | None = None
    hours: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    basis: tuple[Basis, ...] = ()
    certainty: Certainty = Certainty.MEDIUM
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything published, as one value: what a release is made from."""

    entries: tuple[Entry, ...]
    documents: tuple[LegalDocument, ...]
    lexicon: tuple[LexiconEntry, ...] = ()
    offices: tuple[Office, ...] = ()
