"""The page of the staff site that gives conversations back to the assistant."""

from __future__ import annotations

from django.contrib import messages as told
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connectors.models import Contact

PERMISSION = "connectors.change_handoverrequest"
"""Who looks after people that asked for a member of staff."""


@require_http_methods(["GET", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def taken_over(request: HttpRequest) -> HttpResponse:
    """List the conversations that a person answers in our place; let the assistant answer again."""
    silent = Contact.objects.filter(silent_until__gt=timezone.now())
    if request.method == "POST":
        wanted = request.POST.get("contact", "")
        known = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
        released = silent.filter(pk=int(wanted)).update(silent_until=None) if known else 0
        if released:
            told.success(request, "Trợ lý trả lời tiếp trong cuộc trò chuyện này.")
        return HttpResponseRedirect(reverse("taken_over"))
    contacts = silent.select_related("conversation").order_by("silent_until")
    return render(request, "zalo/taken_over.html", {"contacts": contacts})


urlpatterns = [path("taken-over/", taken_over, name="taken_over")]
