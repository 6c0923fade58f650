"""The parts of a reply put together: text, card, buttons, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, Meta, Reply, Source
from contract.sentences import Sentences
from knowledge_base.retrieval.asking import asking_model
from knowledge_base.retrieval.choices import choice_labels
from knowledge_base.retrieval.compose.card import GUIDED, CardMaker, facet_buttons, payload
from knowledge_base.retrieval.compose.lead import LONGEST_TEXT, Lead
from knowledge_base.retrieval.compose.passage import (
    Found,
    Line,
    asks_more,
    line_ranking,
    lines_about,
)
from knowledge_base.retrieval.compose.place import CounterToday, PlaceToday
from knowledge_base.retrieval.compose.sources import (
    MOST_SOURCES,
    portal_source,
    sources_of,
    taken_on,
)
from knowledge_base.retrieval.compose.superseded import rules_against
from knowledge_base.retrieval.compose.wording import capital, say_day, sentence, shorten
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.places import SOURCE, Commune, NamedPlace
from knowledge_base.retrieval.records import Entry, EntryKind, Fact, Origin
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.text import folded_words

_LONGEST_NOTE = 220
_TELLING = 12  # words by which a line is known for another


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes replies from one release for one day.

    Attributes:
        snapshot: the release.
        sentences: the bot's sentences.
        today: the day of the turn.
        as_of: the day the answer has to hold for.
    """

    snapshot: Snapshot
    sentences: Sentences
    today: date
    as_of: date

    def answer_about(self, position: int, query: Query, *, again: bool) -> Reply:
        """Answer a question about an entry, with the lines of its card that tell what is asked.

        Args:
            position: the entry.
            query: what is asked.
            again: whether the entry was answered from before: then its summary says nothing new.
        """
        entry = self.snapshot.entries[position]
        reply = self.answer(position, query.facets)
        if not again and not self.asks_more(position, query):
            return reply
        found = self._lines_of(reply.card, entry, query)
        ranking = line_ranking()
        if found.told >= (ranking.enough if again else ranking.surely):
            shown = reply if query.facets else self.answer(position, (found.lines[0].facet,))
            return self._with_lines(shown, entry, found.lines, below=bool(query.facets))
        if not again or query.facets:
            return reply
        if found.told >= ranking.perhaps:
            return self._nearest(position, found.lines)
        return self.not_in_record(position, ())

    def otherwise(self, position: int, query: Query, said: Reply) -> Reply:
        """Answer a question that would get what was said just before, word for word.

        Whoever asks once more was not helped by that; another line may, or else there is none.
        """
        entry = self.snapshot.entries[position]
        left = _without_lines(said.card, folded_words(said.text))
        found = self._lines_of(left, entry, query)
        if found.told < line_ranking().enough:
            return self.not_in_record(position, ())
        return self._with_lines(self.answer(position, ()), entry, found.lines, below=False)

    def asks_more(self, position: int, query: Query) -> bool:
        """Tell whether a question says more than what an entry is called."""
        known = _called(self.snapshot.entries[position])
        return asks_more(query.written, query.content, known)

    def _lines_of(self, card: Card | None, entry: Entry, query: Query) -> Found:
        asked = asking_model().read(query.said)
        return lines_about(card, query, asked, _called(entry), self.snapshot.lexical.idf)

    def _with_lines(
        self, reply: Reply, entry: Entry, lines: Sequence[Line], *, below: bool
    ) -> Reply:
        """Answer with lines of the card, with what was said of a facet below them or left out."""
        said = folded_words(reply.text)
        new = [line.text for line in lines if not _stands_in(folded_words(line.text), said)]
        if not new or (not below and len(new) < len(lines)):
            return reply  # its answer to that facet holds the line, and what belongs to it
        rest = [reply.text] if below else self._notes(entry, ())
        told = f"{capital(entry.plain_name)}: {' '.join(sentence(text) for text in new)}"
        return self._saying("\n".join([told, *rest]), reply, entry, lines)

    def _nearest(self, position: int, lines: Sequence[Line]) -> Reply:
        """Say that it is perhaps not on record, and what comes nearest."""
        entry = self.snapshot.entries[position]
        reply = self.not_in_record(position, ())
        line = sentence(lines[0].text)
        said = self.sentences.say("answer_nearest_in_record", name=entry.plain_name, line=line)
        return self._saying(said, reply, entry, lines)

    def _saying(self, text: str, reply: Reply, entry: Entry, lines: Sequence[Line]) -> Reply:
        """Let a reply say lines instead, with what the facts behind them rest on."""
        texts = [line.text for line in lines]
        facts = [f for f in entry.facts if any(f.text.rstrip(" .;") in text for text in texts)]
        days = tuple(dict.fromkeys((self.as_of, self.today)))
        sources = self._sources(entry, [facts], (), days) if facts else reply.meta.sources
        meta = replace(reply.meta, sources=sources)
        return replace(reply, text=shorten(text, LONGEST_TEXT), meta=meta)

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
        days = tuple(dict.fromkeys((self.as_of, self.today)))
        shown = [[fact for day in days for fact in lead.facts(facet, day)] for facet in asked]
        missing = any(
            not lead.facts(facet, self.as_of) for facet in asked if facet is not Facet.SUMMARY
        )
        against = self._against(entry, [fact for facts in shown for fact in facts])
        cards = CardMaker(entry, self.snapshot, self.sentences, self.today, self.as_of)
        return Reply(
            text=lead.write(self._notes(entry, against)),
            card=cards.card(asked),
            buttons=facet_buttons(entry, asked, self.today),
            meta=Meta(
                outcome=Outcome.ANSWERED_PARTIAL if missing else Outcome.ANSWERED,
                procedure=entry.key if entry.kind is EntryKind.PROCEDURE else None,
                facet=asked[0] if facets else None,
                as_of=self.as_of,
                release=self.snapshot.release,
                sources=self._sources(entry, shown, against, days),
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
        return replace(
            likeliest,
            text=f"{likeliest.text}\n\n{self.sentences.say('clarify_presumed')}",
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

    def _notes(self, entry: Entry, against: Sequence[Fact]) -> list[str]:
        """Give what must stand behind the answer, however long that is."""
        notes = [self.sentences.say("portal_superseded", text=f.text) for f in against[:1]]
        notes = [note for note in notes if len(note) <= _LONGEST_NOTE]  # else on the card only
        if entry.kind is EntryKind.GUIDE:
            notes.append(self.sentences.say("answer_guide_next"))
        if entry.origin is not Origin.CURATED:
            day = say_day(taken_on(entry)) or "không rõ ngày"
            unread = entry.origin is Origin.PORTAL
            notes.append(
                self.sentences.say("answer_portal" if unread else "answer_portal_reviewed", day=day)
            )
        return notes

    def _sources(
        self,
        entry: Entry,
        shown: Sequence[Sequence[Fact]],
        against: Sequence[Fact],
        days: Sequence[date],
    ) -> tuple[Source, ...]:
        if not any(shown):
            shown = [entry.facts_of(Facet.SUMMARY, self.as_of)]
        groups = [*shown, against] if against else shown
        sources = sources_of(groups, self.snapshot.documents, days)
        portal = portal_source(entry)
        return (portal, *sources)[:MOST_SOURCES] if portal else sources


def _called(entry: Entry) -> list[str]:
    """Give the folded words by which an entry is called."""
    return folded_words(f"{entry.plain_name} {entry.title}")


def _without_lines(card: Card | None, text: Sequence[str]) -> Card | None:
    """Leave out the lines of a card that a text holds."""
    if card is None:
        return None
    sections = (
        replace(
            section,
            items=tuple(i for i in section.items if not _stands_in(folded_words(i), text)),
        )
        for section in card.sections
    )
    return replace(card, sections=tuple(sections))


def _stands_in(words: Sequence[str], text: Sequence[str]) -> bool:
    """Tell whether a text holds a line, or as much of its beginning as tells it from others."""
    return f" {' '.join(words[:_TELLING])} " in f" {' '.join(text)} "
