"""The queue of questions without an answer: what was asked, and one click to a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from connectors.models import UnansweredQuestion
from contract.outcomes import Outcome
from insight.clusters import Cluster, clusters
from insight.counting import count
from insight.drafting import NothingToDraft, Suggestion, dismiss, draft, suggestions
from insight.staff.access import staff_page

VIEW, CHANGE = "connectors.view_unansweredquestion", "connectors.change_unansweredquestion"
_LISTED = 2000  # newest questions that are put together
_CLUSTERS = 50  # shown at once
_DAYS = 30

Status, Why = UnansweredQuestion.Status, UnansweredQuestion.Why


class PickedForm(forms.Form):
    """Questions of one cluster, with what is done about them."""

    questions = forms.CharField(widget=forms.HiddenInput)
    target = forms.CharField(required=False)

    def clean_questions(self) -> list[int]:
        """Read primary keys; at most as many as are listed."""
        parts = self.cleaned_data["questions"].split(",")
        if len(parts) > _LISTED or not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError("Danh sách câu hỏi không đọc được.")
        return [int(part) for part in parts if len(part) < 19]


class DismissForm(PickedForm):
    """Why nothing is written for questions."""

    reason = forms.CharField(max_length=500, strip=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One cluster as it is shown.

    Attributes:
        cluster: the questions.
        whys: what was wrong, with how often.
        suggested: entries that may say more.
    """

    cluster: Cluster
    whys: list[tuple[str, int]]
    suggested: list[Suggestion]

    @property
    def pks(self) -> str:
        """Give what a form carries."""
        return ",".join(str(question.pk) for question in self.cluster.questions)


@require_safe
@never_cache
@staff_page(VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """Show what is open, and what became of the rest."""
    open_now = UnansweredQuestion.objects.filter(status=Status.OPEN)
    found = clusters(open_now.order_by("-asked_at", "-pk")[:_LISTED])
    shown = found[:_CLUSTERS]
    today = timezone.localdate()
    days = count(today - timedelta(days=_DAYS - 1), today).days
    context = {
        "rows": [
            Row(cluster, _whys(cluster), near)
            for cluster, near in zip(shown, suggestions(shown), strict=True)
        ],
        "open": open_now.count(),
        "more": len(found) - len(shown),
        "days": _DAYS,
        "unanswered": sum(d.tally.outcomes[Outcome.NO_ANSWER.value] for d in days),
        "passed_on": UnansweredQuestion.objects.filter(
            asked_at__date__gt=today - timedelta(days=_DAYS)
        ).count(),
        "decided": _decided(),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "insight/questions.html", context)


@require_POST
@staff_page(CHANGE)
def start_draft(request: HttpRequest) -> HttpResponse:
    """Open a draft with the questions of a cluster attached, and go there."""
    form = PickedForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Danh sách câu hỏi không đọc được. Tải lại trang rồi làm lại.")
        return redirect("insight:questions")
    asked = form.cleaned_data
    kind = asked["target"].partition(":")[0] or "guide"
    if not _may_edit(request, kind):
        messages.error(request, "Tài khoản này chưa có quyền soạn loại nội dung đó.")
        return redirect("insight:questions")
    try:
        row = draft(asked["questions"], asked["target"], request.user)
    except NothingToDraft:
        messages.warning(request, "Các câu hỏi này đã có người nhận. Danh sách vừa được tải lại.")
        return redirect("insight:questions")
    except LookupError:
        messages.error(request, "Không tìm thấy mục đã chọn. Chọn mục khác hoặc soạn mới.")
        return redirect("insight:questions")
    messages.success(request, "Đã mở bản nháp, các câu hỏi đã nằm ở ô câu hỏi mẫu.")
    return redirect(reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk]))


@require_POST
@staff_page(CHANGE)
def leave(request: HttpRequest) -> HttpResponse:
    """Write nothing for the questions of a cluster, with a reason."""
    form = DismissForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Ghi lý do không soạn câu trả lời, tối đa 500 chữ, rồi gửi lại.")
        return redirect("insight:questions")
    asked = form.cleaned_data
    left = dismiss(asked["questions"], asked["reason"], request.user)
    messages.success(request, f"Đã đánh dấu không soạn: {left} câu hỏi.")
    return redirect("insight:questions")


def _may_edit(request: HttpRequest, kind: str) -> bool:
    verb = "add" if kind == "guide" and not request.POST.get("target") else "change"
    return request.user.has_perm(f"knowledge_base.{verb}_{kind}")


def _whys(cluster: Cluster) -> list[tuple[str, int]]:
    said = [question.why for question in cluster.questions]
    return [(str(why.label), said.count(why.value)) for why in Why if why.value in said]


def _decided() -> list[dict[str, Any]]:
    """Give what became of questions lately, newest first: one line for each decision."""
    rows = (
        UnansweredQuestion.objects.exclude(status=Status.OPEN)
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")[:200]
    )
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        minute = row.decided_at and row.decided_at.replace(second=0, microsecond=0)
        key = (minute, row.status, row.entry_key, row.reason)
        line = lines.setdefault(key, {"row": row, "count": 0, "told": 0})
        line["count"] += 1
        line["told"] += row.told_at is not None
    return list(lines.values())[:30]


urlpatterns = [
    path("", queue, name="questions"),
    path("draft/", start_draft, name="draft"),
    path("dismiss/", leave, name="dismiss"),
]
