"""What a question about one entry is answered with: lines of its card, facets, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Card, Reply
from knowledge_base.retrieval.asking import asking_model
from knowledge_base.retrieval.asks import asks_in
from knowledge_base.retrieval.aspects import aspect_of
from knowledge_base.retrieval.compose.composer import Composer
from knowledge_base.retrieval.compose.lead import LONGEST_TEXT
from knowledge_base.retrieval.compose.passage import (
    MOST_LINES,
    NOTHING_FOUND,
    Found,
    Line,
    asks_more,
    line_ranking,
    lines_about,
    lines_of,
)
from knowledge_base.retrieval.compose.wording import capital, sentence, shorten
from knowledge_base.retrieval.denials import without_denied
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.papers import is_named, paper_named
from knowledge_base.retrieval.records import Entry
from knowledge_base.retrieval.text import folded_words

_TELLING = 12  # words by which a line is known for another


@dataclass(frozen=True, slots=True)
class _Part:
    """What one question of a message is answered with.

    Attributes:
        lines: of the card.
        facets: that it asks for in so many words.
        missing: the sentence for what the record lacks; empty where it lacks nothing.
        untold: whether nothing answers it, and no such sentence tells of what.
    """

    lines: tuple[Line, ...] = ()
    facets: tuple[Facet, ...] = ()
    missing: str = ""
    untold: bool = False


class About:
    """Answers questions about one entry.

    Args:
        composer: writes replies.
        position: the entry.
    """

    def __init__(self, composer: Composer, position: int) -> None:
        self._composer = composer
        self._position = position
        self._entry: Entry = composer.snapshot.entries[position]

    def answer(self, query: Query, *, again: bool) -> Reply:
        """Answer a message.

        Args:
            query: what is asked.
            again: whether the entry was answered from before: then its summary says nothing new.
        """
        asks = _asks_of(query)
        each = self._answer_each(asks, again=again) if len(asks) > 1 else None
        if each is not None:
            return each
        missing = self._unrecorded(query)
        if missing:
            return self._answer_missing(query, missing, again=again)
        if self._asks_for_unnamed_paper(query):
            return self._dossier_without_it()
        reply = self._composer.answer(self._position, query.facets)
        if not again and not self.asks_more(query):
            return reply
        found = self._lines_for(reply.card, query)
        ranking = line_ranking()
        if found.told >= (ranking.enough if again else ranking.surely):
            return self._told(found.lines, query.facets)
        of_aspect = self._lines_of_aspect(query)
        if of_aspect:
            return self._told(of_aspect[:MOST_LINES], query.facets)
        if not again or query.facets:
            return reply
        if found.told >= ranking.perhaps:
            return self._nearest(found.lines)
        return self._composer.not_in_record(self._position, ())

    def otherwise(self, query: Query, said: Reply) -> Reply:
        """Answer a question that would get what was said just before, word for word.

        Whoever asks once more was not helped by that; another line may, or else there is none.
        """
        left = _without_lines(said.card, folded_words(said.text))
        found = self._lines_for(left, query)
        if found.told < line_ranking().enough:
            reply = self._composer.not_in_record(self._position, ())
            if reply.text != said.text:
                return reply
            name = self._entry.plain_name
            return replace(reply, text=self._say("answer_still_not_in_record", name=name))
        reply = self._composer.answer(self._position, ())
        return self._with_lines(reply, found.lines, below=False)

    def asks_more(self, query: Query) -> bool:
        """Tell whether a question says more than what the entry is called."""
        return asks_more(query.written, query.content, self._called)

    @cached_property
    def _card(self) -> Card | None:
        """All that is on record of the entry."""
        return self._composer.answer(self._position, ()).card

    @cached_property
    def _called(self) -> list[str]:
        """Folded words by which the entry is called."""
        return folded_words(f"{self._entry.plain_name} {self._entry.title}")

    def _say(self, said: str, **values: str) -> str:
        return self._composer.sentences.say(said, **values)

    def _lines_for(self, card: Card | None, query: Query) -> Found:
        asked = asking_model().read(query.said)
        idf = self._composer.snapshot.lexical.idf
        return lines_about(card, query, asked, self._called, idf)

    def _unrecorded(self, query: Query) -> str:
        """Give the sentence for what a question asks and no line of the card speaks of."""
        aspect = aspect_of(query)
        if aspect is None or self._lines_of_aspect(query):
            return ""
        return self._say(aspect.sentence)

    def _lines_of_aspect(self, query: Query) -> tuple[Line, ...]:
        """Give the lines of the card that tell the aspect a question asks for."""
        aspect = aspect_of(query)
        if aspect is None:
            return ()
        return tuple(line for line in lines_of(self._card) if aspect.is_told(line.text))

    def _asks_for_unnamed_paper(self, query: Query) -> bool:
        """Tell whether a question asks for a paper that no line of the card names."""
        paper = paper_named(query)
        if not paper:  # most questions: the whole card is not composed for them
            return False
        return not is_named(paper, query.readings, (line.text for line in lines_of(self._card)))

    def _dossier_without_it(self) -> Reply:
        """Say that no line names the paper asked for, before the papers that there are."""
        reply = self._composer.answer(self._position, (Facet.DOSSIER,))
        unnamed = self._say("answer_paper_not_in_record")
        return replace(reply, text=f"{unnamed}\n{reply.text}")

    def _answer_missing(self, query: Query, missing: str, *, again: bool) -> Reply:
        """Say what is missing, after what the card tells of the question."""
        facets = tuple(f for f in query.facets if f is not Facet.FEE)  # "phạt tiền" is no fee
        reply = self._composer.answer(self._position, facets)
        found = self._lines_for(reply.card, query)
        if found.told >= line_ranking().enough:
            reply = self._told(found.lines[:1], facets)
        elif again and not facets:
            name = capital(self._entry.plain_name)
            reply = replace(reply, text=f"{name}:")
        return self._with_missing(reply, missing)

    def _answer_each(self, asks: Sequence[str], *, again: bool) -> Reply | None:
        """Answer several questions of one message.

        Returns:
            None where they ask for facets alone, or nothing of their own is told.
        """
        queries = map(self._composer.snapshot.normaliser.normalise, asks)
        parts = [self._part(query, again=again) for query in queries]
        lines = tuple(dict.fromkeys(line for part in parts for line in part.lines))
        facets = tuple(dict.fromkeys(facet for part in parts for facet in part.facets))
        told = (*(part.missing for part in parts), self._untold([part.untold for part in parts]))
        missing = " ".join(dict.fromkeys(filter(None, told)))
        if not lines and not (facets and missing):
            return None
        reply = (
            self._told(lines, facets) if lines else self._composer.answer(self._position, facets)
        )
        return self._with_missing(reply, missing) if missing else reply

    def _part(self, ask: Query, *, again: bool) -> _Part:
        """Find what one question of several is answered with."""
        missing = self._unrecorded(ask)
        if missing:
            return _Part(missing=missing)
        if self._asks_for_unnamed_paper(ask):
            return _Part(facets=(Facet.DOSSIER,), missing=self._say("answer_paper_not_in_record"))
        more, ranking = self.asks_more(ask), line_ranking()
        found = self._lines_for(self._card, ask) if more else NOTHING_FOUND
        lines = found.lines if found.told >= ranking.enough else self._lines_of_aspect(ask)
        if lines:
            return _Part(lines=lines[:1])
        if ask.facets:
            return _Part(facets=ask.facets)
        return _Part(untold=more and (again or found.told < ranking.perhaps))

    def _untold(self, untold: Sequence[bool]) -> str:
        """Give the sentence that says which of several questions nothing answers."""
        names = ["first_asked", *["second_asked"] * (len(untold) - 2), "last_asked"]
        which = [self._say(f"answer_{n}") for n, no in zip(names, untold, strict=True) if no]
        if not which:
            return ""
        return self._say("answer_rest_not_in_record", which=capital(" và ".join(which)))

    def _told(self, lines: Sequence[Line], facets: tuple[Facet, ...]) -> Reply:
        """Answer with lines of the card, and with the facets asked below them."""
        reply = self._composer.answer(self._position, facets or (lines[0].facet,))
        return self._with_lines(reply, lines, below=bool(facets))

    def _with_lines(self, reply: Reply, lines: Sequence[Line], *, below: bool) -> Reply:
        """Put lines of the card before what was said of a facet, or in its place."""
        said = folded_words(reply.text)
        new = [line.text for line in lines if not _stands_in(folded_words(line.text), said)]
        if not new or (not below and len(new) < len(lines)):
            return reply  # its answer to that facet holds the line, and what belongs to it
        rest = [reply.text] if below else self._composer.notes(self._entry, ())
        told = f"{capital(self._entry.plain_name)}: {' '.join(sentence(text) for text in new)}"
        return self._saying("\n".join([told, *rest]), reply, lines)

    def _with_missing(self, reply: Reply, missing: str) -> Reply:
        """Say below an answer what the record lacks."""
        text = shorten(reply.text, LONGEST_TEXT - len(missing) - 1)
        gap = " " if text.endswith(":") else "\n"
        meta = replace(reply.meta, outcome=Outcome.ANSWERED_PARTIAL)
        return replace(reply, text=f"{text}{gap}{missing}", meta=meta)

    def _nearest(self, lines: Sequence[Line]) -> Reply:
        """Say that it is perhaps not on record, and what comes nearest."""
        reply = self._composer.not_in_record(self._position, ())
        name, line = self._entry.plain_name, sentence(lines[0].text)
        text = self._say("answer_nearest_in_record", name=name, line=line)
        return self._saying(text, reply, lines)

    def _saying(self, text: str, reply: Reply, lines: Sequence[Line]) -> Reply:
        """Let a reply say lines instead, with what the facts behind them rest on."""
        texts = [line.text for line in lines]
        facts = [f for f in self._entry.facts if any(f.text.rstrip(" .;") in t for t in texts)]
        sources = self._composer.sources(self._entry, [facts]) if facts else reply.meta.sources
        meta = replace(reply.meta, sources=sources)
        return replace(reply, text=shorten(text, LONGEST_TEXT), meta=meta)


def asks_several(query: Query) -> bool:
    """Tell whether a message asks more than one thing."""
    return len(_asks_of(query)) > 1


def _asks_of(query: Query) -> tuple[str, ...]:
    return asks_in(without_denied(query.text).text)


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
