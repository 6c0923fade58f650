"""Several processes claim at once, on a PostgreSQL server: each message has one of them."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bench.postgres import programs, temporary_postgres

ROOT = Path(__file__).resolve().parents[2]
CLAIMANTS = 4
MESSAGES = 60

_PREPARE = f"""
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from connectors import inbox
from connectors.models import ChannelName, Contact, Conversation
from connectors.outbox import push
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

call_command("migrate", verbosity=0)
for number in range({MESSAGES}):
    talk = Conversation.objects.create(channel=ChannelName.TELEGRAM)
    Contact.objects.create(
        conversation=talk, channel=talk.channel, address_hash=str(number), sealed_address=b"x",
        last_act_at=timezone.now(),
    )
    inbox.store(talk, ChannelName.TELEGRAM, f"{{number}}-a", "một")
    inbox.store(talk, ChannelName.TELEGRAM, f"{{number}}-b", "hai")
    push(talk, Reply("Chào", Meta(Outcome.SMALLTALK)))
"""

_CLAIM = """
import json, sys, time
import django
django.setup()
from connectors import inbox, outbox
from connectors.models import Delivery, InboundMessage

messages = list(InboundMessage.objects.order_by("pk").values_list("pk", flat=True))
deliveries = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
print("ready", flush=True)
begin = float(sys.stdin.readline())
while time.time() < begin:
    pass
got = {"messages": [], "deliveries": []}
for pk in messages:
    claimed = inbox.claim(pk)
    if claimed is not None:
        got["messages"].append(claimed.message_id)
for pk in deliveries:
    if outbox.claim(pk) is not None:
        got["deliveries"].append(pk)
print(json.dumps(got))
"""


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_no_message_and_no_delivery_is_claimed_twice(tmp_path):
    with temporary_postgres() as address:
        environ = {
            **os.environ,
            "DATABASE_URL": address,
            "MOTCUA_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        subprocess.run(
            [sys.executable, "-c", _PREPARE],
            cwd=ROOT, env=environ, check=True, timeout=300,
        )  # fmt: skip
        claimants = [
            subprocess.Popen(
                [sys.executable, "-c", _CLAIM],
                cwd=ROOT,
                env=environ,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for _ in range(CLAIMANTS)
        ]
        for process in claimants:
            assert process.stdout.readline() == "ready\n"
        begin = time.time() + 0.3
        for process in claimants:  # all at once
            process.stdin.write(f"{begin}\n")
            process.stdin.flush()
        got = [json.loads(process.communicate(timeout=120)[0]) for process in claimants]
    messages = Counter(name for one in got for name in one["messages"])
    deliveries = Counter(pk for one in got for pk in one["deliveries"])
    # The second message of a conversation waits for the first, which nobody has answered.
    assert messages == {f"{number}-a": 1 for number in range(MESSAGES)}
    assert len(deliveries) == MESSAGES
    assert set(deliveries.values()) == {1}
