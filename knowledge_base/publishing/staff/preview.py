"""What the assistant would say of a draft, on the web and on channels without cards."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from contract.facets import FACET_TITLES, Facet
from knowledge_base.publishing.channels import drawn
from knowledge_base.publishing.reading import like, say
from knowledge_base.publishing.signals import draft_previewed
from knowledge_base.publishing.staff.reviews import edit_url
from knowledge_base.publishing.subjects import ENTRIES, Draft, permission

_MODELS = {model._meta.model_name: model for model in ENTRIES}
_WEB_COMFORTABLE = 450  # characters before the card


@require_admin_access
@require_safe
@never_cache
def preview(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Show the answer from the latest draft, for the facet that is chosen."""
    row = _row(request, model, pk)
    draft_previewed.send(sender=type(row), user=request.user)
    wanted = row.get_latest_revision_as_object()
    facet = _facet(request.GET.get("facet"))
    context = {
        "row": row,
        "edit_url": edit_url(row),
        "facets": [(f.value, FACET_TITLES[f]) for f in _facets_of(wanted)],
        "chosen": facet.value if facet else "",
        **shown(Draft(row, wanted), facet),
    }
    return render(request, "knowledge_base/publishing/preview.html", context)


def shown(draft: Draft, facet: Facet | None) -> dict[str, Any]:
    """Give a draft's answer as each channel shows it, for a template."""
    reply = say(draft, [facet] if facet else [], timezone.localdate())
    if reply is None:
        return {"reply": None}
    remarks = []
    if len(reply.text) > _WEB_COMFORTABLE:
        remarks.append(
            f"Câu đầu dài {len(reply.text)} ký tự; trên web nên dưới {_WEB_COMFORTABLE}."
        )
    return {
        "reply": reply,
        "length": len(reply.text),
        "remarks": remarks,
        "channels": drawn(reply),
    }


@require_admin_access
@require_safe
@never_cache
def alike(request: HttpRequest) -> HttpResponse:
    """Tell which entries are much like a text: JSON for the form, else a page with a form."""
    if not any(request.user.has_perm(permission(model, "view")) for model in ENTRIES):
        raise PermissionDenied
    text = request.GET.get("text", "")
    found = like(text, request.GET.get("key", ""))
    rows = [(one, _url_of(one.kind, one.key)) for one in found]
    if request.GET.get("as") == "json":
        return JsonResponse(
            {"found": [{"key": o.key, "title": o.title, "url": url} for o, url in rows]}
        )
    context = {"text": text, "found": rows}
    return render(request, "knowledge_base/publishing/alike.html", context)


def _url_of(kind: str, key: str) -> str:
    row = _MODELS[kind]._default_manager.filter(key=key).first()
    return edit_url(row) if row is not None else ""


def _row(request: HttpRequest, model: str, pk: int) -> Any:
    if model not in _MODELS:
        raise Http404
    if not request.user.has_perm(permission(_MODELS[model], "view")):
        raise PermissionDenied
    return get_object_or_404(_MODELS[model], pk=pk)


def _facet(name: str | None) -> Facet | None:
    return Facet(name) if name in {f.value for f in Facet} else None


def _facets_of(wanted: Any) -> list[Facet]:
    there = {fact.facet for fact in wanted.facts.all()}
    return [facet for facet in Facet if facet.value in there]


urlpatterns = [
    path("xem-truoc/<str:model>/<int:pk>/", preview, name="preview"),
    path("gan-giong/", alike, name="alike"),
]
