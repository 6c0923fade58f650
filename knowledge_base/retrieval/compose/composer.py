"""The parts of a reply put together: text, card, buttons, sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contract.facets import FACET_TITLES, Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, Meta, Reply, Section, Source
from contract.sentences import Sentences
from knowledge_base.retrieval.compose.items import write_item
from knowledge_base.retrieval.compose.wording import capital, say_day, sentence
from knowledge_base.retrieval.decide import choice_label
from knowledge_base.retrieval.records import Entry, EntryKind, Fact, Origin
from knowledge_base.retrieval.snapshot import Snapshot

LONGEST_TEXT = 450  # characters before the card
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
ALWAYS_CASES = frozenset({"Nộp", "Xuất trình"})
"""Headings of a dossier that hold for everybody; any other case is a situation."""
_GUIDED = frozenset({Facet.ONLINE, Facet.POSTAL, Facet.STEPS})
_MAX_BUTTONS = 4
_MAX_SOURCES = 4


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

    def answer(self, position: int, facets: Sequence[Facet]) -> Reply:
        """Answer from one entry, on the facets asked (none = the summary)."""
        entry = self.snapshot.entries[position]
        asked = self._asked_of(entry, facets)
        found = {facet: self._facts(entry, facet, self.as_of) for facet in asked}
        missing = [f for f in asked if not found[f] and f is not Facet.SUMMARY]
        lines = [self._lead(entry, facet, found[facet], self.as_of) for facet in asked]
        shown = [fact for facts in found.values() for fact in facts]
        if self.as_of != self.today:
            lines = self._then_and_now(entry, asked, lines, any_then=bool(shown))
            shown += [f for facet in asked for f in self._facts(entry, facet, self.today)]
        if entry.kind is EntryKind.PROCEDURE and entry.plain_name.lower() not in lines[0].lower():
            lines[0] = f"{capital(entry.plain_name)}: {lines[0]}"
        return Reply(
            text=_shorten(" ".join(lines), self._notes(entry)),
            card=self._card(entry, asked),
            buttons=self._facet_buttons(entry, asked),
            meta=Meta(
                outcome=Outcome.ANSWERED_PARTIAL if missing else Outcome.ANSWERED,
                procedure=entry.key if entry.kind is EntryKind.PROCEDURE else None,
                facet=asked[0] if facets else None,
                as_of=self.as_of,
                release=self.snapshot.release,
                sources=self._sources(shown or self._facts(entry, Facet.SUMMARY, self.as_of)),
            ),
        )

    def clarify(self, positions: Sequence[int], facets: Sequence[Facet]) -> Reply:
        """Ask which of several is meant; with none, ask for the procedure."""
        meta = self._meta(Outcome.CLARIFY, facets[0] if facets else None)
        if not positions:
            return Reply(self.sentences.say("clarify_which_procedure"), meta)
        labels = [choice_label(self.snapshot.entries[p]) for p in positions]
        # Numbered, so that a channel without buttons, or a person who types, can say the number.
        buttons = [
            Button(
                f"{number}. {label}",
                _payload("choose_procedure", procedure=self.snapshot.entries[position].key),
            )
            for number, (position, label) in enumerate(zip(positions, labels, strict=True), 1)
        ]
        other = Button(self.sentences.say("clarify_other_button"), "/choose_other")
        return Reply(self.sentences.say("clarify"), meta, buttons=(*buttons, other))

    def no_answer(self, *, empty: bool) -> Reply:
        """Say that it is not on record, and where to ask."""
        name = "no_answer_empty" if empty else "no_answer"
        return Reply(self.sentences.say(name), self._meta(Outcome.NO_ANSWER))

    def say(self, outcome: Outcome, sentence: str) -> Reply:
        """Say a fixed sentence."""
        return Reply(self.sentences.say(sentence), self._meta(outcome))

    def _meta(self, outcome: Outcome, facet: Facet | None = None) -> Meta:
        return Meta(outcome, facet=facet, as_of=self.as_of, release=self.snapshot.release)

    def _facts(self, entry: Entry, facet: Facet, day: date) -> tuple[Fact, ...]:
        return entry.facts_of(facet, day)

    def _asked_of(self, entry: Entry, facets: Sequence[Facet]) -> tuple[Facet, ...]:
        """Give what to say: the facets asked; of a rule or guide, only those it has.

        A guide's own way of filing is no facet of it: "nộp qua bưu điện" asks for the guide.
        """
        if entry.kind is not EntryKind.PROCEDURE:
            facets = [f for f in facets if self._facts(entry, f, self.as_of)]
        if entry.kind is EntryKind.GUIDE:
            facets = [f for f in facets if f not in _GUIDED]
        return tuple(facets) or (Facet.SUMMARY,)

    def _lead(self, entry: Entry, facet: Facet, facts: Sequence[Fact], day: date) -> str:
        """Give the first sentences on a facet: the answer itself where it is short."""
        if not facts:
            return self._not_on_record(entry, facet)
        texts = [write_item(fact, day, self.sentences) for fact in facts]
        if facet is Facet.DOSSIER:
            return self._dossier_lead(entry, facts)
        first = _fitting(texts)
        if len(first) == len(texts):
            return " ".join(first)
        return self.sentences.say(
            "answer_facet_list",
            facet=FACET_TITLES[facet].lower(),
            name=capital(entry.plain_name),
            first=" ".join(first),
        )

    def _dossier_lead(self, entry: Entry, facts: Sequence[Fact]) -> str:
        always = sum(1 for fact in facts if fact.case is None or fact.case in ALWAYS_CASES)
        more = len(facts) - always
        sentence = "answer_dossier_cases" if always and more else "answer_dossier"
        return self.sentences.say(
            sentence,
            name=capital(entry.plain_name),
            count=str(always if always and more else len(facts)),
            more=str(more),
        )

    def _not_on_record(self, entry: Entry, facet: Facet) -> str:
        if facet is Facet.SUMMARY:
            return self.sentences.say("answer_entry", title=capital(entry.title))
        return self.sentences.say(
            "answered_partial", facet=FACET_TITLES[facet].lower(), name=entry.plain_name
        )

    def _then_and_now(
        self, entry: Entry, asked: Sequence[Facet], lines: Sequence[str], *, any_then: bool
    ) -> list[str]:
        now = [self._lead(entry, f, self._facts(entry, f, self.today), self.today) for f in asked]
        name = "answer_as_of" if any_then else "answer_as_of_unknown"
        then = self.sentences.say(name, day=say_day(self.as_of), answer=" ".join(lines))
        return [then, self.sentences.say("answer_now", answer=" ".join(now))]

    def _notes(self, entry: Entry) -> str:
        """Give what must stand behind the answer, however long that is."""
        notes = []
        if entry.kind is EntryKind.GUIDE:
            notes.append(self.sentences.say("answer_guide_next"))
        if entry.origin is Origin.PORTAL:
            day = say_day(entry.verified_on) if entry.verified_on else "không rõ ngày"
            notes.append(self.sentences.say("answer_portal", day=day))
        return " ".join(notes)

    def _card(self, entry: Entry, asked: Sequence[Facet]) -> Card | None:
        opened = set(asked)
        if entry.kind is EntryKind.GUIDE and Facet.SUMMARY in asked:
            opened.add(Facet.STEPS)
        sections = []
        for facet in Facet:
            if facet is Facet.SUMMARY:
                continue
            facts = [f for f in entry.facts if f.facet is facet and _still_matters(f, self.as_of)]
            if facts:
                items = tuple(write_item(f, self.as_of, self.sentences) for f in facts)
                sections.append(Section(facet, FACET_TITLES[facet], items, facet in opened))
        return Card(capital(entry.title), tuple(sections)) if sections else None

    def _facet_buttons(self, entry: Entry, asked: Sequence[Facet]) -> tuple[Button, ...]:
        on_record = {f.facet for f in entry.facts if f.holds_on(self.as_of)}
        offered = [f for f in _NEXT_FACETS if f in on_record and f not in asked]
        return tuple(
            Button(_FACET_QUESTIONS[f], _payload("ask_facet", facet=f.value, procedure=entry.key))
            for f in offered[:_MAX_BUTTONS]
        )

    def _sources(self, facts: Iterable[Fact]) -> tuple[Source, ...]:
        cited = dict.fromkeys(basis for fact in facts for basis in fact.basis)
        with_article = {basis.document for basis in cited if basis.article}
        sources = []
        for basis in cited:
            if basis.article or basis.document not in with_article:
                document = self.snapshot.documents.get(basis.document)
                name = document.name if document else basis.document
                sources.append(
                    Source(
                        document=name,
                        article=basis.article,
                        valid_from=document.valid_from if document else None,
                        valid_to=document.valid_to if document else None,
                        url=document.url if document else None,
                    ),
                )
        return tuple(sources[:_MAX_SOURCES])


def _still_matters(fact: Fact, day: date) -> bool:
    """Tell whether a fact holds on ``day`` or starts later; what has ended is never shown."""
    return fact.valid_to is None or day <= fact.valid_to


def _payload(intent: str, **entities: str) -> str:
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"


def _fitting(texts: Sequence[str], most: int = 3) -> list[str]:
    """Give the first sentences that fit before the card: one at least, ``most`` at most."""
    fitting = [sentence(texts[0])]
    for text in texts[1:most]:
        if len(" ".join([*fitting, text])) > LONGEST_TEXT * 2 // 3:
            break
        fitting.append(sentence(text))
    return fitting


def _shorten(text: str, notes: str = "") -> str:
    """Cut at a sentence so that the text before the card stays short; the card has it all.

    Args:
        text: the answer.
        notes: what follows it and is never cut.
    """
    room = LONGEST_TEXT - len(notes) - 1 if notes else LONGEST_TEXT
    if len(text) > room:
        cut = text[:room]
        end = cut.rfind(". ")
        text = cut[: end + 1] if end > room // 3 else cut.rsplit(" ", 1)[0] + "…"
    return f"{text} {notes}" if notes else text
