"""``motcua kb check``: what is wrong with the content files, and where the portal differs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from contract.sentences import Sentences
from knowledge_base.checks import Checked, Fault, find_faults
from knowledge_base.conflicts import Conflict, find_conflicts
from knowledge_base.content_files import ContentInvalid, read_folder
from knowledge_base.importing.normalised import read_normalised
from knowledge_base.retrieval.compose.items import ItemWriter
from knowledge_base.retrieval.records import Entry, Origin
from knowledge_base.rows import live_content

_LIVE = Path("live")
_LONGEST_CELL = 60
_FAULTS = ("fault", "faults")


def check(options: argparse.Namespace) -> int:
    """Run the command; 1 when there is a fault, whatever the portal says.

    Raises:
        ContentInvalid: there is no such folder.
    """
    if not options.folder.is_dir():
        raise ContentInvalid([f"{options.folder}: there is no such folder"])
    today = timezone.localdate()
    conflicts: list[Conflict] = []
    summary = ""
    try:
        read = read_folder(options.folder)
    except ContentInvalid as exc:
        faults = [Fault(*p.partition(": ")[::2]) for p in exc.problems]
    else:
        content = read.content
        writer = ItemWriter(Sentences.from_domain(settings.DOMAIN_FILE), today, today)
        faults = find_faults(Checked(content, read.names, read.files), today, writer.warns)
        if options.portal:
            portal = _portal_entries(options.portal)
            conflicts = find_conflicts(content.entries, portal, today)
        summary = (
            f"{len(content.entries)} entries, {len(content.documents)} legal documents, "
            f"{len(content.lexicon)} words, {len(content.offices)} offices"
        )
    if options.json:
        _write(json.dumps(_document(faults, conflicts), ensure_ascii=False, indent=1))
        return bool(faults)
    if conflicts:
        _write(_table(conflicts))
    if faults:
        lines = "\n".join(str(fault) for fault in faults)
        sys.stderr.write(f"motcua: {len(faults)} {_FAULTS[len(faults) > 1]} found\n{lines}\n")
        return 1
    _write(f"{summary}: no fault found")
    return 0


def _portal_entries(path: Path) -> list[Entry]:
    """Give the portal's records: of a file, or those that were imported and are live."""
    if path == _LIVE:
        return [e for e in live_content().entries if e.origin is not Origin.CURATED]
    return read_normalised(path)


def _document(faults: Sequence[Fault], conflicts: Sequence[Conflict]) -> dict[str, object]:
    return {"faults": [asdict(f) for f in faults], "conflicts": [asdict(c) for c in conflicts]}


def _table(conflicts: Sequence[Conflict]) -> str:
    rows = [("code", "about", "here", "portal")]
    rows += [(c.code, c.about, _cell(c.ours), _cell(c.portal)) for c in conflicts]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = [
        "  ".join((*(row[n].ljust(widths[n]) for n in range(3)), row[3])).rstrip() for row in rows
    ]
    return "\n".join((*lines, f"{len(conflicts)} conflicts; ours are answered from", ""))


def _cell(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
