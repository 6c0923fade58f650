"""One complaint on the staff site: its words, its history, and what the viewer may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from complaints import handling, routing
from complaints.drafts import Field
from complaints.evidence import content_of
from complaints.handling import NotNow, NotYours
from complaints.models import BoxMessage, Complaint, Evidence, Role, StaffMember, Status
from complaints.recusal import viewer_of
from complaints.seal import SealBroken
from complaints.staff.forms import AssignForm, CloseForm, TriageForm, WordsForm

LABELS: dict[Field, str] = {
    Field.WHAT: "Nội dung",
    Field.OFFICE: "Nơi xảy ra (lời kể)",
    Field.WHEN: "Thời gian (lời kể)",
    Field.WHO: "Người liên quan",
    Field.DOSSIER_CODE: "Mã hồ sơ",
}


@require_admin_access
@require_safe
@never_cache
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words of one complaint; every opening is logged before."""
    viewer = viewer_or_refuse(request, "view_complaint")
    try:
        complaint = Complaint.objects.visible_to(viewer).get(pk=pk)
    except Complaint.DoesNotExist as exc:
        raise Http404 from exc
    try:
        opened = handling.open_words(viewer, pk)
        words, box, broken = _rows(opened), opened.box, False
    except SealBroken:
        words, box, broken = [], (), True
    context = {
        "complaint": complaint,
        "words": words,
        "box": [(BoxMessage.Kind(said.kind).label, said) for said in box],
        "broken": broken,
        "identity": "Ẩn danh" if complaint.anonymous else "Ghi tên",
        "history": [(Status(entry.status).label, entry) for entry in complaint.history.all()],
        "openings": complaint.openings.select_related("who"),
        "assignments": complaint.assignments.select_related("unit", "member"),
        "named": complaint.involvements.select_related("person").filter(lifted_at=None),
        "evidence": complaint.evidence.defer("sealed"),
        "deadlines": complaint.deadlines.all(),
        "forms": _forms(request, viewer, complaint),
    }
    return render(request, "complaints/staff/detail.html", context)


@require_admin_access
@require_safe
@never_cache
def evidence_file(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Give one file, to be saved and never run in the page; the opening is logged before."""
    viewer = viewer_or_refuse(request, "view_complaint")
    row = Evidence.objects.visible_to(viewer).filter(complaint=pk, pk=evidence).first()
    if row is None:
        raise Http404
    row.complaint.openings.create(who=request.user, when=timezone.now())
    try:
        content = content_of(row)
    except SealBroken as exc:
        raise Http404 from exc
    response = HttpResponse(content, content_type=row.media_type)
    suffix = row.media_type.rpartition("/")[2]
    name = f"{row.complaint.number}-{row.pk}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _rows(opened: handling.Opened) -> list[tuple[str, str]]:
    told = opened.story
    rows = [(LABELS[name], told.words[name]) for name in LABELS if name in told.words]
    return [*rows, ("Liên hệ", told.contact)] if told.contact else rows


def _forms(request: HttpRequest, viewer: StaffMember, complaint: Complaint) -> dict[str, Form]:
    if complaint.status == Status.CLOSED or not request.user.has_perm(
        "complaints.handle_complaint"
    ):
        return {}
    forms: dict[str, Form] = {}
    if viewer.role == Role.INBOX:
        named = complaint.involvements.filter(lifted_at=None).values_list("person", flat=True)
        forms["triage"] = TriageForm(
            initial={"about": complaint.about_unit_id, "people": list(named)}
        )
    if complaint.triaged_at and viewer.role in (Role.INBOX, Role.LEADER):
        forms["assign"] = AssignForm(candidates(viewer, complaint))
    if complaint.handler_id == viewer.pk:
        forms |= {"ask": WordsForm(), "answer": WordsForm(), "close": CloseForm()}
    return forms


def candidates(viewer: StaffMember, complaint: Complaint) -> list[StaffMember]:
    """Give those to whom this viewer may give a complaint."""
    members = StaffMember.objects.select_related("unit", "user").filter(active=True)
    if viewer.role == Role.LEADER:
        members = members.filter(unit__in=viewer.unit.downward())
    return [member for member in members if routing.may_handle(member, complaint)]


def _triage(viewer: StaffMember, pk: int, request: HttpRequest) -> str:
    form = TriageForm(request.POST)
    if not form.is_valid():
        raise NotNow("Biểu mẫu phân loại chưa hợp lệ.")
    people = () if form.cleaned_data["unknown"] else form.cleaned_data["people"]
    handling.triage(viewer, pk, form.cleaned_data["about"], people)
    return "Đã phân loại."


def _assign(viewer: StaffMember, pk: int, request: HttpRequest) -> str:
    complaint = Complaint.objects.visible_to(viewer).get(pk=pk)
    form = AssignForm(candidates(viewer, complaint), request.POST)
    if not form.is_valid():
        raise NotNow("Không giao được cho người này.")
    handling.assign(viewer, pk, StaffMember.objects.get(pk=form.cleaned_data["member"]))
    return "Đã giao xử lý."


def _ask(viewer: StaffMember, pk: int, request: HttpRequest) -> str:
    handling.ask(viewer, pk, request.POST.get("words", ""))
    return "Đã gửi câu hỏi cho người phản ánh."


def _answer(viewer: StaffMember, pk: int, request: HttpRequest) -> str:
    handling.answer(viewer, pk, request.POST.get("words", ""))
    return "Đã gửi trả lời cho người phản ánh."


def _close(viewer: StaffMember, pk: int, request: HttpRequest) -> str:
    form = CloseForm(request.POST)
    if not form.is_valid():
        raise NotNow("Chọn một lý do kết thúc.")
    handling.close(viewer, pk, form.cleaned_data["reason"])
    return "Đã kết thúc phản ánh."


def _action(do: Callable[[StaffMember, int, HttpRequest], str]) -> Any:
    @require_admin_access
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        viewer = viewer_or_refuse(request, "handle_complaint")
        try:
            messages.success(request, do(viewer, pk, request))
        except Complaint.DoesNotExist as exc:
            raise Http404 from exc
        except (NotYours, NotNow) as exc:
            messages.error(request, str(exc))
        if not Complaint.objects.visible_to(viewer).filter(pk=pk).exists():
            return HttpResponseRedirect(reverse("complaint:index"))
        return HttpResponseRedirect(reverse("complaint:inspect", args=[pk]))

    return view


def viewer_or_refuse(request: HttpRequest, permission: str) -> StaffMember:
    """Give the person behind the account.

    Raises:
        PermissionDenied: they have not the permission.
        Http404: they are on no register.
    """
    if not request.user.has_perm(f"complaints.{permission}"):
        raise PermissionDenied
    viewer = viewer_of(request.user)
    if viewer is None:
        raise Http404
    return viewer


@require_admin_access
@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """List what the viewer should look at."""
    viewer = viewer_or_refuse(request, "list_complaint")
    rows = viewer.notices.model.objects.visible_to(viewer).filter(member=viewer)
    context = {"notices": rows.select_related("complaint")[:200], "today": timezone.localdate()}
    return render(request, "complaints/staff/notices.html", context)


urlpatterns = [
    path("inspect/<int:pk>/", inspect, name="inspect"),
    path("inspect/<int:pk>/triage/", _action(_triage), name="triage"),
    path("inspect/<int:pk>/assign/", _action(_assign), name="assign"),
    path("inspect/<int:pk>/ask/", _action(_ask), name="ask"),
    path("inspect/<int:pk>/answer/", _action(_answer), name="answer"),
    path("inspect/<int:pk>/close/", _action(_close), name="close"),
    path("inspect/<int:pk>/evidence/<int:evidence>/", evidence_file, name="evidence"),
    path("notices/", notices, name="notices"),
]
