"""``manage.py worker``: what has to happen without anybody asking."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from connectors import dialogue, inbox, questions, registry
from connectors.channel import PushChannel
from connectors.errors import StillWorking
from connectors.post_office import PostOffice
from contract.sentences import Sentences
from insight import counting, legal_changes, news, recalls
from knowledge_base.publishing.desk import Desk
from knowledge_base.publishing.reconcile import reconcile
from knowledge_base.releases import ReleaseStore
from knowledge_base.retrieval.encoder import Encoder, load_encoder
from portal import complaints, staff_alerts
from portal.models import Heartbeat
from portal.signin import audit

logger = logging.getLogger(__name__)

_LAST_WORDS = 5.0  # seconds a check has to end; one cut off is taken up again
_PAUSE_SECONDS = 5.0
_GRACE_SECONDS = 6.0  # below the supervisor's
_WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often.

    Attributes:
        name: as it stands in the log.
        every: seconds between two runs.
        run: does it.
    """

    name: str
    every: float
    run: Callable[[], object]


class Command(BaseCommand):
    """Runs the jobs until it is told to stop."""

    help = "Chạy việc nền: trả lời tin bị bỏ lại, dựng bản phát hành, nhịp sống."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the command."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        # Apart from the rest: a check of a thousand questions must not stop the heart.
        releases = (
            Job("publishing", 1.0, publish_approved),
            Job("release", 10.0, reconcile_release),
        )
        apart = threading.Thread(
            target=run_jobs, args=(releases, stop), name="releases", daemon=True
        )
        apart.start()
        jobs = (
            Job("heartbeat", 5.0, lambda: Heartbeat.beat("worker")),
            Job("inbox", 3.0, answer_left_behind),
            Job("complaint news", 5.0, complaints.tell_in_chats),
            Job("complaints", 300.0, complaints.keep),
            Job("health", 20.0, staff_alerts.watch_health),
            Job("zalo token", 600.0, staff_alerts.renew_zalo_token),
            Job("figures", 600.0, counting.close_days),
            Job("questions", 30.0, keep_questions),
            Job("legal changes", 120.0, keep_legal_tasks),
            Job("corrections", 5.0, recalls.send_due),
            Job("sign-in log", 3600.0, audit.forget_old),
        )
        with post_office_open(), staff_alerts.bot_at_work():
            run_jobs(jobs, stop)
        apart.join(_LAST_WORDS)


@contextmanager
def post_office_open() -> Iterator[None]:
    """Let the pushing channels work in a thread of their own: no job holds anybody up."""
    channels = registry.push_channels()
    if not channels:
        yield
        return
    thread = PostThread(channels)
    thread.start()
    try:
        yield
    finally:
        thread.end()


class PostThread(threading.Thread):
    """An event loop for the post office; begun again if it fails."""

    def __init__(self, channels: Sequence[PushChannel]) -> None:
        super().__init__(name="post office", daemon=True)
        self._channels = channels
        self._ending = threading.Event()

    def run(self) -> None:
        """Work until ``end``."""
        while not self._ending.is_set():
            try:
                asyncio.run(self._work())
            except Exception as exc:  # noqa: BLE001 - the edge of this thread
                logger.error("post_office.failed error=%s", type(exc).__name__)
                self._ending.wait(_PAUSE_SECONDS)

    def end(self) -> None:
        """Stop; what is under way may finish, the rest is found by the next worker."""
        self._ending.set()
        self.join(_GRACE_SECONDS)

    async def _work(self) -> None:
        office = PostOffice(self._channels)
        watch = asyncio.create_task(self._watch(office))
        try:
            await office.run()
        finally:
            watch.cancel()

    async def _watch(self, office: PostOffice) -> None:
        while not self._ending.is_set():
            await asyncio.sleep(_WATCH_SECONDS)
        office.stop()


def keep_questions() -> None:
    """Take questions over, tell who waits, forget what is old: all of it can be repeated."""
    news.collect_thumbs_down()
    news.tell_answered()
    questions.forget_old()


def keep_legal_tasks() -> None:
    """Open and close what changes of the law leave to do."""
    legal_changes.close_done()
    legal_changes.open_tasks()


def run_jobs(jobs: tuple[Job, ...], stop: threading.Event) -> None:
    """Run each job when it is due; a failing one is logged and tried again next time."""
    due = {job.name: 0.0 for job in jobs}
    while not stop.is_set():
        for job in jobs:
            if time.monotonic() >= due[job.name]:
                _run(job)
                due[job.name] = time.monotonic() + job.every
        stop.wait(0.5)


def _run(job: Job) -> None:
    close_old_connections()
    try:
        job.run()
    except Exception as exc:  # noqa: BLE001 - the edge of this process: one job must not end all
        logger.error("job.failed job=%s error=%s", job.name, type(exc).__name__)


def answer_left_behind() -> None:
    """Answer the messages whose process was killed."""
    for message_pk in inbox.left_behind():
        try:
            asyncio.run(dialogue.answer(message_pk))
            logger.info("inbox.recovered")
        except StillWorking:
            logger.warning("inbox.still_working")


def publish_approved() -> None:
    """Put what was approved through the gate, and publish it or hold it."""
    if _store().is_of_this_version():
        _desk().work()


def reconcile_release() -> None:
    """Let the serving release equal the live rows: signals are hints, the row is the truth.

    A release of another version of the program is left alone: while an upgrade is under way, old
    and new workers would otherwise build against each other for ever.
    """
    store = _store()
    if not store.is_of_this_version():
        logger.warning("release.of_another_version")
        return
    made = reconcile(store, _encoder(), timezone.localdate())
    if made.fresh:
        logger.info("release.built name=%s", made.name)


def _store() -> ReleaseStore:
    return ReleaseStore(settings.RELEASES)


@cache
def _desk() -> Desk:
    return Desk(_store(), _encoder(), Sentences.from_domain(settings.DOMAIN_FILE))


@cache
def _encoder() -> Encoder:
    return load_encoder(settings.ENVIRONMENT.encoder)
