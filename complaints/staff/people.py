"""Units and people on the staff site."""

from __future__ import annotations

from typing import Any

from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from complaints.models import StaffMember, Unit


class UnitViewSet(ModelViewSet):
    """Units and what stands above them."""

    model = Unit
    icon = "home"
    menu_label = "Đơn vị"
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["name", "office_key", "parent"]
    list_display = ["name", "office_key", "parent"]
    search_fields = ["name"]


class StaffMemberViewSet(ModelViewSet):
    """People: who works where, who manages whom."""

    model = StaffMember
    icon = "group"
    menu_label = "Cán bộ"
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = [
        "full_name", "user", "unit", "role", "counter", "manager", "deputy", "active",
    ]  # fmt: skip
    list_display = ["full_name", "unit", "role", "active"]
    list_filter = ["unit", "role", "active"]
    search_fields = ["full_name"]


class PeopleGroup(ViewSetGroup):
    """Both, in one place of the menu."""

    menu_label = "Đơn vị, cán bộ"
    menu_icon = "group"
    menu_order = 160
    items: tuple[Any, ...] = (UnitViewSet("unit"), StaffMemberViewSet("staff_member"))
