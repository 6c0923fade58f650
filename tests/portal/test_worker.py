"""What happens without anybody asking; a failing job stops no other."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from connectors import dialogue, inbox
from connectors.models import ChannelName, InboundMessage
from contract.outcomes import Outcome
from contract.reply import MalformedReply
from knowledge_base import models
from knowledge_base.releases import ReleaseStore
from knowledge_base.rows import load
from portal.management.commands import worker
from portal.management.commands.worker import Job, run_jobs
from portal.models import Heartbeat
from tests.support.dialogue import HELLO, Rasa
from tests.support.knowledge import BIRTH, CONTENT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rasa(monkeypatch):
    fake = Rasa()
    monkeypatch.setattr(dialogue, "rasa_client", fake.client)
    return fake


@pytest.fixture
def left_behind():
    def give(text, conversation=None):
        number = InboundMessage.objects.count()
        message = inbox.store(conversation, ChannelName.WEB, f"m{number}", text)
        inbox.claim(message.pk)
        past = timezone.now() - timedelta(minutes=1)
        InboundMessage.objects.filter(pk=message.pk).update(claimed_until=past, received_at=past)
        return message

    return give


def test_messages_whose_process_died_are_answered_in_their_order(rasa, left_behind):
    first = left_behind("một")
    second = left_behind("hai", first.conversation)
    worker.answer_left_behind()
    assert rasa.words == ["một", "hai"]
    assert inbox.answer_to(first.pk) == inbox.answer_to(second.pk) == (HELLO,)
    assert inbox.left_behind() == []


def test_a_message_that_somebody_answers_is_left_to_them(rasa):
    message = inbox.store(None, ChannelName.WEB, "m", "một")
    inbox.claim(message.pk)
    worker.answer_left_behind()
    assert rasa.heard == []


def test_a_message_left_behind_while_rasa_is_down_gets_an_apology(rasa, left_behind):
    rasa.says_nothing()
    message = left_behind("một")
    worker.answer_left_behind()
    assert [r.meta.outcome for r in inbox.answer_to(message.pk)] == [Outcome.ERROR]


def run_until(jobs, done):
    stop = threading.Event()
    watch = Job("watch", 0, lambda: done() and stop.set())
    run_jobs((*jobs, watch), stop)


@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("chuyện riêng"),
        OSError("chuyện riêng"),
        RuntimeError("chuyện riêng"),
        MalformedReply("chuyện riêng"),
        KeyError("chuyện riêng"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_job_that_fails_is_tried_again_and_stops_no_other(error, caplog):
    caplog.set_level(logging.DEBUG)
    ran = []

    def fails():
        ran.append("fails")
        raise error

    run_until(
        (Job("fails", 0, fails), Job("works", 0, lambda: ran.append("works"))),
        lambda: len(ran) >= 4,
    )
    assert ran[:4] == ["fails", "works", "fails", "works"]
    assert type(error).__name__ in caplog.text
    assert "chuyện riêng" not in caplog.text


def test_a_job_is_run_only_when_it_is_due():
    ran = []
    rounds = []
    run_until(
        (Job("seldom", 3600, lambda: ran.append(1)), Job("often", 0, lambda: rounds.append(1))),
        lambda: len(rounds) >= 3,
    )
    assert len(ran) == 1


def test_the_worker_is_alive_while_its_heart_beats():
    assert not Heartbeat.is_fresh("worker")
    Heartbeat.beat("worker")
    Heartbeat.beat("worker")
    assert Heartbeat.is_fresh("worker")


@pytest.fixture
def store(settings, monkeypatch, encoder):
    monkeypatch.setattr(worker, "_encoder", lambda: encoder)
    load(CONTENT)
    return ReleaseStore(settings.RELEASES)


def test_what_staff_publish_becomes_the_serving_release(store, encoder):
    worker.reconcile_release()
    models.Procedure.objects.filter(key=BIRTH).update(title="Đăng ký khai sinh (sửa)")
    worker.reconcile_release()
    snapshot = store.load_current(encoder)
    assert snapshot.entries[snapshot.position_of[BIRTH]].title == "Đăng ký khai sinh (sửa)"


def test_without_a_change_no_release_is_made(store):
    worker.reconcile_release()
    worker.reconcile_release()
    assert len(store.names()) == 1


def test_a_rollback_is_not_undone_by_the_worker(store):
    worker.reconcile_release()
    models.Procedure.objects.filter(key=BIRTH).update(title="Sai")
    worker.reconcile_release()
    earlier = store.names()[0]
    store.roll_back(earlier)
    worker.reconcile_release()
    assert store.current_name() == earlier
