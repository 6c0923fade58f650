"""What conversations add to the staff site."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from connectors import unsent
from connectors.models import Delivery, HandoverRequest, TurnLog
from connectors.staff import FixedPolicy, HandoverViewSet, TurnLogViewSet

register_permission_policy(HandoverRequest, FixedPolicy(HandoverRequest, ("view", "change")))
register_permission_policy(TurnLog, FixedPolicy(TurnLog, ("view",)))


def register_handovers() -> HandoverViewSet:
    """Add the requests for staff to the staff site."""
    return HandoverViewSet("handover")


def register_turn_log() -> TurnLogViewSet:
    """Add the turn log to the staff site."""
    return TurnLogViewSet("turn-log")


class _UnsentItem(MenuItem):  # type: ignore[misc]  # Wagtail is untyped
    """Shown while there is something in the list, so that the menu says when to look."""

    def is_shown(self, request: HttpRequest) -> bool:
        waiting = Delivery.objects.filter(status=Delivery.Status.GAVE_UP)
        return request.user.has_perm(unsent.PERMISSION) and waiting.exists()


def register_unsent_page() -> list[URLPattern]:
    """Add the page with what could not be sent."""
    return unsent.urlpatterns


def register_unsent_item() -> MenuItem:
    """Show it below the requests for a member of staff."""
    return _UnsentItem("Tin không gửi được", reverse("unsent"), icon_name="warning", order=146)


hooks.register("register_admin_urls", register_unsent_page)
hooks.register("register_admin_menu_item", register_unsent_item)
hooks.register("register_admin_viewset", register_handovers)
hooks.register("register_admin_viewset", register_turn_log)
