"""Corrections on the staff site: prepared by one, sent by another, with count and cost before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contract.facets import FACET_TITLES, Facet
from insight.models import Recall
from insight.recalls import (
    CannotRecall,
    Change,
    changes_of,
    correction,
    drop,
    reach,
    start,
    title_of,
    wrong_releases,
)
from insight.staff.access import staff_page

VIEW, ADD, SEND = "insight.view_recall", "insight.add_recall", "insight.send_recall"


class RecallForm(forms.ModelForm[Recall]):
    """What was wrong, between which releases, and what people are told."""

    class Meta:
        model = Recall
        fields = ("wrong_since", "right_since", "facet", "words")
        help_texts = {
            "words": "Một, hai câu: trước ghi gì, nay đúng là gì. Ví dụ: Lệ phí đúng là 8.000 "
            "đồng, không phải 5.000 đồng. Tối đa 600 chữ.",
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "maxlength": 600})}

    facet = forms.ChoiceField(
        label="Phần bị sai",
        required=False,
        choices=[("", "Cả câu trả lời"), *((f.value, FACET_TITLES[f]) for f in Facet)],
        help_text="Chọn một phần thì chỉ báo cho người đã thấy phần đó.",
    )

    def __init__(self, *args: Any, changes: list[Change], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(c.release, f"{c.release} ({timezone.localtime(c.at):%d/%m/%Y %H:%M})")
                   for c in changes]  # fmt: skip
        for name, label, others in (
            ("wrong_since", "Sai từ bản", choices[1:]),
            ("right_since", "Đúng từ bản", choices[:-1]),
        ):
            self.fields[name] = forms.ChoiceField(label=label, choices=others, initial=others[0][0])

    def clean(self) -> dict[str, Any]:
        """Refuse releases in the wrong order."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                wrong_releases(values["wrong_since"], values["right_since"])
            except CannotRecall as exc:
                raise forms.ValidationError(str(exc)) from exc
        return values


@require_safe
@never_cache
@staff_page(VIEW)
def recalls(request: HttpRequest) -> HttpResponse:
    """List what was prepared and sent."""
    rows = Recall.objects.select_related("prepared_by", "decided_by")[:100]
    return render(request, "insight/recalls.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@never_cache
@staff_page(ADD)
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a correction of what was said from one entry."""
    key = request.GET.get("key", "")
    name = title_of(key)
    if name is None:
        raise Http404
    changes = changes_of(key)
    if len(changes) < 2:  # nothing changed since the record of releases began
        return render(request, "insight/recall_new.html", {"name": name})
    form = RecallForm(request.POST or None, changes=changes)
    if form.is_valid():
        form.instance.key, form.instance.name = key, name
        form.instance.prepared_by_id = request.user.pk
        return redirect("insight:recall", form.save().pk)
    return render(request, "insight/recall_new.html", {"name": name, "form": form})


@require_safe
@never_cache
@staff_page(VIEW)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, with whom it reaches and what that costs as of now."""
    found = get_object_or_404(Recall.objects.select_related("prepared_by", "decided_by"), pk=pk)
    waiting = found.status == Recall.Status.PREPARED
    own = found.prepared_by_id == request.user.pk
    context = {
        "recall": found,
        "facet": FACET_TITLES[Facet(found.facet)] if found.facet else "",
        "reply": correction(found, timezone.now()),
        "waiting": waiting,
        "own": own,
        "may_send": waiting and not own and request.user.has_perm(SEND),
        "may_drop": waiting and (own or request.user.has_perm(SEND)),
    }
    try:
        context["reach"] = reach(found) if waiting else None
    except CannotRecall as exc:
        context |= {"trouble": str(exc), "may_send": False}
    return render(request, "insight/recall.html", context)


@require_POST
@staff_page(SEND)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker send it."""
    try:
        start(get_object_or_404(Recall, pk=pk), request.user)
    except CannotRecall as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "Đang gửi. Số người đã được báo hiện ở trang này.")
    return redirect("insight:recall", pk)


@require_POST
@staff_page(VIEW)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Send nothing."""
    found = get_object_or_404(Recall, pk=pk)
    if found.prepared_by_id != request.user.pk and not request.user.has_perm(SEND):
        messages.error(request, "Chỉ người soạn hoặc người được gửi mới bỏ được.")
        return redirect("insight:recall", pk)
    try:
        drop(found, request.user)
    except CannotRecall as exc:
        messages.error(request, str(exc))
        return redirect("insight:recall", pk)
    messages.success(request, "Đã bỏ, không ai nhận tin này.")
    return redirect("insight:recalls")


urlpatterns = [
    path("", recalls, name="recalls"),
    path("new/", prepare, name="recall_new"),
    path("<int:pk>/", recall, name="recall"),
    path("<int:pk>/send/", send, name="recall_send"),
    path("<int:pk>/drop/", leave, name="recall_drop"),
]
