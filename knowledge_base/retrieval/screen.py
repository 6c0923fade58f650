"""Step 2, screen: what must be recognised before anything is searched.

``guard_words.yml`` says what each kind of message looks like: signs that are enough by themselves,
and signs that count only while nothing in the message asks for papers. "Nhà đang cháy" is a fire;
"nhà bị cháy hết giấy tờ, làm lại thế nào" is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from contract.outcomes import Outcome
from knowledge_base.retrieval.languages import is_another_language
from knowledge_base.retrieval.state import Screened
from knowledge_base.retrieval.text import fold, has_accents, words


class Kind(StrEnum):
    """What a message is, when it is no question; the order is the order of urgency."""

    FIRE = "fire"
    MEDICAL = "medical"
    POLICE = "police"
    CHILD = "child"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    INJECTION = "injection"
    SCAM = "scam"
    CRIME = "crime"
    WEATHER = "weather"
    INCOME_TAX = "income_tax"
    DIVORCE = "divorce"
    POLITICS = "politics"
    PENALTY = "penalty"
    OTHER_LANGUAGE = "other_language"
    PERSONAL_NUMBER = "personal_number"


URGENT = frozenset(
    {Kind.FIRE, Kind.MEDICAL, Kind.POLICE, Kind.CHILD, Kind.SELF_HARM, Kind.VIOLENCE}
)
"""Somebody may be in danger now: answered whatever else is going on, a running form included."""

ENDINGS: dict[Kind, Screened] = {
    Kind.FIRE: Screened(Outcome.EMERGENCY, "emergency_fire"),
    Kind.MEDICAL: Screened(Outcome.EMERGENCY, "emergency_medical"),
    Kind.POLICE: Screened(Outcome.EMERGENCY, "emergency_police"),
    Kind.CHILD: Screened(Outcome.EMERGENCY, "emergency_child"),
    Kind.SELF_HARM: Screened(Outcome.SAFETY_ADVICE, "safety_self_harm"),
    Kind.VIOLENCE: Screened(Outcome.SAFETY_ADVICE, "safety_violence"),
    Kind.INJECTION: Screened(Outcome.REFUSED, "refused"),
    Kind.SCAM: Screened(Outcome.SAFETY_ADVICE, "safety_scam"),
    Kind.CRIME: Screened(Outcome.SAFETY_ADVICE, "safety_crime"),
    Kind.WEATHER: Screened(Outcome.OUT_OF_SCOPE, "out_of_scope_weather"),
    Kind.INCOME_TAX: Screened(Outcome.OUT_OF_SCOPE, "out_of_scope_income_tax"),
    Kind.DIVORCE: Screened(Outcome.OUT_OF_SCOPE, "out_of_scope_divorce"),
    Kind.POLITICS: Screened(Outcome.OUT_OF_SCOPE, "out_of_scope_politics"),
    Kind.PENALTY: Screened(Outcome.OUT_OF_SCOPE, "out_of_scope_penalty"),
    Kind.OTHER_LANGUAGE: Screened(Outcome.OUT_OF_SCOPE, "other_language"),
    Kind.PERSONAL_NUMBER: Screened(Outcome.SAFETY_ADVICE, "personal_number"),
}
"""How a message of each kind ends: its outcome, and its sentence in domain.yml."""

OPENING_HOURS = Screened(Outcome.NO_ANSWER, "opening_hours")
"""No office has its hours on record."""

LONGEST = 600
"""Characters looked at. Who is in danger writes little; a long story is read by a person."""

_PERSONAL_NUMBER = re.compile(r"\W*\d(?:[\s.-]?\d){8,18}\W*")
_FEW_ACCENTS = 0.34  # share of words; below it a message is read without accents, too
_HOURS = re.compile(
    r"\b(?:may gio|gio nao|tu may gio)\b(?: \w+){0,4}"
    r" (?:mo cua|dong cua|lam viec|nghi lam|tan|bat dau lam)\b"
    r"|\b(?:mo cua|dong cua|lam viec|lam)\b(?: \w+){0,2}"
    r" (?:may gio|den may gio|toi may gio|gio nao)\b"
    r"|\b(?:gio lam viec|gio mo cua|gio tiep dan|lich lam viec)\b(?!.*\b(?:trong|ngoai) gio)"
    r"|(?<!\bcon )(?<!\blan )(?<!\bcai )(?<!\bban )(?<!\bdua )\b"  # the second child, no Monday
    r"(?:thu (?:bay|7|sau|hai|2|6)|t7|sang t7|chu nhat|cn|cuoi tuan|ngay le|giua trua"
    r"|buoi trua|buoi toi|bua do|hom do|ngay do|ngoai gio)\b"
    r"(?: \w+){0,3} (?:lam|lam viec|mo cua|tiep dan|nhan ho so)\b"
    r"(?: \w+){0,3} (?:khong|ko|k|hong|hok|hk|khg|ha|hay)\b"
)
"""On folded words: when an office is open, whatever for."""

_USUAL = {
    new: old
    for news, olds in (("oà oá oả oã oạ", "òa óa ỏa õa ọa"), ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"))
    for new, old in zip(news.split(), olds.split(), strict=True)
}
_OLD_TONES = re.compile(rf"(?:{'|'.join(_USUAL)})(?!\w)")
"""Both "doạ" and "dọa" are written; the signs are in the second spelling."""
_NAME = re.compile(r"<(\w+)>")
_NEVER = re.compile(r"(?!)")
_SHORT_FORMS = {"ko": "không", "k": "không", "hok": "không", "ck": "chồng", "vk": "vợ"}


def kind_of(text: str) -> Kind | None:
    """Tell what a message is, if it is no question about a procedure.

    Args:
        text: the message as typed, with or without accents.
    """
    if _PERSONAL_NUMBER.fullmatch(text):
        return Kind.PERSONAL_NUMBER
    typed = words(text[:LONGEST])
    found = next((kind for kind in Kind if _looks_like(kind, typed)), None)
    if found is None and is_another_language(text[:LONGEST]):
        return Kind.OTHER_LANGUAGE
    return found


def asks_hours(text: str) -> bool:
    """Tell whether a message asks when an office is open."""
    return _HOURS.search(fold(" ".join(words(text[:LONGEST])))) is not None


def screen_text(text: str) -> Screened | None:
    """Find what is not a question about a procedure.

    Args:
        text: the message, composed; no accents are restored in it, since that guesses.

    Returns:
        How the turn ends; None = go on. Another language is searched all the same: names of
        papers ("visa", "passport") may be found; the dialogue decides before.
    """
    kind = kind_of(text)
    if kind is None and asks_hours(text):
        return OPENING_HOURS
    return ENDINGS[kind] if kind and kind is not Kind.OTHER_LANGUAGE else None


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs of one kind, compiled for messages with accents or for those without."""

    alone: re.Pattern[str]
    unless_papers: re.Pattern[str]
    whole: re.Pattern[str]
    papers: re.Pattern[str]

    def found_in(self, sentence: str) -> bool:
        if self.whole.fullmatch(fold(sentence)) or self.alone.search(sentence):
            return True
        return bool(self.unless_papers.search(sentence)) and not self.papers.search(sentence)


def _looks_like(kind: Kind, typed: Sequence[str]) -> bool:
    return any(
        _signs_of(kind, bare).found_in(sentence) for sentence, bare in _ways_to_read(tuple(typed))
    )


@lru_cache(maxsize=64)
def _ways_to_read(typed: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Give the sentence as typed and, where it has few accents, without any."""
    spelt = _OLD_TONES.sub(
        lambda found: _USUAL[found[0]], " ".join(_SHORT_FORMS.get(word, word) for word in typed)
    )
    accented = sum(has_accents(word) for word in typed)
    if not accented:
        return ((fold(spelt), True),)
    if accented < _FEW_ACCENTS * len(typed):
        return ((spelt, False), (fold(spelt), True))
    return ((spelt, False),)


@cache
def _guard_words() -> dict[str, Any]:
    path = Path(__file__).with_name("guard_words.yml")
    tables: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tables


@cache
def _signs_of(kind: Kind, bare: bool) -> _Signs:
    tables = _guard_words()
    papers = [*_listed(tables["papers"], "any", bare), *_listed(tables["papers"], kind, bare)]
    return _Signs(
        alone=_compile(_listed(tables["alone"], kind, bare)),
        unless_papers=_compile(_listed(tables["unless_papers"], kind, bare)),
        whole=_compile(_listed(tables["whole"], kind, bare=True)),
        papers=_compile(papers),
    )


def _listed(table: dict[str, Any], kind: str, bare: bool) -> list[str]:
    """Give the signs of a kind, with the names of word lists filled in."""
    signs = table.get(kind) or {}
    chosen = [*signs.get("any", ()), *(() if bare else signs.get("accented", ()))]
    filled = [_NAME.sub(lambda m: str(_guard_words()["words"][m[1]]), sign) for sign in chosen]
    return [fold(sign) for sign in filled] if bare else filled


def _compile(signs: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(signs)})(?!\w)") if signs else _NEVER
