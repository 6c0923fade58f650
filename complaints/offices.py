"""Recognising which office on record somebody means: today's name, a former commune, a bare name.

Only what leaves no doubt is taken by itself (a complaint is routed by it); what leaves some is
offered as a choice. Former communes are those of the table that answers old addresses, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from complaints.folding import fold
from knowledge_base.models import Office
from knowledge_base.retrieval.places import NamedPlace, gazetteer

MOST_OFFERED = 4  # choices; more can't be shown as buttons on every channel

_KINDS = {"phuong": r"(?:phuong|p)", "xa": r"(?:xa|x)", "dac khu": r"dac khu"}
_ALSO_LARGER = frozenset(
    "binh duong,ben cat,tan uyen,thuan an,di an,thu dau mot,bau bang,bac tan uyen,phu giao,"
    "dau tieng,ho chi minh,ba ria,vung tau,con dao".split(",")
)
"""Names that former districts and provinces had as well: without "phường" they say little."""


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office on record."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What words say of an office.

    Attributes:
        office: the one that is meant without doubt, if there is one.
        offered: those that may be meant, where there is doubt; at most ``MOST_OFFERED``.
        former: the former commune that led there, e.g. ``Xã An Tây``; empty for today's name.
    """

    office: KnownOffice | None = None
    offered: tuple[KnownOffice, ...] = ()
    former: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    office: KnownOffice
    title: str  # folded, whole
    kind: str  # folded, "phuong"; empty for a provincial office
    commune: str  # folded, without its kind


def recognise(words: str) -> Recognised:
    """Tell which office on record the words mean."""
    said = re.sub(r"[^a-z0-9]+", " ", fold(words)).strip()
    listed = _listed(timezone.localdate())
    whole = [one for one in listed if f" {one.title} " in f" {said} "]
    if whole:
        return Recognised(max(whole, key=lambda one: len(one.title)).office)
    communes = [one for one in listed if one.commune]
    named = _longest([one for one in communes if _named_with_kind(one, said)])
    if len(named) > 1:
        return _one_or_several(named)
    place = gazetteer().find(words)
    if place is not None and (place.in_full or place.as_old or not named):
        through_former = _of_former(place, communes)
        if through_former.office or through_former.offered:
            return through_former
        if place.in_full:  # a place elsewhere that only shares its name with one of ours
            return Recognised()
    if named:
        return _one_or_several(named)
    bare = _longest([one for one in communes if _stands_in(one.commune, said)])
    if len(bare) == 1 and bare[0].commune in _ALSO_LARGER:
        return Recognised(offered=(bare[0].office,))
    return _one_or_several(bare)


def by_key(key: str) -> KnownOffice | None:
    """Give an office in use by its key."""
    return next(
        (one.office for one in _listed(timezone.localdate()) if one.office.key == key), None
    )


def choices() -> list[tuple[str, str]]:
    """Give key and name of all offices in use, to choose from."""
    return [(one.office.key, one.office.name) for one in _listed(timezone.localdate())]


def _listed(day: date) -> list[_Listed]:
    in_use = Office.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(
        Q(valid_to=None) | Q(valid_to__gte=day)
    )
    rows = in_use.order_by("level", "name").values_list("key", "name", "area")
    return [_read(*row) for row in rows]


def _read(key: str, name: str, area: str) -> _Listed:
    title = re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()
    first = fold(area.partition(",")[0])
    kind = next((k for k in _KINDS if first.startswith(f"{k} ")), "")
    commune = first.removeprefix(kind).strip() if kind else ""
    return _Listed(KnownOffice(key, name), title, kind, commune)


def _of_former(place: NamedPlace, communes: Sequence[_Listed]) -> Recognised:
    """Give the offices that former communes of that name belong to now."""
    today = {fold(now.name) for former in place.former for now in former.today}
    found = [one for one in communes if f"{one.kind} {one.commune}" in today]
    certain = len(found) == 1 and len(today) == 1
    offered = tuple(one.office for one in found[:MOST_OFFERED])
    former = place.former[0].name if len(place.former) == 1 else ""
    return Recognised(offered[0] if certain else None, () if certain else offered, former)


def _named_with_kind(one: _Listed, said: str) -> bool:
    kind = _KINDS.get(one.kind)
    return kind is not None and re.search(rf"\b{kind} {re.escape(one.commune)}\b", said) is not None


def _stands_in(name: str, said: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", said) is not None


def _longest(found: Sequence[_Listed]) -> list[_Listed]:
    """Leave out names that only stand within a longer one: "Tân Uyên" in "Bắc Tân Uyên"."""
    return [
        one
        for one in found
        if not any(one.commune != other.commune and _stands_in(one.commune, other.commune)
                   for other in found)
    ]  # fmt: skip


def _one_or_several(found: Iterable[_Listed]) -> Recognised:
    offices = tuple(one.office for one in found)
    if len(offices) == 1:
        return Recognised(offices[0])
    return Recognised(offered=offices[:MOST_OFFERED])
