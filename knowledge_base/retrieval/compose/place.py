"""What an old address belongs to now, and what is on record of the counter there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contract.reply import Source
from contract.sentences import Sentences
from knowledge_base.retrieval.places import SOURCE, Commune, FormerCommune, NamedPlace
from knowledge_base.retrieval.records import Office
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.text import folded_words

_MERGER = "202/2025/QH15"  # of provinces; which commune became which is from the dataset
_MOST_NAMED = 4
_CITY = ["thanh", "pho"]


@dataclass(frozen=True, slots=True)
class CounterToday:
    """Writes what is on record of the counter of a commune, and what is not.

    Attributes:
        offices: those on record.
        sentences: the bot's sentences.
        day: the day the answer has to hold for.
    """

    offices: Sequence[Office]
    sentences: Sentences
    day: date

    def lines(self, commune: Commune) -> tuple[str, ...]:
        """Write it: the office, then what is known of it."""
        office = self._office(commune)
        if office is None:
            return (self.sentences.say("place_counter_unknown", commune=_small(commune.name)),)
        known = [
            self.sentences.say(f"place_{name}", value=value)
            for name in ("address", "phone", "hours")
            if (value := getattr(office, name))
        ]
        if not office.address:
            known.append(self.sentences.say("place_address_unknown"))
        return (self.sentences.say("place_counter", office=office.name), *known)

    def _office(self, commune: Commune) -> Office | None:
        """Find the counter whose area starts with the commune and names the province."""
        wanted, province = folded_words(commune.name), folded_words(commune.province)
        province = province[2:] if province[:2] == _CITY else province[1:]
        for office in self.offices:
            area = folded_words(office.area)
            first, last = office.valid_from or date.min, office.valid_to or date.max
            if area[: len(wanted)] == wanted and first <= self.day <= last:
                rest = area[len(wanted) :]
                if any(rest[i : i + len(province)] == province for i in range(len(rest))):
                    return office
        return None


@dataclass(frozen=True, slots=True)
class PlaceToday:
    """Writes the answer for one old address.

    Attributes:
        place: what was named.
        counter: writes the counter of a commune.
        sentences: the bot's sentences.
    """

    place: NamedPlace
    counter: CounterToday
    sentences: Sentences

    @property
    def is_clear(self) -> bool:
        """Whether one former commune is meant."""
        return len(self.place.former) == 1

    def text(self) -> str:
        """Write it: what it is now, then its counter; or ask which one is meant."""
        former = self.place.former
        if len(former) > _MOST_NAMED:
            name = _small(former[0].name)
            return self.sentences.say("place_unclear", count=str(len(former)), name=name)
        if len(former) > 1:
            lines = [self._now(one) for one in former]
            return "\n".join([self.sentences.say("place_several"), *(f"- {x}" for x in lines)])
        today = former[0].today
        counters = self.counter.lines(today[0]) if len(today) == 1 else ()
        return "\n".join([self._now(former[0]), *counters])

    def sources(self, snapshot: Snapshot) -> tuple[Source, ...]:
        """Give what it rests on."""
        if len(self.place.former) > _MOST_NAMED:
            return ()
        document = snapshot.documents.get(_MERGER)
        law = () if document is None else (Source(document.name, valid_from=document.valid_from),)
        return (*law, Source(SOURCE))

    def _now(self, one: FormerCommune) -> str:
        parts = [_small(part) for part in (one.name, one.district, one.province) if part]
        name = ", ".join(parts)
        name = name[0].upper() + name[1:]
        if len(one.today) == 1:
            return self.sentences.say("place_today", former=name, today=_in_full(one.today[0]))
        province = one.today[0].province
        today = ", ".join(_small(commune.name) for commune in one.today)
        return self.sentences.say("place_divided", former=name, today=f"{today} ({province})")


def _small(name: str) -> str:
    """Write a name within a sentence: "phường Tây Nam"."""
    return name[0].lower() + name[1:]


def _in_full(commune: Commune) -> str:
    return f"{_small(commune.name)}, {_small(commune.province)}"
