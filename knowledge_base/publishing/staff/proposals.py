"""The page where a reviewer reads what an import proposes, and decides on many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from knowledge_base.publishing.differences import differences
from knowledge_base.publishing.proposals import approve_all, discard_all, proposals
from knowledge_base.publishing.staff.reviews import edit_url
from knowledge_base.publishing.subjects import record_of

_ON_A_PAGE = 20


@require_admin_access
@never_cache
def page_of_proposals(request: HttpRequest) -> HttpResponse:
    """List proposals with what they change; decide on those that are ticked."""
    if not request.user.has_perm("knowledge_base.view_review"):
        raise PermissionDenied
    waiting = list(proposals())
    if request.method == "POST":
        return _decide(request, waiting)
    page = Paginator(waiting, _ON_A_PAGE).get_page(request.GET.get("p"))
    rows = [
        {
            "row": row,
            "name": _name(row),
            "url": edit_url(row),
            "differences": differences(
                record_of(row) if row.live else None, record_of(row.latest_revision.as_object())
            ),
        }
        for row in page.object_list
    ]
    context = {"page": page, "rows": rows, "total": len(waiting)}
    return render(request, "knowledge_base/publishing/proposals.html", context)


def _decide(request: HttpRequest, waiting: list[Any]) -> HttpResponse:
    chosen = set(request.POST.getlist("chosen"))
    rows = [row for row in waiting if _name(row) in chosen]
    discards = request.POST.get("action") == "discard"
    if not rows:
        messages.warning(request, "Chưa chọn bản nháp nào.")
        return redirect("publishing:proposals")
    decided = (discard_all if discards else approve_all)(rows, request.user)
    refused = [one for one in decided if one.refused]
    done = len(decided) - len(refused)
    if done and discards:
        messages.success(request, f"Đã bỏ {done} bản nháp; nội dung đang công bố giữ nguyên.")
    elif done:
        messages.success(request, f"Đã duyệt {done} bản nháp, đang kiểm tra trước khi công bố.")
    for one in refused[:5]:
        messages.error(request, f"{one.title}: {one.refused}")
    return redirect("publishing:proposals" if refused or discards else "publishing:queue")


def _name(row: Any) -> str:
    """Name a row together with the draft that was read: a newer one is not decided on unread."""
    return f"{row._meta.model_name}-{row.pk}-{row.latest_revision_id}"


urlpatterns = [path("de-xuat/", page_of_proposals, name="proposals")]
