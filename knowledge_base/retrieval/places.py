"""Old addresses: which commune of today a former one belongs to.

Districts were abolished and communes merged on 01/07/2025; people still give the address on their
papers. The table is made by ``knowledge_base/importing/former_communes.py``.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from knowledge_base.retrieval.text import fold, folded_words, words

TABLE = Path(__file__).with_name("former_communes.tsv")
SOURCE = "Bộ dữ liệu mở vietnamadminunits 1.0.4"

_COMMUNE = (("thi", "tran"), ("xa",), ("phuong",), ("p",), ("x",), ("tt",))
_DISTRICT = (
    ("quan",),
    ("huyen",),
    ("thi", "xa"),
    ("thanh", "pho"),
    ("q",),
    ("h",),
    ("tx",),
    ("tp",),
)
_PROVINCE = (("tinh",), ("thanh", "pho"), ("tp",), ("t",))
_KINDS = {"p": "phuong", "x": "xa", "tt": "thi tran", "thi": "thi tran"}
_GLUED = ("p", "q")  # "p5", "q3"
_OTHER_NAMES = {
    ("hcm",): ("ho", "chi", "minh"),
    ("tphcm",): ("ho", "chi", "minh"),
    ("sai", "gon"): ("ho", "chi", "minh"),
    ("tdm",): ("thu", "dau", "mot"),
}
_LONGEST = 6  # words of a name

_CHANGED = tuple(
    tuple(phrase.split())
    for phrase in (
        "dia chi cu la", "dia chi cu o", "dia chi cu", "dia chi truoc day la", "dia chi truoc day",
        "dia chi truoc", "cho o cu", "truoc day la", "truoc day o", "truoc day", "truoc kia",
        "truoc khi sap nhap", "truoc sap nhap", "sau khi sap nhap", "sau sap nhap", "sap nhap",
        "sat nhap", "nay la", "nay thuoc", "gio la", "gio thuoc", "bay gio la", "bay gio thuoc",
        "hien nay la", "hien nay thuoc", "hien tai la", "hien tai thuoc", "doi thanh",
        "doi ten thanh", "thuoc xa nao", "thuoc phuong nao", "thuoc xa phuong nao",
        "thuoc phuong xa nao", "la xa nao", "la phuong nao", "xa nao", "phuong nao", "xa gi",
        "phuong gi", "xa phuong nao", "phuong xa nao",
    )
)  # fmt: skip
"""What says that a name is an old one, or asks for the new one."""
_FORMER = "cu"  # directly after the name: "xã An Tây cũ"
_MOST_WORDS = 200  # an address stands early in a message


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today: ``Phường Tây Nam``, ``Thành phố Hồ Chí Minh``."""

    name: str
    province: str

    @property
    def in_full(self) -> str:
        """The name with its province, which no other has."""
        return f"{self.name}, {self.province}"


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune of the time before 01/07/2025.

    Attributes:
        name: with its kind, e.g. ``Phường An Tây``.
        district: e.g. ``Thành phố Bến Cát``; empty where there was none.
        province: e.g. ``Tỉnh Bình Dương``.
        today: what it belongs to now; several where it was divided.
    """

    name: str
    district: str
    province: str
    today: tuple[Commune, ...]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A former commune that a message names.

    Attributes:
        former: those that carried the name, fewest possible.
        name: the name as typed, with its kind.
        in_full: its district or province is named, too.
        as_old: the message says that it is an old name, or asks for the new one.
        rest: the other words of the message, as typed.
    """

    former: tuple[FormerCommune, ...]
    name: str
    in_full: bool
    as_old: bool
    rest: str = field(repr=False)


class Gazetteer:
    """Finds former communes in messages.

    Args:
        former: all of them.
    """

    def __init__(self, former: Iterable[FormerCommune]) -> None:
        self._by_name: defaultdict[tuple[str, ...], list[FormerCommune]] = defaultdict(list)
        self._today: dict[str, Commune] = {}
        self._provinces: dict[str, tuple[str, ...]] = {}
        for one in former:
            self._provinces.setdefault(one.province, _bare(one.province, _PROVINCE))
            self._by_name[_bare(one.name, _COMMUNE)].append(one)
            self._today |= {commune.in_full: commune for commune in one.today}

    @classmethod
    def read(cls, table: Path = TABLE) -> Gazetteer:
        """Read the table.

        Raises:
            OSError: it is missing.
            ValueError: a line has another shape.
        """
        today: defaultdict[tuple[str, str, str], list[Commune]] = defaultdict(list)
        for line in table.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            province, commune, former = line.split("\t")
            for one in former.split("; "):
                parts = one.split(", ")
                name, district = parts[0], parts[1] if len(parts) == 3 else ""
                today[name, district, parts[-1]].append(Commune(commune, province))
        return cls(FormerCommune(*key, tuple(now)) for key, now in today.items())

    def today(self) -> frozenset[Commune]:
        """Give the communes of today."""
        return frozenset(self._today.values())

    def commune(self, in_full: str) -> Commune | None:
        """Give the commune of today that is called so (``Commune.in_full``); None if none is."""
        return self._today.get(in_full)

    def find(self, text: str) -> NamedPlace | None:
        """Find the first former commune that a message names; None where it names none."""
        typed = _unglued(words(text)[:_MOST_WORDS])
        folded = [fold(word) for word in typed]
        for start, length in _kinds_at(folded, _COMMUNE):
            name = start + length
            for end in range(min(name + _LONGEST, len(folded)), name, -1):
                known = self._by_name.get(_number(folded[name:end]))
                named = _named(known, typed, folded, start, end) if known else None
                if named and (named.in_full or self._may_be_meant(named, typed, folded, end)):
                    return named
        return None

    def _may_be_meant(
        self, named: NamedPlace, typed: Sequence[str], folded: list[str], end: int
    ) -> bool:
        """Tell whether a place named without its province is neither spelt otherwise nor elsewhere.

        "xã Quỳnh Phụ, Thái Bình" is no "xã Quỳnh Phú" of Bắc Ninh.
        """
        if not any(_is_spelt_so(one, named.name.split()) for one in named.former):
            return False
        return _first_named(self._provinces, folded, end, _PROVINCE) is None


@cache
def gazetteer() -> Gazetteer:
    """Give the process's table."""
    return Gazetteer.read()


@cache
def communes_of_today() -> Gazetteer:
    """Give what finds the communes of today by their own names, each its own ``today``."""
    today = sorted(gazetteer().today(), key=lambda commune: commune.in_full)
    return Gazetteer(FormerCommune(one.name, "", one.province, (one,)) for one in today)


def _named(
    known: Sequence[FormerCommune], typed: list[str], folded: list[str], start: int, end: int
) -> NamedPlace:
    """Narrow down who is meant by what else the message says, and take the place out of it."""
    taken = set(range(start, end))
    kept = list(known)
    in_full = False
    districts = {d: _bare(d, _DISTRICT) for d in {one.district for one in kept} if d}
    found = _first_named(districts, folded, end, _DISTRICT)
    if found:
        name, span = found
        same = districts[name]
        kept = [one for one in kept if _bare(one.district, _DISTRICT) == same]
        taken |= set(span)
        in_full = True
    provinces = {p: _bare(p, _PROVINCE) for p in {one.province for one in kept}}
    found = _first_named(provinces, folded, max(taken) + 1, _PROVINCE)
    if found:
        name, span = found
        kept = [one for one in kept if one.province == name]
        taken |= set(span)
        in_full = True
    kept = _spelt_alike(kept, typed[start:end])
    formerly = {i for i in (end, max(taken) + 1) if folded[i : i + 1] == [_FORMER]}
    left = [i for i in range(len(folded)) if i not in taken | formerly]
    rest, changed = _without_changed([typed[i] for i in left])
    return NamedPlace(
        tuple(kept),
        " ".join(typed[start:end]),
        in_full,
        bool(formerly) or changed,
        " ".join(rest),
    )


def _first_named(
    names: dict[str, tuple[str, ...]],
    folded: list[str],
    start: int,
    kinds: Sequence[tuple[str, ...]],
) -> tuple[str, range] | None:
    """Find the first of some names after a place; longer names first."""
    for name, bare in sorted(names.items(), key=lambda item: -len(item[1])):
        spellings = [bare, *(short for short, full in _OTHER_NAMES.items() if full == bare)]
        for spelling in spellings:
            for at in range(start, len(folded) - len(spelling) + 1):
                if _number(folded[at : at + len(spelling)]) != spelling:
                    continue
                kind = next((k for k in kinds if folded[at - len(k) : at] == list(k)), ())
                if spelling[0].isdigit() and not kind:
                    continue
                return name, range(at - len(kind), at + len(spelling))
    return None


def _spelt_alike(known: list[FormerCommune], typed: Sequence[str]) -> list[FormerCommune]:
    """Keep those of the same spelling, then of the same kind, where there are any."""
    known = [one for one in known if _is_spelt_so(one, typed)] or known
    kind = _KINDS.get(fold(typed[0]), fold(typed[0]))
    return [one for one in known if fold(one.name).startswith(kind)] or known


def _is_spelt_so(one: FormerCommune, typed: Sequence[str]) -> bool:
    """Tell whether a commune is spelt as typed after its kind, wherever the tone stands ("oà")."""
    name = typed[1:]
    if all(fold(word) == word for word in name):
        return True
    real = words(one.name)[-len(name) :]
    return [_letters(word) for word in real] == [_letters(word) for word in name]


def _letters(word: str) -> tuple[str, list[str]]:
    marks = [c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c) or c == "đ"]
    return fold(word), sorted(marks)


def _without_changed(typed: list[str]) -> tuple[list[str], bool]:
    """Take out what says that a name is old; tell whether anything did."""
    folded = [fold(word) for word in typed]
    kept, start, changed = [], 0, False
    while start < len(typed):
        phrase = max(
            (p for p in _CHANGED if tuple(folded[start : start + len(p)]) == p),
            key=len,
            default=(),
        )
        if phrase:
            changed = True
            start += len(phrase)
            continue
        kept.append(typed[start])
        start += 1
    return kept, changed


def _kinds_at(folded: list[str], kinds: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    for start in range(len(folded)):
        for kind in kinds:
            if tuple(folded[start : start + len(kind)]) == kind:
                yield start, len(kind)
                break


def _bare(name: str, kinds: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the folded words of a name without its kind."""
    folded = folded_words(name)
    kind = next((k for k in kinds if tuple(folded[: len(k)]) == k), ())
    return _number(folded[len(kind) :])


def _number(folded: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(int(word)) if word.isdecimal() else word for word in folded)


def _unglued(typed: Sequence[str]) -> list[str]:
    """Part "p5" and "q3"."""
    parted: list[str] = []
    for word in typed:
        if len(word) > 1 and word[0] in _GLUED and word[1:].isdecimal():
            parted += [word[0], word[1:]]
        else:
            parted.append(word)
    return parted
