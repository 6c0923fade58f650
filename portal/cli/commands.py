"""The commands, and the one place where their errors become a sentence and an exit code."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from contract.sentences import Sentences
from knowledge_base.content_files import CONTENT_FOLDER, ContentInvalid
from knowledge_base.evaluation.floors import FloorsInvalid
from knowledge_base.evaluation.questions import QuestionsInvalid
from knowledge_base.importing.records import ImportRefused
from knowledge_base.publishing.changes import changes_between
from knowledge_base.publishing.reconcile import reconcile
from knowledge_base.publishing.rollback import RollBack
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import EncoderUnavailable, load_encoder
from knowledge_base.retrieval.records import Content
from knowledge_base.retrieval.search import search
from knowledge_base.retrieval.snapshot import SnapshotBroken
from knowledge_base.retrieval.state import Context
from knowledge_base.rows import content_to_release
from portal.cli.channels import add_channel_commands
from portal.cli.check import check as check_content
from portal.cli.complaints import add_complaint_commands
from portal.cli.encoder import add_encoder_command
from portal.cli.evaluate import evaluate
from portal.cli.knowledge import add_knowledge_commands
from portal.cli.progress import Bar
from portal.cli.staff import add_staff_commands
from portal.cli.zalo import add_zalo_commands

FAILED = 1
_ROOM_BYTES = 1_000_000  # below it SQLite can't even read: it needs a journal

_TOLD = (
    ContentInvalid, EncoderUnavailable, FloorsInvalid, ImportRefused, NoRelease, QuestionsInvalid,
    SnapshotBroken, OSError, sqlite3.Error,  # the last: what builds remember, on a full disk
)  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        The exit code: 0, 1 for a failure that is told on stderr, 2 for wrong usage.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _TOLD as exc:
        sys.stderr.write(f"motcua: {exc}\n")
    except DatabaseError as exc:
        advice = "the disk is full" if _disk_is_full() else "run: make setup"
        sys.stderr.write(f"motcua: the database can't be read ({type(exc).__name__}); {advice}\n")
    return FAILED


def _disk_is_full() -> bool:
    return shutil.disk_usage(settings.VAR).free < _ROOM_BYTES


def _search(options: argparse.Namespace) -> int:
    snapshot = _store().load_current(load_encoder(settings.ENVIRONMENT.encoder))
    day = options.as_of or timezone.localdate()
    hits = [
        hit
        for hit in search(snapshot, snapshot.normaliser.normalise(options.question))
        if any(fact.holds_on(day) for fact in snapshot.entries[hit.entry].facts)
    ][: options.top]
    found = [
        {
            "rank": rank,
            "key": snapshot.entries[hit.entry].key,
            "kind": snapshot.entries[hit.entry].kind.value,
            "title": snapshot.entries[hit.entry].title,
            "score": round(hit.score, 4),
        }
        for rank, hit in enumerate(hits, start=1)
    ]
    if options.json:
        return _json({"question": options.question, "release": snapshot.release, "hits": found})
    for hit in found:
        _say(f"{hit['rank']:>2}. {hit['score']:.3f}  {hit['key']}  {hit['title']}")
    if not found:
        _say("Không tìm thấy gì.")
    return 0


def _ask(options: argparse.Namespace) -> int:
    snapshot = _store().load_current(load_encoder(settings.ENVIRONMENT.encoder))
    answerer = Answerer(snapshot, Sentences.from_domain(settings.DOMAIN_FILE))
    answered = answerer.answer(options.question, Context(), timezone.localdate(), options.as_of)
    if options.json:
        return _json({"replies": [reply.to_json() for reply in answered.replies]})
    for reply in answered.replies:
        _say(reply.text)
        for section in reply.card.sections if reply.card else ():
            if section.open:
                _say("\n".join([f"\n{section.title}:", *(f"- {item}" for item in section.items)]))
        sources = "; ".join(
            ", ".join(filter(None, (s.document, s.article))) for s in reply.meta.sources
        )
        _say(
            f"\nNguồn: {sources or 'không có'} · đúng tại {reply.meta.as_of:%d/%m/%Y}"
            f" · bản {reply.meta.release}"
        )
    return 0


def _index_build(options: argparse.Namespace) -> int:
    with Bar(quiet=options.json) as bar:
        built = reconcile(
            _store(),
            load_encoder(settings.ENVIRONMENT.encoder),
            timezone.localdate(),
            bar.progress,
        )
    if options.json:
        return _json({"release": built.name, "fresh": built.fresh})
    _say(f"release {built.name}" if built.fresh else f"release {built.name}: nothing changed")
    return 0


def _index_reconcile(options: argparse.Namespace) -> int:
    """Say how the serving release differs from what is live, and let it equal that."""
    store = _store()
    before = _serving_content(store)
    differing = changes_between(before, content_to_release())
    with Bar(quiet=options.json) as bar:
        encoder = load_encoder(settings.ENVIRONMENT.encoder)
        built = reconcile(store, encoder, timezone.localdate(), bar.progress)
    if options.json:
        document = {"release": built.name, "fresh": built.fresh, "differed": differing}
        return _json({**document, "held_back": store.holds_back()})
    for change in differing:
        _say(f"{change['what']}: {change['kind']} {change['key']} {change['title']}")
    if built.fresh:
        _say(f"release {built.name}")
    elif differing:
        _say(f"release {built.name}: put back by hand, until content changes")
    else:
        _say(f"release {built.name}: equals what is live")
    return 0


def _serving_content(store: ReleaseStore) -> Content | None:
    try:
        return store.content_of(store.current_name())
    except (NoRelease, SnapshotBroken):
        return None


def _release_list(options: argparse.Namespace) -> int:
    store = _store()
    serving = store.current_name()
    releases = [
        {"name": name, "serving": name == serving, "entries": store.manifest(name)["entries"]}
        for name in store.names()
    ]
    if options.json:
        return _json({"releases": releases})
    for release in releases:
        _say(f"{'*' if release['serving'] else ' '} {release['name']}  {release['entries']} mục")
    return 0


def _release_rollback(options: argparse.Namespace) -> int:
    RollBack(_store(), options.name, None).execute()
    _say(f"serving {options.name}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua", description="Trợ lý Một cửa, dòng lệnh.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    found = commands.add_parser("search", help="find entries for a question")
    found.add_argument("question")
    found.add_argument("--top", type=_positive, default=5, metavar="N")
    found.add_argument(
        "--as-of", type=_day, metavar="DATE", help="leave out what says nothing of that day"
    )
    found.set_defaults(command=_search)

    asked = commands.add_parser("ask", help="answer a question, through retrieval only")
    asked.add_argument("question")
    asked.add_argument("--as-of", type=_day, metavar="DATE", help="YYYY-MM-DD")
    asked.set_defaults(command=_ask)

    index = commands.add_parser("index", help="the index").add_subparsers(required=True)
    build = index.add_parser("build", help="build a release from what is live")
    build.set_defaults(command=_index_build)

    mended = index.add_parser(
        "reconcile", help="say how the serving release differs from what is live, and mend it"
    )
    mended.set_defaults(command=_index_reconcile)

    measured = commands.add_parser("eval", help="measure answers on a question file")
    asked_from = measured.add_mutually_exclusive_group(required=True)
    asked_from.add_argument("--questions", type=Path, metavar="FILE")
    asked_from.add_argument(
        "--turns", type=Path, metavar="FILE", help="single messages in mid-conversation instead"
    )
    measured.add_argument("--procedures", type=Path, metavar="FILE")
    measured.add_argument("--misses", action="store_true", help="list what was not found first")
    measured.add_argument(
        "--on-record", action="store_true", help="leave out questions whose answer is not on record"
    )
    measured.add_argument(
        "--floors",
        choices=("own", "national", "turns", "talks", "asks"),
        help="fail when a figure misses its floor",
    )
    measured.set_defaults(command=evaluate)

    add_encoder_command(commands)

    kb = commands.add_parser("kb", help="the knowledge base").add_subparsers(required=True)
    check = kb.add_parser("check", help="check the content files")
    check.add_argument("--folder", type=Path, default=CONTENT_FOLDER)
    check.add_argument(
        "--portal", type=Path, metavar="FILE", help="list where the portal's records differ"
    )
    check.set_defaults(command=check_content)
    with_json = add_knowledge_commands(kb)

    add_channel_commands(commands)
    add_complaint_commands(commands)
    add_staff_commands(commands)
    add_zalo_commands(commands)

    release = commands.add_parser("release", help="releases").add_subparsers(required=True)
    listed = release.add_parser("list", help="list releases, the serving one starred")
    listed.set_defaults(command=_release_list)
    back = release.add_parser("rollback", help="let an earlier release serve")
    back.add_argument("name")
    back.set_defaults(command=_release_rollback)

    for command in (found, asked, build, mended, measured, check, listed, *with_json):
        command.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    return parser


def _store() -> ReleaseStore:
    return ReleaseStore(settings.RELEASES)


def _json(document: dict[str, Any]) -> int:
    _say(json.dumps(document, ensure_ascii=False, indent=1))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _day(text: str) -> date:
    return date.fromisoformat(text)
