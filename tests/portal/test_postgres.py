"""PostgreSQL as the main database: its address, its migrations, what depends on the server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.postgres import programs, temporary_postgres
from portal.database import database_of
from portal.environment import EnvironmentInvalid

ROOT = Path(__file__).resolve().parents[2]

_IN_ANOTHER_PROCESS = """
import json
import django
django.setup()
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.contrib.auth import get_user_model
from django.utils import timezone
from datetime import timedelta
from connectors.models import ChannelName, TurnLog
from connectors import inbox
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from insight.counting import close_days
from complaints import drafts, filing
from complaints.drafts import Field
from tests.support.staff import sign_in

call_command("migrate", verbosity=0)
said = {"vendor": connection.vendor}
message = inbox.store(None, ChannelName.WEB, "m-1", "lam khai sinh")
again = inbox.store(None, ChannelName.WEB, "m-1", "lam khai sinh")
said["stored_once"] = message.pk == again.pk
inbox.settle(inbox.claim(message.pk), (Reply("Chào", Meta(Outcome.SMALLTALK)),))
said["answered"] = [reply.text for reply in inbox.answer_to(message.pk)]
yesterday = timezone.now() - timedelta(days=1)
TurnLog.objects.create(
    at=yesterday, channel="web", conversation_hash="a", outcome="answered", total_ms=40
)
said["closed"] = close_days()
drafts.start("c")
drafts.put("c", Field.WHAT, "quat nat")
said["filed"] = bool(filing.file("c", "dong y").code)
try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_statusentry SET note = 'x'")
except DatabaseError:
    said["history_refuses"] = True
client = Client(SERVER_NAME="localhost")
sign_in(client, get_user_model().objects.create_superuser("a", password="b"))
procedures = "snippets/knowledge_base/procedure/?q=khai"
for page in ("", "insight/figures/", "complaint/", "turn-log/", procedures):
    said[page] = client.get(f"/staff/{page}").status_code
print(json.dumps(said))
"""


def test_without_an_address_the_database_is_sqlite_below_var(tmp_path):
    assert database_of("", tmp_path)["NAME"] == tmp_path / "motcua.db"


def test_an_address_is_read_with_its_escapes(tmp_path):
    database = database_of("postgresql://mot:p%40ss@db.vn:5433/tro-ly?sslmode=require", tmp_path)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.vn", "5433", "tro-ly")
    assert (database["USER"], database["PASSWORD"]) == ("mot", "p@ss")
    assert database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:secret@h/db",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:port/db",
        "postgresql://u:secret@h/db?init=drop",
        "postgresql://[secret/db",
        "secret",
    ],
)
def test_an_address_that_can_not_be_used_is_refused_without_repeating_it(address, tmp_path):
    with pytest.raises(EnvironmentInvalid, match=r"^DATABASE_URL") as refused:
        database_of(address, tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_the_product_works_on_postgresql(tmp_path):
    with temporary_postgres() as address:
        environ = {
            **os.environ,
            "DATABASE_URL": address,
            "MOTCUA_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", _IN_ANOTHER_PROCESS],
            cwd=ROOT, env=environ, capture_output=True, text=True, timeout=900,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "vendor": "postgresql",
        "stored_once": True,
        "answered": ["Chào"],
        "closed": 1,
        "filed": True,
        "history_refuses": True,
        **dict.fromkeys(
            ("", "insight/figures/", "complaint/", "turn-log/",
             "snippets/knowledge_base/procedure/?q=khai"), 200
        ),
    }  # fmt: skip
