"""Handing in, the queue, and one review: what it changes, what the gate found, what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from knowledge_base.models import Review
from knowledge_base.publishing.actions import (
    OVERRIDE,
    Approve,
    CheckAgain,
    Override,
    Refused,
    Return,
    Withdraw,
    submit,
)
from knowledge_base.publishing.authorship import authors_of
from knowledge_base.publishing.differences import differences
from knowledge_base.publishing.models import OPEN, ReviewState
from knowledge_base.publishing.signals import review_opened
from knowledge_base.publishing.staff.forms import NoteForm, OverrideForm, ReturnForm, SubmitForm
from knowledge_base.publishing.subjects import SUBJECTS, permission, record_of, row_of

_MODELS = {model._meta.model_name: model for model in SUBJECTS}
_SHOWN_DONE = 30
_WORKING = (ReviewState.APPROVED, ReviewState.CHECKING)


def edit_url(row: Any) -> str:
    """Give the address of the form of a row."""
    return reverse(type(row).snippet_viewset.get_url_name("edit"), args=[quote(row.pk)])


def compare_url(row: Any, revision_id: int) -> str:
    """Give the address of Wagtail's comparison of a revision with what is live."""
    name = type(row).snippet_viewset.get_url_name("revisions_compare")
    return reverse(name, args=[quote(row.pk), "live", revision_id])


@require_admin_access
@never_cache
def hand_in(request: HttpRequest, model: str, pk: str) -> HttpResponse:
    """Ask for a note and dates, then hand the latest draft in."""
    row = _row_or_404(model, pk)
    if not request.user.has_perm(permission(type(row), "change")):
        raise PermissionDenied
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            review = submit(row, request.user, **form.cleaned_data)
        except Refused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Đã gửi duyệt “{review.title}”.")
            return redirect("publishing:review", review.pk)
    wanted = row.get_latest_revision_as_object()
    context = {
        "row": row,
        "form": form,
        "differences": differences(record_of(row) if row.live else None, record_of(wanted)),
        "editors": authors_of(row, row.latest_revision) if row.latest_revision else (),
        "edit_url": edit_url(row),
    }
    return render(request, "knowledge_base/publishing/hand_in.html", context)


@require_admin_access
@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for somebody, first what this person can act on."""
    _must_see(request)
    there = Review.objects.select_related("submitted_by", "decided_by", "content_type")
    open_ones = list(there.filter(state__in=OPEN).order_by("submitted_at"))
    groups = [
        ("Chờ duyệt", [r for r in open_ones if r.state == ReviewState.SUBMITTED]),
        ("Bị giữ lại vì có câu hỏi trả lời kém đi", _in(open_ones, ReviewState.HELD)),
        ("Đang kiểm tra", [r for r in open_ones if r.state in _WORKING]),
        ("Đã duyệt, chờ tới ngày", _in(open_ones, ReviewState.SCHEDULED)),
    ]
    done = there.exclude(state__in=OPEN)[:_SHOWN_DONE]
    context = {"groups": [(title, found) for title, found in groups if found], "done": done}
    return render(request, "knowledge_base/publishing/queue.html", context)


def _in(reviews: list[Review], state: ReviewState) -> list[Review]:
    return [review for review in reviews if review.state == state]


@require_admin_access
@require_safe
@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one review."""
    _must_see(request)
    found = get_object_or_404(Review.objects.select_related("revision", "submitted_by"), pk=pk)
    review_opened.send(sender=Review, user=request.user, review=found)
    return render(request, "knowledge_base/publishing/review.html", _context(request, found, {}))


@require_admin_access
@require_safe
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a page that waits how far the gate is, as JSON."""
    _must_see(request)
    found = get_object_or_404(Review, pk=pk)
    return JsonResponse(
        {
            "state": found.state,
            "working": found.state in _WORKING,
            "step": found.step or found.get_state_display(),
            "done": found.done,
            "total": found.total,
        }
    )


def _context(request: HttpRequest, found: Review, bound: dict[str, Form]) -> dict[str, Any]:
    row = row_of(found)
    live = record_of(row) if row is not None and row.live else None
    shows = row is not None and found.revision is not None
    is_open = found.state in OPEN
    return {
        "review": found,
        "row": row,
        "working": found.state in _WORKING,
        "differences": differences(live, record_of(found.revision.as_object()))
        if shows and is_open and found.revision
        else [],
        "editors": authors_of(row, found.revision) if shows and is_open and found.revision else (),
        "newer": row is not None and shows and row.latest_revision_id != found.revision_id,
        "edited": shows and not found.is_as_submitted,
        "edit_url": edit_url(row) if row is not None else "",
        "compare_url": compare_url(row, found.revision_id) if shows and found.revision_id else "",
        "may": _may(request.user, found, row),
        "note_form": bound.get("approve") or NoteForm(auto_id="approve_%s"),
        "return_form": bound.get("return") or ReturnForm(auto_id="return_%s"),
        "override_form": bound.get("override") or OverrideForm(auto_id="override_%s"),
    }


def _may(user: Any, found: Review, row: Any) -> dict[str, Any]:
    """Tell which buttons to show; the actions decide for themselves."""
    if row is None:
        return {}
    reviewer = user.has_perm(permission(type(row), "publish"))
    editor = user.has_perm(permission(type(row), "change"))
    own = found.submitted_by_id == user.pk or (
        found.revision is not None and authors_of(row, found.revision).filter(pk=user.pk).exists()
    )
    return {
        "own": own,
        "approve": reviewer and found.state == ReviewState.SUBMITTED,
        "return": reviewer and found.state in Return.states,
        "check_again": reviewer and not own and found.state == ReviewState.HELD,
        "override": user.has_perm(OVERRIDE) and reviewer and not own
        and found.state == ReviewState.HELD,
        "withdraw": editor and found.state in Withdraw.states,
    }  # fmt: skip


@require_admin_access
@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do something with a review; a refusal is a sentence on its page."""
    _must_see(request)
    found = get_object_or_404(Review, pk=pk)
    if action not in _ACTIONS:
        raise Http404
    form_class, do, said = _ACTIONS[action]
    form = form_class(request.POST, auto_id=f"{action}_%s")
    if not form.is_valid():
        context = _context(request, found, {action: form})
        return render(request, "knowledge_base/publishing/review.html", context, status=422)
    try:
        do(found, request.user, form.cleaned_data)
    except Refused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("publishing:review", args=[pk]))


_Do = Callable[[Review, Any, dict[str, Any]], object]
_ACTIONS: dict[str, tuple[type[Form], _Do, str]] = {
    "approve": (
        NoteForm,
        lambda review, user, data: Approve(review, user, data["note"]).execute(),
        "Đã duyệt. Nội dung đang được kiểm tra trước khi công bố.",
    ),
    "return": (
        ReturnForm,
        lambda review, user, data: Return(review, user, data["reason"]).execute(),
        "Đã trả lại người soạn.",
    ),
    "check_again": (
        Form,
        lambda review, user, _: CheckAgain(review, user).execute(),
        "Đang kiểm tra lại.",
    ),
    "override": (
        OverrideForm,
        lambda review, user, data: Override(review, user, data["reason"]).execute(),
        "Đã cho qua, lý do được lưu. Nội dung sắp được công bố.",
    ),
    "withdraw": (
        Form,
        lambda review, user, _: Withdraw(review, user).execute(),
        "Đã rút bản gửi duyệt; bản nháp vẫn còn.",
    ),
}


def _must_see(request: HttpRequest) -> None:
    if not request.user.has_perm("knowledge_base.view_review"):
        raise PermissionDenied


def _row_or_404(model: str, pk: str) -> Any:
    if model not in _MODELS:
        raise Http404
    return get_object_or_404(_MODELS[model], pk=unquote(pk))


urlpatterns = [
    path("", queue, name="queue"),
    path("gui/<str:model>/<str:pk>/", hand_in, name="hand_in"),
    path("<int:pk>/", review, name="review"),
    path("<int:pk>/tien-do/", progress, name="progress"),
    path("<int:pk>/<str:action>/", act, name="act"),
]
