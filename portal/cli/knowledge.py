"""``motcua kb import``, ``kb export`` and ``kb approve``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from knowledge_base.approval import Approval, approve
from knowledge_base.content_files import read_names
from knowledge_base.importing.exported import export_lines
from knowledge_base.importing.files import Format, files_of
from knowledge_base.importing.limits import Limits
from knowledge_base.importing.report import FileReport, totals
from knowledge_base.importing.store import Import
from knowledge_base.rows import live_content
from portal.cli.progress import Bar

FAILED = 1


def add_knowledge_commands(kb: Any) -> list[argparse.ArgumentParser]:
    """Add the commands below ``kb``.

    Args:
        kb: what ``add_subparsers`` gave.

    Returns:
        Those that offer ``--json``.
    """
    brought: argparse.ArgumentParser = kb.add_parser(
        "import", help="import the portal's lists and records"
    )
    brought.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a file or a folder")
    brought.add_argument("--format", choices=["auto", *Format], default="auto")
    brought.add_argument(
        "--again", action="store_true", help="also what was imported before and has not changed"
    )
    brought.set_defaults(command=_import)
    given = kb.add_parser("export", help="write what is live as JSONL, which imports back")
    given.add_argument("--out", type=Path, metavar="FILE")
    given.set_defaults(command=_export)
    approved: argparse.ArgumentParser = kb.add_parser(
        "approve", help="vouch for imported procedures"
    )
    approved.add_argument("codes", nargs="+", metavar="CODE")
    approved.set_defaults(command=_approve)
    return [brought, approved]


def _import(options: argparse.Namespace) -> int:
    """Import files; a refused one does not keep the others from being imported.

    Returns:
        0, or 1 if a file was refused.
    """
    way = Import(
        names=read_names(),
        today=timezone.localdate(),
        fmt=None if options.format == "auto" else Format(options.format),
        limits=Limits(file_mib=settings.ENVIRONMENT.import_max_mib),
        again=options.again,
    )
    _quiet_wagtail()
    reports: list[FileReport] = []
    for path in files_of(options.files):
        with Bar(quiet=options.json) as bar:
            reports.append(way.file(path, bar.progress))
        if not options.json:
            sys.stdout.write("".join(f"{line}\n" for line in reports[-1].told()))
            sys.stdout.flush()
    counted = totals(reports)
    refused = sum(bool(report.refused) for report in reports)
    if options.json:
        document = {**counted, "refused_files": refused, "files": [r.to_json() for r in reports]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        told = ", ".join(f"{number} {name}" for name, number in counted.items())
        sys.stdout.write(f"{len(reports)} files: {told}; {refused} files refused\n")
    return FAILED if refused else 0


def _quiet_wagtail() -> None:
    """Keep Wagtail from telling each draft and each approval: the results say it."""
    logging.getLogger("wagtail").setLevel(logging.WARNING)


def _export(options: argparse.Namespace) -> int:
    """Write what is live as normalised JSONL, to stdout or whole into a file."""
    lines = [f"{line}\n" for line in export_lines(live_content())]
    if options.out is None:
        sys.stdout.writelines(lines)
        return 0
    out: Path = options.out
    made = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        made.write_text("".join(lines), encoding="utf-8")
        made.replace(out)
    finally:
        made.unlink(missing_ok=True)
    sys.stderr.write(f"{len(lines)} lines written to {out}\n")
    return 0


def _approve(options: argparse.Namespace) -> int:
    """Approve imported procedures.

    Returns:
        0, or 1 if one could not be approved.
    """
    _quiet_wagtail()
    results = approve(options.codes)
    if options.json:
        document = {"results": [{"code": r.code, "result": r.result.name.lower()} for r in results]}
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{r.code} {r.result}\n" for r in results))
    return 0 if all(r.result is Approval.APPROVED for r in results) else FAILED
