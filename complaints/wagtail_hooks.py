"""What complaints add to the staff site."""

from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from complaints.models import Complaint
from complaints.staff import ComplaintViewSet, ReadOnlyPolicy

register_permission_policy(Complaint, ReadOnlyPolicy(Complaint))


def register_complaints() -> ComplaintViewSet:
    """Add the complaints to the staff site."""
    return ComplaintViewSet("complaint")


hooks.register("register_admin_viewset", register_complaints)
