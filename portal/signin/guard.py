"""The door of the staff site: nothing behind it without a second factor, no session for ever.

One middleware, by address: whatever an app adds below the staff site is behind it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import sync_and_async_middleware

from portal.signin import audit, sessions
from portal.signin.factor import factor_of
from portal.signin.models import Kind

OPEN = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "signin:code",
        "signin:recovery",
        "signin:enrol",
    }
)
"""What somebody who has given a password alone may open below the staff site."""

BACKGROUND = frozenset(
    {
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "publishing:progress",
    }
)
"""What pages ask for by themselves: it keeps no session alive."""


@sync_and_async_middleware
def staff_door(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Send who is not fully signed in to what is missing."""
    if iscoroutinefunction(get_response):
        ask: Callable[[HttpRequest], Awaitable[HttpResponse]] = get_response

        async def door_async(request: HttpRequest) -> HttpResponse:
            if not _is_staff_site(request):
                return await ask(request)
            refused = await sync_to_async(_refusal)(request)
            return _uncached(refused if refused is not None else await ask(request))

        return door_async

    def door(request: HttpRequest) -> HttpResponse:
        if not _is_staff_site(request):
            response: HttpResponse = get_response(request)
            return response
        refused = _refusal(request)
        return _uncached(refused if refused is not None else get_response(request))

    return door


def _is_staff_site(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))


def _uncached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Give where to go instead; None lets the request through."""
    user = request.user
    if not user.is_authenticated:
        return None  # Wagtail asks for the password
    if sessions.is_over(request):
        _end(request)
        return None
    page = _page(request)
    if page not in BACKGROUND:
        sessions.touch(request)
    if not settings.SIGN_IN_SECOND_FACTOR or page in OPEN or sessions.is_verified(request, user):
        return None
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponseForbidden()
    missing = reverse("signin:code" if factor_of(user) else "signin:enrol")
    wanted = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{missing}?{urlencode({'next': wanted})}")


def _page(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _end(request: HttpRequest) -> None:
    audit.record(Kind.EXPIRED, request.user.get_username(), address=audit.address_of(request))
    request.session_expired = True  # type: ignore[attr-defined]
    logout(request)
    messages.warning(request, "Phiên làm việc đã hết hạn. Mời anh/chị đăng nhập lại.")
