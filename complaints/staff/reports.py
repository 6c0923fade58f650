"""Reports on the staff site: a page with a chart and a table, and the same as files."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from complaints import report_files
from complaints.reports import figures
from complaints.staff.detail import viewer_or_refuse

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PeriodForm(forms.Form):
    """The days a report covers."""

    first = forms.DateField(label="Từ ngày", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Đến ngày", widget=forms.DateInput(attrs={"type": "date"}))


@require_admin_access
@require_safe
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Show the report of a period: the last month, if none is asked for."""
    viewer = viewer_or_refuse(request, "report_complaint")
    form = PeriodForm(request.GET if "first" in request.GET else None, initial=_last_month())
    first, last = _last_month().values()
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    found = figures(viewer, first, last)
    name = f"phan-anh-{first:%Y%m%d}-{last:%Y%m%d}"
    match request.GET.get("as"):
        case "xlsx":
            return _file(report_files.xlsx_of(found), _XLSX, f"{name}.xlsx")
        case "docx":
            return _file(report_files.docx_of(found), _DOCX, f"{name}.docx")
    context = {
        "form": form,
        "title": report_files.title_of(found),
        "total": report_files.total_of(found),
        "headings": report_files.HEADINGS,
        "rows": [report_files.cells(row) for row in found.rows],
        "notes": report_files.NOTES,
        "chart": mark_safe(report_files.svg_of(found)),  # noqa: S308 - escaped where it is drawn
        "query": f"first={first.isoformat()}&last={last.isoformat()}",
    }
    return render(request, "complaints/staff/report.html", context)


def _last_month() -> dict[str, date]:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return {"first": last.replace(day=1), "last": last}


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [path("reports/", report, name="report")]
