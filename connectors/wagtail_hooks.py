"""What conversations add to the staff site."""

from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from connectors.models import HandoverRequest, TurnLog
from connectors.staff import FixedPolicy, HandoverViewSet, TurnLogViewSet

register_permission_policy(HandoverRequest, FixedPolicy(HandoverRequest, ("view", "change")))
register_permission_policy(TurnLog, FixedPolicy(TurnLog, ("view",)))


def register_handovers() -> HandoverViewSet:
    """Add the requests for staff to the staff site."""
    return HandoverViewSet("handover")


def register_turn_log() -> TurnLogViewSet:
    """Add the turn log to the staff site."""
    return TurnLogViewSet("turn-log")


hooks.register("register_admin_viewset", register_handovers)
hooks.register("register_admin_viewset", register_turn_log)
