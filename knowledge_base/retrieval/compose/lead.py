"""The text before the card: the answer itself, first, and short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contract.facets import FACET_TITLES, Facet
from contract.sentences import Sentences
from knowledge_base.retrieval.compose.items import ItemWriter, is_for_everybody, is_paper
from knowledge_base.retrieval.compose.wording import (
    capital,
    fitting,
    lower_first,
    say_day,
    sentence,
    shorten,
)
from knowledge_base.retrieval.records import Channel, Entry, EntryKind, Fact, Origin

LONGEST_TEXT = 450  # characters before the card
_ANNOUNCED = timedelta(days=180)
"""A change this near is said in the text; one further off stands on the card."""
_FEW_PAPERS = 200  # characters; fewer papers than fill this are named instead of counted
_AT_A_GLANCE = (Facet.TIME_LIMIT, Facet.FEE, Facet.WHERE)
_GLANCE = 140  # characters of a line that stands for a facet where there is no summary
_LABELLED = frozenset(
    {Facet.STEPS, Facet.CONDITIONS, Facet.RESULT, Facet.FORMS, Facet.LEGAL_BASIS, Facet.FEE}
)
_LONGEST_NAME = 110
_LEAST_ROOM = 60
_TITLES = tuple(f"{title}: " for title in FACET_TITLES.values())
_CODE = re.compile(r"\s*[(\[]\s*\d\.\d{6}\s*[)\]]")
_CHANNELS = {Facet.ONLINE: Channel.ONLINE, Facet.POSTAL: Channel.POSTAL}

_Found = dict[Facet, list[Fact]]


@dataclass(frozen=True, slots=True)
class Lead:
    """Writes the text before the card of one entry.

    Attributes:
        entry: what is answered from.
        asked: the facets asked, at least one.
        sentences: the bot's sentences.
        today: the day of the turn.
        as_of: the day the answer has to hold for.
    """

    entry: Entry
    asked: tuple[Facet, ...]
    sentences: Sentences
    today: date
    as_of: date

    def write(self, notes: Sequence[str]) -> str:
        """Give the text.

        Args:
            notes: what must stand behind the answer, however long that is.
        """
        tail = " ".join(notes)
        room = LONGEST_TEXT - len(tail) - 1 if tail else LONGEST_TEXT
        text = shorten(self._once(self._answer(room)), room)
        return f"{text} {tail}" if tail else text

    def facts(self, facet: Facet, day: date) -> list[Fact]:
        """Give the facts on a facet, those of the way of filing that is asked about first."""
        ways = {_CHANNELS[f] for f in self.asked if f in _CHANNELS}
        facts = self.entry.facts_of(facet, day)
        return sorted(facts, key=lambda fact: fact.channel not in ways) if ways else list(facts)

    def _once(self, text: str) -> str:
        """Keep only the last of several hints that the list below has it all."""
        hint = self.sentences.say("answer_list", first="")
        *before, last = text.split(hint)
        return f"{''.join(before)}{hint}{last}" if before else last

    def _writer(self, day: date) -> ItemWriter:
        return ItemWriter(self.sentences, day, self.today)

    def _answer(self, room: int) -> str:
        """Give the answer for the day asked about; for another day than today, both."""
        then = self._found(self.as_of)
        if self.as_of == self.today:
            return self._named(self._on(self.as_of, then, room))
        now = self._found(self.today)
        later, earlier = (then, now) if self.as_of > self.today else (now, then)
        for facet, facts in later.items():  # what the change brought comes first
            old = earlier[facet]
            later[facet] = [f for f in facts if f not in old] + [f for f in facts if f in old]
        gap = "\n" if len(self.asked) > 1 else " "
        if not any(then.values()):
            text = self.sentences.say("answer_as_of_unknown", day=say_day(self.as_of))
        else:
            answer = self._on(self.as_of, then, room // 2)
            text = self.sentences.say("answer_as_of", day=say_day(self.as_of), answer=gap + answer)
        text = f"{text}{gap}{self._now(now, then, room - len(text) - 10)}"
        return self._named(re.sub(r": +(?=[ \n])", ":", text))

    def _now(self, now: _Found, then: _Found, room: int) -> str:
        """Say what holds today, of that which is not as it was."""
        changed = {f: facts for f, facts in now.items() if {*facts} != {*then[f]}}
        if not changed:
            return self.sentences.say("answer_now_same")
        gap = "\n" if len(self.asked) > 1 else ""
        return self.sentences.say("answer_now", answer=gap + self._on(self.today, changed, room))

    def _found(self, day: date) -> _Found:
        return {facet: self.facts(facet, day) for facet in self.asked}

    def _named(self, text: str) -> str:
        """Put the procedure's name in front, unless the answer opens with it."""
        if self.entry.kind is not EntryKind.PROCEDURE:
            return text
        opens = not text[:1].islower()  # "cần đơn đề nghị …" goes on after the name
        if opens and self.name.lower() in text.split("\n")[0].lower():
            return text
        if self.as_of != self.today:
            return f"{capital(self.name)}. {text}"
        gap = "\n" if text.startswith(_TITLES) else " "
        return f"{capital(self.name)}:{gap}{text}"

    @property
    def name(self) -> str:
        """How the entry is called inside a sentence: short enough to be read."""
        name = self.entry.plain_name
        if self.entry.origin is not Origin.CURATED:
            name = _CODE.sub("", name)  # titles of the portal end in their own code
        return shorten(name, _LONGEST_NAME)

    def _on(self, day: date, found: _Found, room: int) -> str:
        """Give the answer for one day: one facet in a sentence, several on a line each."""
        room -= len(self.name) + 2
        missing = [f for f, facts in found.items() if not facts and f is not Facet.SUMMARY]
        told = [facet for facet in found if facet not in missing]
        gap = self._not_on_record(missing) if missing else ""
        if not told:
            return gap
        if len(self.asked) == 1:
            return self._facet(told[0], found[told[0]], day, room)
        left = room - len(gap) - 1
        lines = []
        for n, facet in enumerate(told):
            share = left // (len(told) - n) - len(FACET_TITLES[facet]) - 2
            answer = shorten(self._facet(facet, found[facet], day, share), max(share, 40))
            lines.append(f"{FACET_TITLES[facet]}: {answer}")
            left -= len(lines[-1]) + 1
        return "\n".join([*lines, gap] if gap else lines)

    def _facet(self, facet: Facet, facts: Sequence[Fact], day: date, room: int) -> str:
        if not facts:
            return self._summary(day)
        if facet is Facet.DOSSIER and any(is_paper(fact) for fact in facts):
            return self._papers(facts, day)
        texts = self._writer(day).items(facts)
        first = fitting(texts, room * 2 // 3)
        if len(first) == len(texts) and len(" ".join(first)) <= room:
            return self._with_what_comes(" ".join(first), facet, day, room)
        label = ""
        if len(self.asked) == 1 and facet in _LABELLED and self.as_of == self.today:
            label = f"{capital(self.name)}, {FACET_TITLES[facet].lower()}: "
        answer = label + " ".join(first)
        room_of_list = room - len(self.sentences.say("answer_list", first=""))
        if room_of_list < _LEAST_ROOM:
            return shorten(answer, room)
        return self.sentences.say("answer_list", first=shorten(answer, room_of_list))

    def _papers(self, facts: Sequence[Fact], day: date) -> str:
        papers = [fact for fact in facts if is_paper(fact)]
        always = [fact for fact in papers if is_for_everybody(fact)] or papers
        more = len(papers) > len(always)
        writer = self._writer(day)
        items = (writer.item(_without_heading(fact)).rstrip(".") for fact in always)
        named = "; ".join(lower_first(item) for item in items)
        if len(named) <= _FEW_PAPERS and all(is_for_everybody(fact) for fact in always):
            return self.sentences.say(
                "answer_dossier_more" if more else "answer_dossier_few", papers=named
            )
        return self.sentences.say(
            "answer_dossier_cases" if more else "answer_dossier", count=str(len(always))
        )

    def _with_what_comes(self, answer: str, facet: Facet, day: date, room: int) -> str:
        """Announce what changes soon, where there is room for it."""
        if day != self.today:
            return answer
        for fact in self.entry.facts:
            starts = fact.valid_from
            if fact.facet is not facet or starts is None or not day < starts <= day + _ANNOUNCED:
                continue
            longer = f"{answer} {sentence(self._writer(day).item(fact))}"
            if len(longer) > room:
                break
            answer = longer
        return answer

    def _summary(self, day: date) -> str:
        """Sum up an entry that has no summary on record: how long, how much, where."""
        lines = []
        for facet in _AT_A_GLANCE:
            texts = self._writer(day).items(self.facts(facet, day))
            if texts and len(texts[0]) <= _GLANCE:
                lines.append(f"{FACET_TITLES[facet]}: {sentence(texts[0])}")
        if lines and self.entry.kind is EntryKind.PROCEDURE:
            return "\n".join(lines)
        return self.sentences.say("answer_entry", title=capital(self.entry.title))

    def _not_on_record(self, facets: Sequence[Facet]) -> str:
        titles = [FACET_TITLES[facet].lower() for facet in facets]
        named = f"{', '.join(titles[:-1])} và {titles[-1]}" if titles[1:] else titles[0]
        return self.sentences.say("answered_partial", facet=named, name=self.name)


def _without_heading(fact: Fact) -> Fact:
    """Leave out the heading under which most papers stand: what is not shown is handed in."""
    return replace(fact, case=None) if "nộp" in (fact.case or "").lower() else fact
