"""What Django tells of accounts: signed in, signed out, a password set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.http import HttpRequest
from wagtail.log_actions import get_active_log_context

from portal.signin import audit, lockout, sessions
from portal.signin.models import Kind


def connect() -> None:
    """Listen."""
    user_logged_in.connect(_signed_in, dispatch_uid="signin.in")
    user_logged_out.connect(_signed_out, dispatch_uid="signin.out")
    post_save.connect(_saved, sender=get_user_model(), dispatch_uid="signin.saved")


def _signed_in(request: HttpRequest, user: Any, **_signal: Any) -> None:
    sessions.begin(request)
    passed = Kind.PASSWORD_PASSED if settings.SIGN_IN_SECOND_FACTOR else Kind.SIGNED_IN
    lockout.attempt(request, user.get_username(), user.pk).record(passed)


def _signed_out(request: HttpRequest, user: Any, **_signal: Any) -> None:
    if user is not None and not getattr(request, "session_expired", False):
        audit.record(Kind.SIGNED_OUT, user.get_username(), address=audit.address_of(request))


def _saved(instance: Any, *, raw: bool, **_signal: Any) -> None:
    """Note a password that was set; a hash that Django renews by itself is none."""
    if raw or instance._password is None:
        return
    actor = get_active_log_context().user
    by = audit.COMMAND_LINE if actor is None else actor.get_username()
    account = instance.get_username()
    audit.record(Kind.PASSWORD_CHANGED, account, by="" if by == account else by)
