"""Whether a clause asks something, and what; each function takes one clause. Pure."""

from __future__ import annotations

import re

from actions.complaint_clauses import Clause
from actions.complaint_phrases import ENDS_ASKING, QUESTION

_EXPLICITLY = re.compile(
    r"\b(?:cho|xin|muon) (?:\w+ ){0,2}hoi\b|\b(?:hoi nay|luc nay|vua nay) (?:\w+ )?hoi\b"
    r"|^(?:em |toi |tui |minh )?(?:chi )?hoi (?:la|xiu|ti|cai|them|chut)\b"
)
_ASK_LEAD = re.compile(
    r"^(?:.*?\b(?:cho|xin|muon) (?:\w+ ){0,2}hoi(?: (?:la|xiu|ti|cai|them|chut))*\b"
    r"|(?:hoi nay|luc nay) (?:\w+ )?hoi(?: la)?\b)\s*"
)
_ENDS = re.compile(
    rf"{ENDS_ASKING.pattern}|\b(?:hem|hom|hok|hong|dung hong|ha|hi|ri|rang|mo)(?: (?:a|ta|nhi"
    r"|z|v))*$"
)


def asks_plainly(clause: Clause) -> bool:
    """Tell whether a clause says of itself that it asks: "cho hỏi", "hồi nãy em hỏi"."""
    return _EXPLICITLY.search(clause.flat) is not None


def asks(clause: Clause) -> bool:
    """Tell whether a clause is put as a question."""
    return bool(QUESTION.search(clause.flat) or _ENDS.search(clause.flat))


def asked_in(clause: Clause) -> str:
    """Give what is asked, without what leads up to it; empty where that comes next."""
    lead = _ASK_LEAD.match(clause.flat) if asks_plainly(clause) else None
    return clause.words[lead.end() if lead else 0 :].strip()
