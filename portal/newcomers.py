"""The first page for somebody new: a first task for each of their roles, and where help is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component

from portal import first_tasks


class FirstTasksPanel(Component):
    """The tasks that somebody has not put away; nothing at all once they have."""

    name = "first-tasks"
    template_name = "portal/staff/first_tasks.html"
    order = 40

    class Media:
        css = {"all": ["portal/staff.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the tasks with what was done of them."""
        request = parent_context["request"]
        return {"tasks": first_tasks.open_tasks(request.user), "csrf_token": get_token(request)}


class HelpPanel(Component):
    """Where the handbook is, and the way back to a task that was put away."""

    name = "help"
    template_name = "portal/staff/help.html"
    order = 900

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give what was put away."""
        request = parent_context["request"]
        return {"away": first_tasks.put_away(request.user), "csrf_token": get_token(request)}


@require_admin_access
@require_POST
def put(request: HttpRequest) -> HttpResponse:
    """Put a first task away, or bring it back."""
    role = request.POST.get("role", "")
    if role not in first_tasks.roles_of(request.user):
        raise Http404
    first_tasks.put(request.user, role, away="away" in request.POST)
    return redirect("wagtailadmin_home")


urlpatterns = [path("viec-dau-tien/", put, name="first_task")]
