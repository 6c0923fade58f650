"""What the portal's records still say although the rule has changed for every procedure.

The portal's record of one procedure can name an office or a paper that no procedure has any more.
Our dated rules win: where one is on record with high certainty, its words stand beside what the
portal says. They are taken from the rule's entry; without one, nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contract.facets import Facet
from knowledge_base.retrieval.records import Certainty, Fact
from knowledge_base.retrieval.snapshot import Snapshot

DISTRICT = re.compile(
    r"cấp huyện|(?:UBND|Ủy ban nhân dân|Công an|Phòng [^.;,:]{3,30}) (?:cấp )?(?:quận|huyện)\b",
    re.IGNORECASE,
)
"""An office of the district level, which ended on 30/06/2025."""
HOUSEHOLD_BOOK = re.compile(r"sổ hộ khẩu|sổ tạm trú", re.IGNORECASE)
"""A paper household book; they ended on 31/12/2022."""


@dataclass(frozen=True, slots=True)
class _Outdated:
    """A way in which a record shows its age.

    Attributes:
        pattern: what it still says.
        rule: key of the rule that ended it.
        facet: where in the rule the present state stands.
        about: a word of the fact that says it.
    """

    pattern: re.Pattern[str]
    rule: str
    facet: Facet
    about: str


_OUTDATED = (
    _Outdated(DISTRICT, "bo-cap-huyen-binh-duong", Facet.SUMMARY, "không còn cấp huyện"),
    _Outdated(HOUSEHOLD_BOOK, "du-lieu-thay-giay-to", Facet.CONDITIONS, "cư trú"),
)


def rules_against(texts: Iterable[str], snapshot: Snapshot, day: date) -> list[Fact]:
    """Give the certain facts, in force on ``day``, that what the portal says is behind."""
    text = " ".join(texts)
    against = []
    for outdated in _OUTDATED:
        position = snapshot.position_of.get(outdated.rule)
        if position is None or not outdated.pattern.search(text):
            continue
        facts = snapshot.entries[position].facts_of(outdated.facet, day)
        sure = (f for f in facts if f.certainty is Certainty.HIGH and outdated.about in f.text)
        against += list(sure)[:1]
    return against
