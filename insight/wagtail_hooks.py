"""What this app adds to the staff site."""

from __future__ import annotations

from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from insight.staff import dashboard
from insight.staff.access import PermittedMenuItem


@hooks.register("register_admin_urls")
def register_pages() -> list[URLResolver]:
    """Add the pages below ``/staff/insight/``."""
    pages = [path("figures/", include(dashboard.urlpatterns))]
    return [path("insight/", include((pages, "insight")))]


@hooks.register("register_admin_menu_item")
def register_figures() -> MenuItem:
    """Add the figures to the menu."""
    return PermittedMenuItem(
        "Số liệu",
        reverse("insight:dashboard"),
        name="figures",
        icon_name="table",
        order=155,
        permission=dashboard.PERMISSION,
    )
