"""The list of releases: who, when, what changed, scores; and one click back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from knowledge_base.models import ReleaseEvent
from knowledge_base.publishing import rollback
from knowledge_base.publishing.rollback import RollBack
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.snapshot import SnapshotBroken

_ON_A_PAGE = 25


@require_admin_access
@require_safe
@never_cache
def releases(request: HttpRequest) -> HttpResponse:
    """List what happened to releases, newest first; those still on disk can be put back."""
    if not request.user.has_perm("knowledge_base.view_releaseevent"):
        raise PermissionDenied
    store = ReleaseStore(settings.RELEASES)
    serving = _serving(store)
    events = ReleaseEvent.objects.select_related("actor", "review")
    page = Paginator(events, _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "serving": serving,
        "held_back": store.holds_back(),
        "on_disk": [name for name in reversed(store.names()) if name != serving],
        "may_roll_back": request.user.has_perm(rollback.PERMISSION),
    }
    return render(request, "knowledge_base/publishing/releases.html", context)


@require_admin_access
@require_POST
def roll_back(request: HttpRequest) -> HttpResponse:
    """Put an earlier release back."""
    name = request.POST.get("release", "")
    action = RollBack(
        ReleaseStore(settings.RELEASES), name, request.user, request.POST.get("reason", "")[:500]
    )
    try:
        action.execute()
    except (NoRelease, SnapshotBroken):
        messages.error(
            request,
            f"Không đưa bản {name[:32]} ra được: không còn trên đĩa, bị hỏng, hoặc do phiên bản "
            "phần mềm khác dựng. Bản đang phục vụ giữ nguyên.",
        )
    else:
        messages.success(
            request, f"Bản {name} phục vụ lại trong vài giây, cho tới khi có nội dung mới công bố."
        )
    return redirect("publishing:releases")


def _serving(store: ReleaseStore) -> str:
    try:
        return store.current_name()
    except NoRelease:
        return ""


urlpatterns: list[Any] = [
    path("ban-phat-hanh/", releases, name="releases"),
    path("ban-phat-hanh/quay-lai/", roll_back, name="roll_back"),
]
