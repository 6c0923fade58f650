"""Django app: how staff sign in."""

from __future__ import annotations

from django.apps import AppConfig


class SignInConfig(AppConfig):
    """Second factor, lock-out, sessions, their record."""

    name = "portal.signin"
    label = "signin"
    verbose_name = "Đăng nhập"

    def ready(self) -> None:
        """Listen to what Django tells of accounts."""
        from portal.signin import signals

        signals.connect()
