"""Who may open a page of this app, and how it comes into the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

View = Callable[..., HttpResponse]


def staff_page(permission: str) -> Callable[[View], View]:
    """Let a view be opened by staff with a permission only.

    Args:
        permission: ``app.codename``.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return require_admin_access(inner)  # type: ignore[no-any-return]

    return guarded


class PermittedMenuItem(MenuItem):
    """An item of the menu for those who may open it."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this person may open it."""
        return request.user.has_perm(self._permission)
