"""Deadlines by path and by the law in force on the day, each with what it rests on.

From the facts on record (section D, read on 24/11/2026). Where no rule is known none is made up:
the law read so far gives no day for answering feedback, so the complainant is promised none. Staff
have a target of the house for that (``ANSWER_TARGET_DAYS``), which is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from complaints.models import Complaint, Deadline, DeadlineStep
from complaints.working_days import add_days, add_working_days


class Path(StrEnum):
    """Which way a grievance goes."""

    FEEDBACK = "phan_anh"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline of the law.

    Attributes:
        path: for which way.
        step: what has to be done, in Vietnamese.
        days: how many.
        working: whether only working days count.
        basis: document and article.
        valid_from, valid_to: first and last day in force; None where not on record.
        note: when it is longer, in Vietnamese.
    """

    path: Path
    step: str
    days: int
    working: bool
    basis: str
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)

    def due(self, start: date) -> date:
        """Give the last day, counted from the day after ``start``."""
        return (add_working_days if self.working else add_days)(start, self.days)


RULES: tuple[Rule, ...] = (
    Rule(
        Path.FEEDBACK, "chuyển đến cơ quan có thẩm quyền", 5, True,
        "Nghị định 20/2008/NĐ-CP, Điều 9",
    ),
    Rule(
        Path.COMPLAINT, "thụ lý hoặc trả lời lý do không thụ lý", 10, False,
        "Luật Khiếu nại 2011, Điều 27", valid_to=date(2026, 6, 30),
    ),
    Rule(
        Path.COMPLAINT, "thụ lý hoặc trả lời lý do không thụ lý", 7, True,
        "Nghị định 124/2020/NĐ-CP, Điều 16 khoản 1 (sửa đổi bởi Nghị định 155/2026/NĐ-CP)",
        valid_from=date(2026, 7, 1),
    ),
    Rule(
        Path.COMPLAINT, "giải quyết lần đầu, từ ngày thụ lý", 30, False,
        "Luật Khiếu nại 2011, Điều 28",
        note="vụ phức tạp 45 ngày; vùng sâu, xa 45 ngày, phức tạp 60 ngày",
    ),
    Rule(
        Path.COMPLAINT, "khiếu nại lần hai hoặc khởi kiện, từ ngày hết hạn hoặc nhận quyết định",
        30, False, "Luật Khiếu nại 2011, Điều 33", note="vùng sâu, xa 45 ngày",
    ),
    Rule(
        Path.COMPLAINT, "giải quyết lần hai, từ ngày thụ lý", 45, False,
        "Luật Khiếu nại 2011, Điều 37",
        note="vụ phức tạp 60 ngày; vùng sâu, xa 60 ngày, phức tạp 70 ngày",
    ),
    Rule(
        Path.DENUNCIATION, "kiểm tra ban đầu, quyết định thụ lý", 7, True,
        "Luật Tố cáo 2018, Điều 24", note="đến 10 ngày làm việc nếu phải xác minh",
    ),
    Rule(
        Path.DENUNCIATION, "chuyển đến nơi có thẩm quyền", 5, True, "Luật Tố cáo 2018, Điều 24"
    ),
    Rule(
        Path.DENUNCIATION, "giải quyết, từ ngày thụ lý", 30, False, "Luật Tố cáo 2018, Điều 30",
        note="phức tạp gia hạn một lần 30 ngày, đặc biệt phức tạp hai lần",
    ),
    Rule(
        Path.DENUNCIATION, "công khai kết luận", 7, True, "Luật Tố cáo 2018, Điều 40"
    ),
)  # fmt: skip

_PASS_ON = RULES[0]


def rules_for(path: Path, day: date) -> Sequence[Rule]:
    """Give the deadlines of a path in force on a day."""
    return [rule for rule in RULES if rule.path == path and rule.holds_on(day)]


def begin(complaint: Complaint, now: datetime) -> None:
    """Set the deadlines of a complaint that was just filed."""
    today = timezone.localdate(now)
    complaint.deadlines.create(
        step=DeadlineStep.PASS_ON, due_on=_PASS_ON.due(today), basis=_PASS_ON.basis, by_law=True
    )
    expect_answer(complaint, now)


def expect_answer(complaint: Complaint, now: datetime) -> None:
    """Set the day by which the house wants it answered; the law gives none."""
    days = settings.ENVIRONMENT.answer_target_days
    complaint.deadlines.create(
        step=DeadlineStep.ANSWER,
        due_on=add_working_days(timezone.localdate(now), days),
        basis=f"Mốc nội bộ {days} ngày làm việc, không phải hạn luật định",
        by_law=False,
    )


def meet(complaint: Complaint, now: datetime, *steps: DeadlineStep) -> None:
    """Note that something was done; without steps, that nothing is waited for any more."""
    open_ = complaint.deadlines.filter(met_at=None)
    if steps:
        open_ = open_.filter(step__in=steps)
    open_.update(met_at=now)


def open_until(day: date) -> list[Deadline]:
    """Give what has to be done by a day on complaints that are not closed."""
    rows = Deadline._record.filter(met_at=None, complaint__closed_at=None, due_on__lte=day)
    return list(rows.select_related("complaint__handler", "complaint__handling_unit__parent"))
