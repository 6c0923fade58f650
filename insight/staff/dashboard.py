"""The dashboard: the figures of a period as a page, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from connectors.models import ChannelName
from contract.outcomes import Outcome
from insight import charts, files, wording
from insight.figures import Figures, Subject, figures, questions_of, unanswered_share
from insight.sheets import Sheet, channel_name, outcomes_of, ratings_of, sheets, written
from insight.staff.access import staff_page

PERMISSION = "insight.view_turnday"
LONGEST = timedelta(days=3 * 366)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PRESETS = (("7 ngày", 7), ("30 ngày", 30), ("90 ngày", 90), ("365 ngày", 365))
_USUAL_DAYS = 30


class PeriodForm(forms.Form):
    """Which days, and which channel."""

    first = forms.DateField(label="Từ ngày", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Đến ngày", widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(
        label="Kênh", required=False, choices=[("", "Tất cả"), *ChannelName.choices]
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that nobody could read."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            raise ValidationError("Ngày cuối đứng trước ngày đầu. Đổi lại hai ngày.")
        if first and last and last - first > LONGEST:
            raise ValidationError("Chọn khoảng thời gian tối đa 3 năm.")
        return values


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that sums up, with what it says."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: charts, and the table behind them."""

    title: str
    note: str
    drawings: Sequence[SafeString]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@require_safe
@never_cache
@staff_page(PERMISSION)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period: the last 30 days, if none is asked for."""
    first, last = _last_days(_USUAL_DAYS)
    usual: dict[str, Any] = {"first": first, "last": last, "channel": ""}
    form = PeriodForm(request.GET if "first" in request.GET else usual)
    asked = form.cleaned_data if form.is_valid() else usual
    found = figures(asked["first"], asked["last"], asked["channel"])
    name = f"so-lieu-{found.first:%Y%m%d}-{found.last:%Y%m%d}"
    match request.GET.get("as"):
        case "xlsx":
            return _file(files.xlsx_of(found), _XLSX, f"{name}.xlsx")
        case "csv":
            return _file(files.csv_of(found), "text/csv; charset=utf-8", f"{name}.csv")
    context = {
        "form": form,
        "title": f"Số liệu {wording.days(found.first, found.last)}",
        "channel": channel_name(found.channel) if found.channel else "",
        "tiles": _tiles(found),
        "parts": _parts(found) if found.total.turns else (),
        "presets": [(label, _query(*_last_days(count))) for label, count in _PRESETS],
        "query": _query(found.first, found.last, found.channel),
    }
    return render(request, "insight/dashboard.html", context)


def _tiles(found: Figures) -> list[Tile]:
    total = found.total
    unanswered = total.outcomes[Outcome.NO_ANSWER.value]
    return [
        Tile("lượt", wording.number(total.turns)),
        Tile("câu hỏi về thủ tục", wording.number(questions_of(total))),
        Tile(
            "chưa có câu trả lời",
            wording.percent(unanswered_share(total)),
            f"{wording.number(unanswered)} câu hỏi",
        ),
        Tile(
            "thời gian trả lời trung vị",
            wording.milliseconds(total.percentile(0.5)),
            f"95 % trong {wording.milliseconds(total.percentile(0.95))}",
        ),
        Tile(
            "đánh giá là hữu ích",
            wording.percent(found.ratings.share),
            f"{wording.number(found.ratings.total)} đánh giá",
        ),
    ]


def _parts(found: Figures) -> list[Part]:
    by_time, by_outcome, by_subject, by_rating, by_disliked, by_channel = sheets(found)
    channels = [(channel_name(name), tally.turns) for name, tally in found.channels]
    number = wording.number
    return [
        _part("Lượt và tốc độ theo thời gian", _NOTE_OF_TIME, _over_time(found), by_time),
        _part("Kết cục", "", [charts.bars("Lượt theo kết cục", outcomes_of(found), number)],
              by_outcome),
        _part("Được hỏi nhiều nhất", "",
              _bars("Mục được trả lời nhiều nhất", _named(found.subjects)), by_subject),
        _part("Đánh giá của người dân", _NOTE_OF_RATINGS,
              _bars("Lượt đánh giá", ratings_of(found)), by_rating),
        _part("Bị chấm chưa hữu ích nhiều nhất", "",
              _bars("Mục bị chấm chưa hữu ích", _named(found.ratings.disliked)), by_disliked),
        _part("Kênh", "", [charts.bars("Lượt theo kênh", channels, number)], by_channel),
    ]  # fmt: skip


_NOTE_OF_TIME = (
    "Câu hỏi: lượt được trả lời, trả lời một phần, hỏi lại hoặc chưa có câu trả lời. "
    "Thời gian trả lời tính từ lúc nhận tin đến lúc lưu câu trả lời, sai số đến 5 %."
)
_NOTE_OF_RATINGS = "Đếm theo ngày chấm; chấm lại thì lần sau thay lần trước."


def _named(subjects: Sequence[Subject]) -> list[tuple[str, int]]:
    return [(one.title, one.answers) for one in subjects]


def _bars(title: str, counts: Sequence[tuple[str, int]]) -> list[SafeString]:
    return [charts.bars(title, counts, wording.number)] if counts else []


def _over_time(found: Figures) -> list[SafeString]:
    spans = found.spans
    names = [wording.short_day(span.first) for span in spans]
    turns = [float(span.tally.turns) for span in spans]
    shares = [unanswered_share(span.tally) for span in spans]
    speeds = [
        charts.Line("giữa", [span.tally.percentile(0.5) for span in spans]),
        charts.Line("95 %", [span.tally.percentile(0.95) for span in spans], dashed=True),
    ]
    return [
        charts.columns("Số lượt", names, turns, wording.number),
        charts.columns("Tỉ lệ câu hỏi chưa có câu trả lời", names, shares, wording.percent),
        charts.lines("Thời gian trả lời", names, speeds, wording.milliseconds),
    ]


def _part(title: str, note: str, drawings: Sequence[SafeString], table: Sheet) -> Part:
    rows = [
        [written(heading, cell) for heading, cell in zip(table.headings, row, strict=True)]
        for row in table.rows
    ]
    return Part(title, note, drawings, table.headings, rows)


def _last_days(count: int) -> tuple[date, date]:
    last = timezone.localdate()
    return last - timedelta(days=count - 1), last


def _query(first: date, last: date, channel: str = "") -> str:
    return urlencode({"first": first.isoformat(), "last": last.isoformat(), "channel": channel})


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [path("", dashboard, name="dashboard")]
