"""The parts of a reply put together: text, card, buttons, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply, Source
from contract.sentences import Sentences
from knowledge_base.retrieval.choices import choice_labels
from knowledge_base.retrieval.compose.card import GUIDED, CardMaker, facet_buttons, payload
from knowledge_base.retrieval.compose.lead import Lead
from knowledge_base.retrieval.compose.place import CounterToday, PlaceToday
from knowledge_base.retrieval.compose.sources import (
    MOST_SOURCES,
    portal_source,
    sources_of,
    taken_on,
)
from knowledge_base.retrieval.compose.superseded import rules_against
from knowledge_base.retrieval.compose.wording import say_day
from knowledge_base.retrieval.places import SOURCE, Commune, NamedPlace
from knowledge_base.retrieval.records import Entry, EntryKind, Fact, Origin
from knowledge_base.retrieval.snapshot import Snapshot

_LONGEST_NOTE = 220
_BESIDE_OTHER = 3  # buttons of an answer beside the way to something else


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes replies from one release for one day.

    Attributes:
        snapshot: the release.
        sentences: the bot's sentences.
        today: the day of the turn.
        as_of: the day the answer has to hold for.
        before: key of the entry that was answered last; a guide asks for the procedure once.
    """

    snapshot: Snapshot
    sentences: Sentences
    today: date
    as_of: date
    before: str | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The day that the answer has to hold for, and today."""
        return tuple(dict.fromkeys((self.as_of, self.today)))

    def lacks(self, position: int, facets: Sequence[Facet]) -> bool:
        """Tell whether a rule or guide has nothing on any facet asked, and gives its summary."""
        entry = self.snapshot.entries[position]
        known = any(entry.facts_of(facet, self.as_of) for facet in facets)
        return bool(facets) and entry.kind is not EntryKind.PROCEDURE and not known

    def not_in_record(self, position: int, facets: Sequence[Facet]) -> Reply:
        """Say that what is asked is not found, with all that there is."""
        reply = self.answer(position, facets)
        name = self.snapshot.entries[position].plain_name
        said = self.sentences.say("answer_not_in_record", name=name)
        meta = replace(reply.meta, outcome=Outcome.ANSWERED_PARTIAL)
        return replace(reply, text=said, meta=meta)

    def answer(self, position: int, facets: Sequence[Facet]) -> Reply:
        """Answer from one entry, on the facets asked (none = the summary)."""
        entry = self.snapshot.entries[position]
        asked = self._asked_of(entry, facets)
        lead = Lead(entry, asked, self.sentences, self.today, self.as_of)
        shown = [[fact for day in self.days for fact in lead.facts(facet, day)] for facet in asked]
        missing = any(
            not lead.facts(facet, self.as_of) for facet in asked if facet is not Facet.SUMMARY
        )
        against = self._against(entry, [fact for facts in shown for fact in facts])
        cards = CardMaker(entry, self.snapshot, self.sentences, self.today, self.as_of)
        return Reply(
            text=lead.write(self.notes(entry, against)),
            card=cards.card(asked),
            buttons=facet_buttons(entry, asked, self.today),
            meta=Meta(
                outcome=Outcome.ANSWERED_PARTIAL if missing else Outcome.ANSWERED,
                procedure=entry.key if entry.kind is EntryKind.PROCEDURE else None,
                facet=asked[0] if facets else None,
                as_of=self.as_of,
                release=self.snapshot.release,
                sources=self.sources(entry, shown, against),
            ),
        )

    def clarify(
        self, positions: Sequence[int], facets: Sequence[Facet], likeliest: Reply | None = None
    ) -> Reply:
        """Ask which of several is meant; with none, ask for the procedure.

        Args:
            positions: entries, the likeliest first; what is answered from on presumption last.
            facets: what is asked.
            likeliest: the answer from the last, for the others to be offered beside it; None where
                nothing is presumed.
        """
        meta = self._meta(Outcome.CLARIFY, facets[0] if facets else None)
        if not positions:
            return Reply(self.sentences.say("clarify_which_procedure"), meta)
        labels = choice_labels([self.snapshot.entries[p] for p in positions])
        offered = list(zip(positions, labels, strict=True))[: -1 if likeliest else None]
        # Numbered, so that a channel without buttons, or a person who types, can say the number.
        buttons = [
            Button(
                f"{number}. {label}",
                payload("choose_procedure", procedure=self.snapshot.entries[position].key),
            )
            for number, (position, label) in enumerate(offered, 1)
        ]
        other = Button(self.sentences.say("clarify_other_button"), "/choose_other")
        if likeliest is None:
            return Reply(self.sentences.say("clarify"), meta, buttons=(*buttons, other))
        if not buttons:
            buttons = list(likeliest.buttons[:_BESIDE_OTHER])
        said = self.sentences.say("clarify_presumed" if offered else "clarify_presumed_alone")
        return replace(
            likeliest,
            text=f"{likeliest.text}\n\n{said}",
            buttons=(*buttons, other),
            meta=replace(likeliest.meta, outcome=Outcome.CLARIFY),
        )

    def place_today(self, place: NamedPlace) -> Reply:
        """Tell what an old address belongs to now, and what is on record of its counter."""
        written = PlaceToday(place, self._counter(), self.sentences)
        outcome = Outcome.ANSWERED if written.is_clear else Outcome.CLARIFY
        meta = replace(self._meta(outcome, Facet.WHERE), sources=written.sources(self.snapshot))
        return Reply(written.text(), meta)

    def counter(self, commune: Commune) -> Reply:
        """Tell what is on record of the counter of a commune of today."""
        meta = replace(self._meta(Outcome.ANSWERED, Facet.WHERE), sources=(Source(SOURCE),))
        return Reply("\n".join(self._counter().lines(commune)), meta)

    def _counter(self) -> CounterToday:
        return CounterToday(self.snapshot.content.offices, self.sentences, self.as_of)

    def no_answer(self, *, empty: bool) -> Reply:
        """Say that it is not on record, and where to ask."""
        name = "no_answer_empty" if empty else "no_answer"
        return Reply(self.sentences.say(name), self._meta(Outcome.NO_ANSWER))

    def say(self, outcome: Outcome, sentence: str) -> Reply:
        """Say a fixed sentence."""
        return Reply(self.sentences.say(sentence), self._meta(outcome))

    def _meta(self, outcome: Outcome, facet: Facet | None = None) -> Meta:
        return Meta(outcome, facet=facet, as_of=self.as_of, release=self.snapshot.release)

    def _asked_of(self, entry: Entry, facets: Sequence[Facet]) -> tuple[Facet, ...]:
        """Give what to say: the facets asked; of a rule or guide, only those it has.

        A guide's own way of filing is no facet of it: "nộp qua bưu điện" asks for the guide.
        """
        if entry.kind is not EntryKind.PROCEDURE:
            facets = [f for f in facets if entry.facts_of(f, self.as_of)]
        if entry.kind is EntryKind.GUIDE:
            facets = [f for f in facets if f not in GUIDED]
        return tuple(facets) or (Facet.SUMMARY,)

    def _against(self, entry: Entry, shown: Sequence[Fact]) -> list[Fact]:
        """Give the certain rules that what is shown of the portal's record is behind."""
        if entry.origin is Origin.CURATED:
            return []
        return rules_against((f.text for f in shown), self.snapshot, self.as_of)

    def notes(self, entry: Entry, against: Sequence[Fact]) -> list[str]:
        """Give what must stand behind the answer, however long that is."""
        notes = [self.sentences.say("portal_superseded", text=f.text) for f in against[:1]]
        notes = [note for note in notes if len(note) <= _LONGEST_NOTE]  # else on the card only
        if entry.kind is EntryKind.GUIDE and entry.key != self.before:
            notes.append(self.sentences.say("answer_guide_next"))
        if entry.origin is not Origin.CURATED:
            day = say_day(taken_on(entry)) or "không rõ ngày"
            unread = entry.origin is Origin.PORTAL
            notes.append(
                self.sentences.say("answer_portal" if unread else "answer_portal_reviewed", day=day)
            )
        return notes

    def sources(
        self,
        entry: Entry,
        shown: Sequence[Sequence[Fact]],
        against: Sequence[Fact] = (),
    ) -> tuple[Source, ...]:
        """Give what shown facts, and rules against them, rest on."""
        days = self.days
        if not any(shown):
            shown = [entry.facts_of(Facet.SUMMARY, self.as_of)]
        groups = [*shown, against] if against else shown
        sources = sources_of(groups, self.snapshot.documents, days)
        portal = portal_source(entry)
        return (portal, *sources)[:MOST_SOURCES] if portal else sources
