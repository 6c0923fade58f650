"""What complaints add to the staff site."""

from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from complaints.models import Complaint
from complaints.staff.complaints import ComplaintViewSet, ReadOnlyPolicy
from complaints.staff.people import PeopleGroup

register_permission_policy(Complaint, ReadOnlyPolicy(Complaint))


def register_complaints() -> ComplaintViewSet:
    """Add the complaints to the staff site."""
    return ComplaintViewSet("complaint")


def register_people() -> PeopleGroup:
    """Add units and people to the staff site."""
    return PeopleGroup()


hooks.register("register_admin_viewset", register_complaints)
hooks.register("register_admin_viewset", register_people)
