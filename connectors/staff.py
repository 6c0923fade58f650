# mypy: disable-error-code="misc"
"""What staff see of conversations: who asked for them, and how turns went. Never what was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from connectors import handover
from connectors.models import HandoverRequest, TurnLog


class FixedPolicy(ModelPermissionPolicy):
    """Only some actions are anybody's, not even a superuser may do the others.

    Args:
        model: whose rows.
        actions: what a permission may allow.
    """

    def __init__(self, model: type[Any], actions: Iterable[str]) -> None:
        super().__init__(model)
        self._actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may do this; what is not listed is refused."""
        return action in self._actions and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Give the users who may do one of these."""
        users: QuerySet[Any] = super().users_with_any_permission(self._actions & set(actions))
        return users


class HandoverEdit(generic.EditView):
    """One request: how to reach who asked, and how far it got. The rest stays as it came."""

    def get_usage_url(self) -> None:
        """Link to no usage: nothing refers to a request."""

    def get_history_url(self) -> None:
        """Link to no history: a request has a status and when it changed."""

    def get_delete_url(self) -> None:
        """Link to no deletion."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the contact, unsealed for whoever may change the request."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["contact"] = handover.contact_for_staff(self.object)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Erase the contact of a request that is done: nobody needs it any more."""
        if form.instance.status == HandoverRequest.Status.DONE:
            form.instance.sealed_contact = None
        response: HttpResponse = super().form_valid(form)
        return response


class HandoverViewSet(ModelViewSet):
    """Requests for a member of staff, in the menu of the staff site."""

    model = HandoverRequest
    icon = "user"
    menu_label = "Gặp cán bộ"
    menu_order = 140
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["status"]
    edit_view_class = HandoverEdit
    edit_template_name = "connectors/staff/handover.html"
    ordering = ["-asked_at"]
    list_filter = ["status", "channel"]
    list_display = [
        TitleColumn(
            "asked_at",
            label="Lúc",
            sort_key="asked_at",
            accessor=lambda r: f"{timezone.localtime(r.asked_at):%H:%M %d/%m/%Y}",
            get_url=lambda r: reverse("handover:edit", args=[r.pk]),
        ),
        Column("channel", label="Kênh", accessor="get_channel_display"),
        Column("status", label="Trạng thái", accessor="get_status_display"),
        Column(
            "contact", label="Liên hệ", accessor=lambda r: "có" if r.sealed_contact else "không"
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give a list and a page for each; nothing is added or deleted by hand."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]


class TurnLogViewSet(ModelViewSet):
    """How turns went, in the menu of the staff site; read only."""

    model = TurnLog
    icon = "history"
    menu_label = "Lượt trả lời"
    menu_order = 160
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    exclude_form_fields: list[str] = []
    ordering = ["-at"]
    list_filter = ["outcome", "channel", "facet"]
    list_display = [
        DateColumn("at", label="Lúc", sort_key="at"),
        "channel",
        "outcome",
        "procedure",
        "facet",
        "confidence",
        "total_ms",
        "release",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give the list; there is nothing to open or change."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
