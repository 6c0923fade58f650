"""The record of complaints. The citizen's words stand here sealed, and nowhere else."""

from __future__ import annotations

from complaints.models.complaint import (
    CloseReason,
    CodeMiss,
    Complaint,
    ComplaintDraft,
    DraftFile,
    Kind,
    NumberSeries,
    PetitionDraft,
    PublicUse,
    Status,
)
from complaints.models.handling import (
    Assignment,
    BoxMessage,
    CitizenNotice,
    ComplaintOpening,
    Deadline,
    DeadlineStep,
    ErasureRecord,
    Evidence,
    Involvement,
    Rating,
    StaffNotice,
    StatusEntry,
)
from complaints.models.history import AppendOnly
from complaints.models.people import Role, StaffMember, Unit

__all__ = [
    "AppendOnly",
    "Assignment",
    "BoxMessage",
    "CitizenNotice",
    "CloseReason",
    "CodeMiss",
    "Complaint",
    "ComplaintDraft",
    "ComplaintOpening",
    "Deadline",
    "DeadlineStep",
    "DraftFile",
    "ErasureRecord",
    "Evidence",
    "Involvement",
    "Kind",
    "NumberSeries",
    "PetitionDraft",
    "PublicUse",
    "Rating",
    "Role",
    "StaffMember",
    "StaffNotice",
    "Status",
    "StatusEntry",
    "Unit",
]
