"""What Zalo adds to the staff site."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from connectors.zalo import staff


class _TakenOverItem(MenuItem):  # type: ignore[misc]  # Wagtail is untyped
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(staff.PERMISSION)


def register_pages() -> list[URLPattern]:
    """Add the page that gives conversations back to the assistant."""
    return staff.urlpatterns


def register_menu_item() -> MenuItem:
    """Show it below the requests for a member of staff."""
    return _TakenOverItem("Cán bộ đang trả lời", reverse("taken_over"), icon_name="user", order=145)


hooks.register("register_admin_urls", register_pages)
hooks.register("register_admin_menu_item", register_menu_item)
