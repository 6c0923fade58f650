"""``manage.py first_staff_account``: somebody must be able to sign in."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from complaints.models import Role, StaffMember, Unit

NAME = "quan-tri"
INBOX = "Đầu mối tiếp nhận phản ánh"


class Command(BaseCommand):
    """Makes an administrator if nobody can sign in yet, and prints the password once."""

    help = "Tạo tài khoản quản trị đầu tiên, in mật khẩu một lần."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the command."""
        users = get_user_model()
        if users._default_manager.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            user = users._default_manager.create_superuser(NAME, email="", password=password)
            unit, _ = Unit.objects.get_or_create(name=INBOX)
            StaffMember.objects.create(user=user, full_name=NAME, unit=unit, role=Role.INBOX)
        self.stdout.write(
            f"staff account: {NAME}\npassword (shown this once, change it after signing in): "
            f"{password}\nthe first sign-in asks for an authenticator on a telephone, or in a "
            "password manager; for a trial on this machine STAFF_SECOND_FACTOR=off in .env does "
            "without"
        )
