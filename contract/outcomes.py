"""How a turn can end: a closed list. An empty reply is never one of them."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The ending of one turn; each has its sentence ``utter_…`` in domain.yml."""

    ANSWERED = "answered"
    ANSWERED_PARTIAL = "answered_partial"
    CLARIFY = "clarify"
    NO_ANSWER = "no_answer"
    OUT_OF_SCOPE = "out_of_scope"
    EMERGENCY = "emergency"
    SAFETY_ADVICE = "safety_advice"
    COMPLAINT_STARTED = "complaint_started"
    COMPLAINT_FILED = "complaint_filed"
    COMPLAINT_STATUS = "complaint_status"
    HANDOVER = "handover"
    SMALLTALK = "smalltalk"
    REFUSED = "refused"
    ERROR = "error"
