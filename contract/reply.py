"""Reply: what an action says, in the one shape that every channel renders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contract.facets import Facet
from contract.outcomes import Outcome


class MalformedReply(ValueError):
    """A JSON document is not a reply of this contract; the message names the field."""


@dataclass(frozen=True, slots=True)
class Button:
    """One choice offered to the citizen; ``payload`` is what comes back when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Section:
    """One foldable part of a card: the items on record for one facet."""

    facet: Facet
    title: str
    items: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The longer part of an answer, shown below its first sentence."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A legal document and article that a fact rests on, with the dates it is in force."""

    document: str
    article: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known about a reply besides its words.

    Attributes:
        outcome: how the turn ended.
        slot: what a form asks in this reply (``what``, ``office``, ``when``, ``who``,
            ``dossier_code``, ``evidence``, ``anonymous``, ``contact``, ``confirm``; ``path``: which
            way a grievance goes; ``box``: a message to who handles a complaint), else None.
        procedure: national code of the procedure answered from, else None.
        facet: the facet asked first, else None.
        as_of: the day for which the answer holds.
        release: the release the answer came from, e.g. ``2026-11-24.3``.
        sources: what the shown facts rest on.
    """

    outcome: Outcome
    slot: str | None = None
    procedure: str | None = None
    facet: Facet | None = None
    as_of: date | None = None
    release: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the citizen."""

    text: str
    meta: Meta
    buttons: tuple[Button, ...] = ()
    card: Card | None = field(default=None)

    def __post_init__(self) -> None:
        """Refuse silence: an empty reply is never an outcome.

        Raises:
            MalformedReply: the text is blank.
        """
        if not self.text.strip():
            raise MalformedReply("text is empty")

    def to_json(self) -> dict[str, Any]:
        """Give the JSON document of the contract (dates as ISO strings)."""
        return {
            "text": self.text,
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
            "card": _card_to_json(self.card),
            "meta": _meta_to_json(self.meta),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Reply:
        """Read the JSON document of the contract.

        Raises:
            MalformedReply: a field is missing or has another type than the contract says.
        """
        try:
            return cls(
                text=_text(document["text"]),
                meta=_meta_from_json(document["meta"]),
                buttons=tuple(
                    Button(str(b["title"]), str(b["payload"]))
                    for b in document.get("buttons") or ()
                ),
                card=_card_from_json(document.get("card")),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise MalformedReply(f"not a reply: {exc.__class__.__name__} at {exc}") from exc


def _card_to_json(card: Card | None) -> dict[str, Any] | None:
    if card is None:
        return None
    return {
        "title": card.title,
        "sections": [
            {"facet": s.facet.value, "title": s.title, "items": list(s.items), "open": s.open}
            for s in card.sections
        ],
    }


def _card_from_json(document: Mapping[str, Any] | None) -> Card | None:
    if document is None:
        return None
    return Card(
        title=str(document["title"]),
        sections=tuple(
            Section(
                facet=Facet(s["facet"]),
                title=str(s["title"]),
                items=tuple(str(item) for item in s["items"]),
                open=bool(s.get("open", False)),
            )
            for s in document["sections"]
        ),
    )


def _meta_to_json(meta: Meta) -> dict[str, Any]:
    return {
        "outcome": meta.outcome.value,
        "slot": meta.slot,
        "procedure": meta.procedure,
        "facet": meta.facet.value if meta.facet else None,
        "as_of": meta.as_of.isoformat() if meta.as_of else None,
        "release": meta.release,
        "sources": [
            {
                "document": s.document,
                "article": s.article,
                "valid_from": s.valid_from.isoformat() if s.valid_from else None,
                "valid_to": s.valid_to.isoformat() if s.valid_to else None,
                "url": s.url,
            }
            for s in meta.sources
        ],
    }


def _meta_from_json(document: Mapping[str, Any]) -> Meta:
    facet = document.get("facet")
    return Meta(
        outcome=Outcome(document["outcome"]),
        slot=document.get("slot"),
        procedure=document.get("procedure"),
        facet=Facet(facet) if facet else None,
        as_of=_date(document.get("as_of")),
        release=document.get("release"),
        sources=tuple(
            Source(
                document=str(s["document"]),
                article=s.get("article"),
                valid_from=_date(s.get("valid_from")),
                valid_to=_date(s.get("valid_to")),
                url=s.get("url"),
            )
            for s in document.get("sources") or ()
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is not a string")
    return value


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
