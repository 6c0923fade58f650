"""The figures of a period as tables: one for each chart, the same on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.models import ChannelName, Feedback
from contract.outcomes import Outcome
from insight import wording
from insight.counting import Tally
from insight.figures import Figures, Subject, questions_of, unanswered_share

Cell = str | int | float | None

OUTCOMES: dict[str, str] = {
    Outcome.ANSWERED: "Đã trả lời",
    Outcome.ANSWERED_PARTIAL: "Trả lời một phần",
    Outcome.CLARIFY: "Hỏi lại cho rõ",
    Outcome.NO_ANSWER: "Chưa có câu trả lời",
    Outcome.OUT_OF_SCOPE: "Ngoài phạm vi",
    Outcome.EMERGENCY: "Khẩn cấp",
    Outcome.SAFETY_ADVICE: "Khuyên an toàn",
    Outcome.COMPLAINT_STARTED: "Đang kể phản ánh",
    Outcome.COMPLAINT_FILED: "Đã gửi phản ánh",
    Outcome.COMPLAINT_STATUS: "Tra cứu phản ánh",
    Outcome.HANDOVER: "Xin gặp cán bộ",
    Outcome.SMALLTALK: "Chào hỏi",
    Outcome.REFUSED: "Từ chối",
    Outcome.ERROR: "Lỗi",
}
"""How staff read the endings of a turn."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        name: of the chart and the sheet, at most 31 characters.
        headings: of its columns.
        rows: as many cells each; numbers as numbers, shares as 0..1, times in ms.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheets(found: Figures) -> list[Sheet]:
    """Give the tables of a period, in the order of the page."""
    return [
        _by_time(found),
        _by_outcome(found),
        _by_subject("Được hỏi nhiều", "Lượt trả lời", found.subjects),
        _by_rating(found),
        _by_subject("Chưa hữu ích", "Lượt chấm", found.ratings.disliked),
        _by_channel(found),
    ]


def channel_name(channel: str) -> str:
    """Give the name of a channel as staff read it."""
    return dict(ChannelName.choices).get(channel, channel)


def outcome_name(outcome: str) -> str:
    """Give the name of an ending as staff read it."""
    return OUTCOMES.get(outcome, outcome)


def outcomes_of(found: Figures) -> list[tuple[str, int]]:
    """Give the endings that happened with their counts, most first."""
    return [(outcome_name(key), count) for key, count in found.total.outcomes.most_common()]


def ratings_of(found: Figures) -> list[tuple[str, int]]:
    """Give the thumbs up, then the thumbs down by reason, most first; nothing without ratings."""
    if not found.ratings.total:
        return []
    reasons = dict(Feedback.Reason.choices)
    down = found.ratings.down.most_common()
    unhelpful = [(f"Chưa hữu ích: {reasons.get(key, 'không nêu lý do')}", n) for key, n in down]
    return [("Hữu ích", found.ratings.up), *unhelpful]


def _by_time(found: Figures) -> Sheet:
    headings = (
        "Thời gian", "Lượt", "Câu hỏi", "Chưa trả lời được", "Tỉ lệ chưa trả lời",
        "Trả lời trung vị (ms)", "95 % trả lời trong (ms)",
    )  # fmt: skip
    rows = [(wording.days(s.first, s.last), *_numbers(s.tally)) for s in found.spans]
    return Sheet("Theo thời gian", headings, rows)


def _by_outcome(found: Figures) -> Sheet:
    turns = found.total.turns or 1
    rows = [(name, count, count / turns) for name, count in outcomes_of(found)]
    return Sheet("Kết cục", ("Kết cục", "Lượt", "Tỉ lệ"), rows)


def _by_subject(name: str, counted: str, subjects: Sequence[Subject]) -> Sheet:
    rows = [(one.title, one.key, one.answers) for one in subjects]
    return Sheet(name, ("Thủ tục, quy định, hướng dẫn", "Mã", counted), rows)


def _by_rating(found: Figures) -> Sheet:
    total = found.ratings.total or 1
    rows = [(name, count, count / total) for name, count in ratings_of(found)]
    return Sheet("Đánh giá", ("Đánh giá", "Lượt", "Tỉ lệ"), rows)


def _by_channel(found: Figures) -> Sheet:
    headings = (
        "Kênh", "Lượt", "Câu hỏi", "Chưa trả lời được", "Tỉ lệ chưa trả lời",
        "Trả lời trung vị (ms)", "95 % trả lời trong (ms)",
    )  # fmt: skip
    rows = [(channel_name(name), *_numbers(tally)) for name, tally in found.channels]
    return Sheet("Kênh", headings, rows)


def _numbers(tally: Tally) -> tuple[Cell, ...]:
    median, slow = tally.percentile(0.5), tally.percentile(0.95)
    return (
        tally.turns,
        questions_of(tally),
        tally.outcomes[Outcome.NO_ANSWER.value],
        unanswered_share(tally),
        None if median is None else round(median),
        None if slow is None else round(slow),
    )


def written(heading: str, cell: Cell) -> str:
    """Write a cell for reading."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if heading.startswith("Tỉ lệ"):
        return wording.percent(float(cell))
    return wording.number(cell)
