"""The card: every facet on record, foldable, open on what was asked; and the buttons beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contract.facets import FACET_TITLES, Facet
from contract.reply import Button, Card, Section
from contract.sentences import Sentences
from knowledge_base.retrieval.compose.items import ItemWriter
from knowledge_base.retrieval.compose.superseded import rules_against
from knowledge_base.retrieval.compose.wording import capital
from knowledge_base.retrieval.records import Entry, EntryKind, Fact, Origin
from knowledge_base.retrieval.snapshot import Snapshot

_NEXT_FACETS = (
    Facet.DOSSIER, Facet.FEE, Facet.TIME_LIMIT, Facet.WHERE, Facet.ONLINE, Facet.POSTAL,
    Facet.STEPS, Facet.CONDITIONS, Facet.RESULT,
)  # fmt: skip
_FACET_QUESTIONS = {
    Facet.DOSSIER: "Cần giấy tờ gì",
    Facet.FEE: "Lệ phí",
    Facet.TIME_LIMIT: "Mất bao lâu",
    Facet.WHERE: "Nộp ở đâu",
    Facet.ONLINE: "Nộp trực tuyến",
    Facet.POSTAL: "Gửi bưu điện",
    Facet.STEPS: "Các bước",
    Facet.CONDITIONS: "Điều kiện",
    Facet.RESULT: "Kết quả",
}
GUIDED = frozenset({Facet.ONLINE, Facet.POSTAL, Facet.STEPS})
"""What a guide is about as a whole: its own way of filing is no facet of it."""
_MAX_BUTTONS = 4
_MOST_LINES = 30
"""Lines of a section; only the list of papers is shown whole, however long."""


@dataclass(frozen=True, slots=True)
class CardMaker:
    """Makes the card of one entry.

    Attributes:
        entry: what is answered from.
        snapshot: the release, for rules that have overtaken the portal's record.
        sentences: the bot's sentences.
        today: the day of the turn.
        as_of: the day the answer has to hold for.
    """

    entry: Entry
    snapshot: Snapshot
    sentences: Sentences
    today: date
    as_of: date

    def card(self, asked: Sequence[Facet]) -> Card | None:
        """Give the card, None where nothing is on record; open on the facets asked."""
        opened = set(asked)
        if Facet.SUMMARY in opened:
            opened |= self._shown_first()
        sections = []
        for facet in Facet:
            facts = [f for f in self.entry.facts if f.facet is facet and self._matters(f)]
            if facts and facet is not Facet.SUMMARY:
                items = tuple(self._items(facet, facts))
                sections.append(Section(facet, FACET_TITLES[facet], items, facet in opened))
        return Card(capital(self.entry.title), tuple(sections)) if sections else None

    def _shown_first(self) -> set[Facet]:
        """Give what to open where nothing in particular is asked."""
        if self.entry.kind is EntryKind.GUIDE:
            return {Facet.STEPS}
        has_summary = bool(self.entry.facts_of(Facet.SUMMARY, self.as_of))
        return set() if has_summary else {Facet.DOSSIER}

    def _items(self, facet: Facet, facts: Sequence[Fact]) -> list[str]:
        items = ItemWriter(self.sentences, self.as_of, self.today).items(facts)
        if facet is not Facet.DOSSIER and len(items) > _MOST_LINES:
            more = self.sentences.say("card_more", code=self.entry.key)
            items = [*items[: _MOST_LINES - 1], more]
        if self.entry.origin is not Origin.CURATED:
            against = rules_against((f.text for f in facts), self.snapshot, self.as_of)
            items += [self.sentences.say("portal_superseded", text=f.text) for f in against]
        return items

    def _matters(self, fact: Fact) -> bool:
        """Tell whether a fact holds on the day or starts later and has not ended since.

        What has ended before the day is never shown.
        """
        if fact.holds_on(self.as_of):
            return True
        ended_by = max(self.as_of, self.today)
        return fact.valid_to is None or ended_by <= fact.valid_to


def facet_buttons(entry: Entry, asked: Sequence[Facet], today: date) -> tuple[Button, ...]:
    """Offer the facets people ask next, of those on record today: an answer is about today."""
    left_out = {*asked, *(GUIDED if entry.kind is EntryKind.GUIDE else ())}
    on_record = {f.facet for f in entry.facts if f.holds_on(today)} - left_out
    return tuple(
        Button(_FACET_QUESTIONS[f], payload("ask_facet", facet=f.value, procedure=entry.key))
        for f in _NEXT_FACETS
        if f in on_record
    )[:_MAX_BUTTONS]


def payload(intent: str, **entities: str) -> str:
    """Write what comes back when a button is pressed."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"
