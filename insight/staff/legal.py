"""Changes of the law on the staff site: tasks, and the facts that each is about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from insight import legal_changes
from insight.models import LegalTask
from insight.staff.access import staff_page
from knowledge_base.models import LegalDocument

VIEW, CHANGE = "insight.view_legaltask", "insight.change_legaltask"


class AmendmentForm(forms.Form):
    """Which document is amended by which, from when on."""

    document = forms.ModelChoiceField(LegalDocument.objects.all(), label="Văn bản bị sửa đổi")
    by = forms.ModelChoiceField(LegalDocument.objects.all(), label="Văn bản sửa đổi")
    day = forms.DateField(
        label="Có hiệu lực từ ngày", widget=forms.DateInput(attrs={"type": "date"})
    )
    articles = forms.CharField(
        label="Điều, khoản bị sửa đổi", required=False, max_length=255,
        help_text="Ví dụ: Điều 15, khoản 2 Điều 18. Chưa rõ thì để trống.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a document that amends itself."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("document") and values.get("document") == values.get("by"):
            raise forms.ValidationError("Hai văn bản phải khác nhau.")
        return values


class DoneForm(forms.Form):
    """What was done about a task."""

    note = forms.CharField(label="Đã làm gì", max_length=500)


@dataclass(frozen=True, slots=True)
class Line:
    """A task in the list, with how much is left to do."""

    task: LegalTask
    left: int
    overdue: bool


@require_http_methods(["GET", "POST"])
@never_cache
@staff_page(VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks; take an amendment down."""
    may_change = request.user.has_perm(CHANGE)
    form = AmendmentForm(request.POST or None) if may_change else None
    if form is not None and form.is_valid():
        task = legal_changes.amend(**form.cleaned_data)
        messages.success(request, "Đã ghi. Dưới đây là các ý dựa vào văn bản bị sửa đổi.")
        return redirect("insight:legal_task", task.pk)
    found = LegalTask.objects.select_related("document", "by", "done_by")
    today = timezone.localdate()
    lines = [
        Line(task, sum(one.left for one in legal_changes.resting_on(task)), task.on <= today)
        for task in found.filter(done_at=None)
    ]
    context = {
        "lines": lines,
        "done": found.exclude(done_at=None).order_by("-done_at")[:30],
        "form": form,
        "ahead": legal_changes.AHEAD.days,
    }
    return render(request, "insight/legal_tasks.html", context)


@require_safe
@never_cache
@staff_page(VIEW)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the facts of one task, by entry, each with the way to its form."""
    found = get_object_or_404(LegalTask.objects.select_related("document", "by"), pk=pk)
    resting = legal_changes.resting_on(found)
    groups = [
        (str(rows[0].row), _edit(rows[0].row), rows)
        for rows in (list(rows) for _, rows in groupby(resting, key=lambda one: one.row))
    ]
    context = {
        "task": found,
        "groups": groups,
        "left": sum(one.left for one in resting),
        "total": len(resting),
        "form": DoneForm() if request.user.has_perm(CHANGE) and not found.done_at else None,
    }
    return render(request, "insight/legal_task.html", context)


@require_POST
@staff_page(CHANGE)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task with what was done about it."""
    found = get_object_or_404(LegalTask, pk=pk)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Ghi đã làm gì, tối đa 500 chữ, rồi gửi lại.")
        return redirect("insight:legal_task", pk)
    legal_changes.close(found, user=request.user, note=form.cleaned_data["note"])
    messages.success(request, "Đã khép việc này.")
    return redirect("insight:legal_tasks")


def _edit(row: Any) -> str:
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])


urlpatterns = [
    path("", tasks, name="legal_tasks"),
    path("<int:pk>/", task, name="legal_task"),
    path("<int:pk>/done/", done, name="legal_done"),
]
