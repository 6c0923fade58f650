"""The list of complaints: metadata only, and only what the viewer may know of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from complaints.models import Complaint, Status
from complaints.recusal import viewer_of
from complaints.staff import detail, reports

ACTIONS = frozenset({"list", "view"})


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Listing and viewing are permissions; changing rows is nobody's, not even a superuser's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may list or view; anything else is refused."""
        return action in ACTIONS and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Give the users who may list or view."""
        users: QuerySet[Any] = super().users_with_any_permission(ACTIONS & set(actions))
        return users

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Tell the same for one complaint: recusal counts before any permission."""
        seen = Complaint.objects.visible_to(viewer_of(user)).filter(pk=instance.pk).exists()
        return seen and self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Give the complaints that a user may see."""
        may = self.user_has_any_permission(user, actions)
        return Complaint.objects.visible_to(viewer_of(user) if may else None)


class ComplaintFilter(WagtailFilterSet):
    """Filters of the list."""

    status = django_filters.ChoiceFilter(label="Trạng thái", choices=Status.choices)
    anonymous = django_filters.BooleanFilter(label="Ẩn danh")
    number = django_filters.CharFilter(label="Số", lookup_expr="icontains")

    class Meta:
        model = Complaint
        fields = ["number", "status", "anonymous"]


class ComplaintList(generic.IndexView):
    """The complaints somebody may see, newest first."""

    any_permission_required = sorted(ACTIONS)
    template_name = "complaints/staff/list.html"
    default_ordering = "-filed_at"

    def get_base_queryset(self) -> QuerySet[Complaint]:
        """Give what the viewer may see; leave the sealed words in the database."""
        rows = Complaint.objects.visible_to(viewer_of(self.request.user))
        return rows.select_related("handler", "handling_unit").defer(
            "sealed_story", "sealed_contact", "sealed_receipt", "consent_wording"
        )

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Let filters choose from what the viewer may see."""
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}

    def get_inspect_url(self, instance: Complaint) -> str | None:
        """Link to the words only for those who may read them."""
        if not self.user_has_permission("view"):
            return None
        return reverse("complaint:inspect", args=[instance.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say who looks: somebody who is on no register sees nothing, and is told why."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "registered": viewer_of(self.request.user) is not None}


def office_of(complaint: Complaint) -> str:
    """Name the office, where it is one on record."""
    return complaint.office_name or "Chưa xác định"


def identity_of(complaint: Complaint) -> str:
    """Say whether the complainant gave a name."""
    return "Ẩn danh" if complaint.anonymous else "Ghi tên"


def status_of(complaint: Complaint) -> str:
    """Name the status of a listed complaint."""
    return str(Status(complaint.status).label)


def holder_of(complaint: Complaint) -> str:
    """Say who has it."""
    if complaint.handler:
        return complaint.handler.full_name
    return str(complaint.handling_unit or "Đầu mối tiếp nhận")


class ComplaintViewSet(ModelViewSet):
    """Complaints in the menu of the staff site."""

    model = Complaint
    icon = "warning"
    menu_label = "Phản ánh"
    menu_order = 150
    add_to_admin_menu = True
    add_to_reference_index = False
    inspect_view_enabled = False
    copy_view_enabled = False
    index_view_class = ComplaintList
    exclude_form_fields: list[str] = []
    ordering = ["-filed_at"]
    filterset_class = ComplaintFilter
    list_display = [
        "number",
        Column("office", label="Nơi bị phản ánh", accessor=office_of),
        Column("status", label="Trạng thái", accessor=status_of),
        Column("holder", label="Đang ở", accessor=holder_of),
        DateColumn("filed_at", label="Gửi lúc", sort_key="filed_at"),
        Column("identity", label="Danh tính", accessor=identity_of),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give a list, a detail view and its actions; no address edits or deletes a row."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            *detail.urlpatterns,
            *reports.urlpatterns,
        ]
