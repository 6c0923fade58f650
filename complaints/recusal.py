"""Recusal: whom a complaint is kept away from. This is the one place that decides it.

A complaint is about people. The person named, whoever stands in for them and whoever manages
them must not open it, be given it, or learn from any list, count, export, notice or search that
it exists. So the default managers of a complaint and of all that hangs on it give nothing without
a viewer: ``Complaint.objects.visible_to(viewer)``. The unscoped manager is called ``_record``;
a test names the modules that may use it.

Kept away are, for each person a complaint names (or seems to name, until the inbox has looked):

- that person, their deputy and their manager; where no manager is on record, the leaders of
  their unit;
- while nobody is identified, everybody of the unit it is about.

Beyond that, one sees what one's work needs: the independent inbox everything, leaders what their
unit or one below it handles, and everybody what they were given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from complaints.models import Complaint, StaffMember


class ViewerNeeded(RuntimeError):
    """Somebody asked for complaints without saying who looks."""


class RecusedManager(models.Manager[Any]):
    """Gives complaints only to a viewer who may see them."""

    complaint_path = ""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Give what hangs on a complaint that one holds already.

        Raises:
            ViewerNeeded: asked for in general; see ``visible_to``.
        """
        if getattr(self, "instance", None) is None:
            raise ViewerNeeded(self.model.__name__)
        return super().get_queryset()

    def visible_to(self, viewer: StaffMember | None) -> models.QuerySet[Any]:
        """Give the rows that a viewer may see; none for somebody who is not on the register."""
        rows = super().get_queryset()
        if viewer is None or not viewer.active:
            return rows.none()
        path = self.complaint_path
        return rows.filter(_needed(viewer, path)).exclude(_recused(viewer, path))


class OfComplaint(RecusedManager):
    """The same for rows that hang on a complaint."""

    complaint_path = "complaint__"


def viewer_of(user: Any) -> StaffMember | None:
    """Give the person behind an account; None if the account is on no register."""
    if not getattr(user, "is_active", False) or not user.pk:
        return None
    found: StaffMember | None = (
        _model("StaffMember").objects.select_related("unit").filter(user=user, active=True).first()
    )
    return found


def is_recused(member: StaffMember, complaint: Complaint) -> bool:
    """Tell whether a complaint is kept away from somebody, whatever their role."""
    return bool(_model("Complaint")._record.filter(_recused(member, ""), pk=complaint.pk).exists())


def _needed(viewer: StaffMember, path: str) -> Q:
    from complaints.models import Role

    if viewer.role == Role.INBOX:
        return Q()
    given = Q(**{f"{path}handler": viewer})
    if viewer.role == Role.LEADER:
        given |= Q(**{f"{path}handling_unit__in": viewer.unit.downward()})
    return given


def _recused(viewer: StaffMember, path: str) -> Q:
    from complaints.models import Role

    close = Q(person=viewer) | Q(person__deputy=viewer) | Q(person__manager=viewer)
    if viewer.role == Role.LEADER:
        close |= Q(person__manager=None, person__unit=viewer.unit_id)
    naming = _model("Involvement")._record.filter(close, lifted_at=None).values("complaint")
    nobody_known = {f"{path}about_unit": viewer.unit_id, f"{path}who_known": False}
    return Q(**{f"{path}pk__in": naming}) | Q(**nobody_known)


def _model(name: str) -> Any:
    return apps.get_model("complaints", name)
