# mypy: disable-error-code="misc"
"""What quản trị sees of signing in: accounts, who is locked out, and the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from portal.signin import audit, factor, lockout
from portal.signin.models import Kind, SecondFactor, SignInEvent

PERMISSION = "auth.change_user"
_SHOWN_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Account:
    """An account in the list.

    Attributes:
        user: the account.
        since: when its telephone was enrolled, None where there is none.
        codes: recovery codes that are left.
        last: when it was last signed in to.
        locked: until when unknown browsers are not let in, None where they are.
    """

    user: Any
    since: datetime | None
    codes: int
    last: datetime | None
    locked: datetime | None


def _for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


def accounts_of(users: Any) -> list[Account]:
    """Tell of accounts how they sign in.

    Args:
        users: a queryset of accounts.
    """
    users = list(users.order_by(get_user_model().USERNAME_FIELD))
    names = [user.get_username() for user in users]
    factors = SecondFactor.objects.filter(user__in=users).annotate(left=Count("codes"))
    of_user = {found.user_id: found for found in factors}
    signed_in = SignInEvent.objects.filter(account__in=names, kind=Kind.SIGNED_IN)
    grouped: Any = signed_in.order_by("account").values_list("account")
    last = dict(grouped.annotate(last=Max("at")))
    locked = lockout.locked_accounts(names)
    found = []
    for user in users:
        name, own = user.get_username(), of_user.get(user.pk)
        since, left = (own.since, own.left) if own else (None, 0)
        found.append(Account(user, since, left, last.get(name), locked.get(name)))
    return found


@require_safe
@_for_administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts, and the addresses that are locked out."""
    users = get_user_model()._default_manager.filter(is_active=True)
    context = {"accounts": accounts_of(users), "addresses": lockout.locked_addresses()}
    return render(request, "signin/accounts.html", context)


@require_safe
@_for_administrators
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account, what happened to it of late, and what can be done."""
    users = get_user_model()._default_manager.filter(pk=pk)
    user = get_object_or_404(users)
    events = SignInEvent.objects.filter(account=user.get_username())[:_SHOWN_EVENTS]
    context = {"account": accounts_of(users)[0], "events": events}
    return render(request, "signin/account.html", context)


@require_POST
@_for_administrators
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgive the failures of an account."""
    user = get_object_or_404(get_user_model(), pk=pk)
    lockout.unlock(user.get_username(), request.user.get_username())
    messages.success(request, f"Đã mở khoá cho {user.get_username()}.")
    return redirect("signin:account", pk)


@require_POST
@_for_administrators
def unlock_address(request: HttpRequest) -> HttpResponse:
    """Forgive the failures of an address."""
    address = request.POST.get("address", "")
    if address in lockout.locked_addresses():
        lockout.unlock_address(address, request.user.get_username())
        messages.success(request, f"Đã mở khoá cho địa chỉ {address}.")
    return redirect("signin:accounts")


@require_POST
@_for_administrators
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the factor of a colleague away."""
    user = get_object_or_404(get_user_model(), pk=pk)
    try:
        factor.reset(user, actor=request.user, address=audit.address_of(request))
    except factor.ResetRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            f"Đã đặt lại. {user.get_username()} sẽ đăng ký điện thoại khi đăng nhập lần tới.",
        )
    return redirect("signin:account", pk)


class SignInEventViewSet(ModelViewSet):
    """The record of signing in; read only."""

    model = SignInEvent
    icon = "history"
    menu_label = "Nhật ký đăng nhập"
    menu_order = 720
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    exclude_form_fields: list[str] = []
    ordering = ["-at"]
    list_filter = {"kind": ["exact"], "account": ["exact"], "at": ["date__gte", "date__lte"]}
    list_display = [
        DateColumn("at", label="Lúc", sort_key="at"),
        Column("kind", label="Việc", accessor="get_kind_display"),
        Column("account", label="Tài khoản", accessor=lambda e: e.account or "(không có)"),
        Column("by", label="Người làm", accessor=lambda e: e.by or e.account or "–"),
        Column("address", label="Địa chỉ mạng", accessor=lambda e: e.address or "–"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Give the list; there is nothing to open or change."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


urlpatterns = [
    path("tai-khoan/", accounts, name="accounts"),
    path("tai-khoan/<int:pk>/", account, name="account"),
    path("tai-khoan/<int:pk>/mo-khoa/", unlock, name="unlock"),
    path("tai-khoan/<int:pk>/dat-lai/", reset, name="reset"),
    path("dia-chi/mo-khoa/", unlock_address, name="unlock_address"),
]
