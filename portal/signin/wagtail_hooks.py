"""What signing in adds to the staff site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from connectors.staff import FixedPolicy
from insight.staff.access import PermittedMenuItem
from portal.signin import staff, views
from portal.signin.models import SignInEvent

register_permission_policy(SignInEvent, FixedPolicy(SignInEvent, ("view",)))


@hooks.register("register_admin_urls")
def register_pages() -> list[URLResolver]:
    """Add the pages below ``/staff/dang-nhap/``."""
    pages = [*views.urlpatterns, *staff.urlpatterns]
    return [path("dang-nhap/", include((pages, "signin")))]


@hooks.register("register_admin_viewset")
def register_record() -> staff.SignInEventViewSet:
    """Add the record to the settings."""
    return staff.SignInEventViewSet("sign-in-log")


@hooks.register("register_settings_menu_item")
def register_accounts() -> MenuItem:
    """Add the accounts to the settings."""
    return PermittedMenuItem(
        "Đăng nhập của cán bộ",
        reverse("signin:accounts"),
        icon_name="lock",
        order=710,
        permission=staff.PERMISSION,
    )


@hooks.register("register_account_menu_item")
def register_own(_request: HttpRequest) -> dict[str, str] | None:
    """Lead from one's own account to one's own second factor."""
    if not settings.SIGN_IN_SECOND_FACTOR:
        return None
    return {
        "url": reverse("signin:own"),
        "label": "Lớp xác thực thứ hai",
        "help_text": "Cấp lại mã dự phòng, đăng ký điện thoại khác.",
    }
