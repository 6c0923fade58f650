"""Complaints on the staff site: a list of metadata, and the words for those who may read them.

Nothing is created, edited or deleted here. Reading the words of a complaint is logged, before
they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from complaints import story
from complaints.drafts import Field
from complaints.models import Complaint, ComplaintOpening, Status, StatusEntry
from complaints.seal import SealBroken

ACTIONS = frozenset({"list", "view"})

LABELS: dict[Field, str] = {
    Field.WHAT: "Nội dung",
    Field.OFFICE: "Nơi xảy ra (lời kể)",
    Field.WHEN: "Thời gian (lời kể)",
    Field.WHO: "Người liên quan",
    Field.DOSSIER_CODE: "Mã hồ sơ",
}


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Listing and viewing are permissions; changing is nobody's, not even a superuser's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may list or view; anything else is refused."""
        return action in ACTIONS and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Give the users who may list or view."""
        users: QuerySet[Any] = super().users_with_any_permission(ACTIONS & set(actions))
        return users


class ComplaintList(generic.IndexView):
    """All complaints by metadata, newest first."""

    any_permission_required = sorted(ACTIONS)

    def get_base_queryset(self) -> QuerySet[Complaint]:
        """Add the last status; leave the sealed words in the database."""
        last = StatusEntry.objects.filter(complaint=OuterRef("pk")).order_by("-at", "-pk")
        complaints: QuerySet[Complaint] = super().get_base_queryset()
        return complaints.defer("sealed_story", "sealed_contact", "consent_wording").annotate(
            status=Subquery(last.values("status")[:1])
        )

    def get_inspect_url(self, instance: Complaint) -> str | None:
        """Link to the words only for those who may read them."""
        if not self.user_has_permission("view"):
            return None
        url: str | None = super().get_inspect_url(instance)
        return url


class ComplaintWords(generic.InspectView):
    """The words of one complaint; every opening is logged."""

    any_permission_required = None
    permission_required = "view"
    page_title = "Nội dung phản ánh"
    template_name = "complaints/staff/inspect.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log who opens it, then show it."""
        reader: Any = request.user  # the permission check lets nobody through who is not logged in
        ComplaintOpening.objects.create(complaint=self.object, who=reader, when=timezone.now())
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Give labels and values, the unsealed words among them."""
        complaint: Complaint = self.object
        rows = [("Số", complaint.number), ("Danh tính", identity_of(complaint))]
        rows += _words(complaint)
        rows += [
            (f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M}", _step(entry))
            for entry in complaint.history.all()
        ]
        return [{"label": label, "value": value, "component": None} for label, value in rows]


def _words(complaint: Complaint) -> list[tuple[str, str]]:
    try:
        told = story.read(complaint)
    except SealBroken:
        return [("Nội dung", "Không mở được: khóa niêm phong thiếu hoặc bản ghi đã bị sửa.")]
    rows = [(LABELS[name], told.words[name]) for name in LABELS if name in told.words]
    return [*rows, ("Liên hệ", told.contact)] if told.contact else rows


def _step(entry: StatusEntry) -> str:
    label = str(Status(entry.status).label)
    return f"{label}: {entry.note}" if entry.note else label


def office_of(complaint: Complaint) -> str:
    """Name the office, where it is one on record."""
    return complaint.office_name or "Chưa xác định"


def identity_of(complaint: Complaint) -> str:
    """Say whether the complainant gave a name."""
    return "Ẩn danh" if complaint.anonymous else "Ghi tên"


def status_of(complaint: Any) -> str:
    """Name the last status of a listed complaint."""
    return str(Status(complaint.status).label) if complaint.status else ""


class ComplaintViewSet(ModelViewSet):
    """Complaints in the menu of the staff site."""

    model = Complaint
    icon = "warning"
    menu_label = "Phản ánh"
    menu_order = 150
    add_to_admin_menu = True
    add_to_reference_index = False
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = ComplaintList
    inspect_view_class = ComplaintWords
    inspect_template_name = ComplaintWords.template_name
    exclude_form_fields: list[str] = []
    ordering = ["-filed_at"]
    list_filter = ["anonymous", "kind"]
    list_display = [
        "number",
        Column("office", label="Nơi bị phản ánh", accessor=office_of),
        Column("status", label="Trạng thái", accessor=status_of),
        DateColumn("filed_at", label="Gửi lúc", sort_key="filed_at"),
        Column("identity", label="Danh tính", accessor=identity_of),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give a list and a detail view; there are no addresses for changing anything."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]
