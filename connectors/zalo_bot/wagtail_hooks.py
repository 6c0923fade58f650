"""What the bot adds to the staff site."""

from __future__ import annotations

from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from connectors.zalo_bot import staff


def register_pages() -> list[URLPattern]:
    """Add the page on which somebody links their Zalo."""
    return staff.urlpatterns


def register_menu_item() -> MenuItem:
    """Show it in the menu."""
    return MenuItem("Thông báo qua Zalo", reverse("zalo_notices"), icon_name="mail", order=900)


hooks.register("register_admin_urls", register_pages)
hooks.register("register_settings_menu_item", register_menu_item)
