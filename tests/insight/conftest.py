from datetime import datetime, time

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from connectors.models import TurnLog
from tests.support import staff as staff_site


@pytest.fixture
def log_turns(db):
    """Write turns of one day into the log."""

    def write(day, outcome="answered", count=1, *, channel="web", procedure="", ms=40, hour=9):
        at = timezone.make_aware(datetime.combine(day, time(hour)))
        TurnLog.objects.bulk_create(
            TurnLog(
                at=at, channel=channel, conversation_hash=f"hash{n:012}", outcome=outcome,
                procedure=procedure, total_ms=ms,
            )
            for n in range(count)
        )  # fmt: skip

    return write


@pytest.fixture
def member_of_staff(client, django_user_model):
    """Sign somebody in who may enter the staff site and has these permissions."""

    def sign_in(*codenames):
        user = django_user_model.objects.create_user("cán bộ", password="x")
        for codename in ("access_admin", *codenames):
            user.user_permissions.add(Permission.objects.get(codename=codename))
        staff_site.sign_in(client, user)
        return client

    return sign_in
