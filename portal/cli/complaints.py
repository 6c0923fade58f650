"""``motcua complaints``: keys, erasing, and the proof of what was erased."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import complaints.rotation
import connectors.rotation
from complaints import erasure
from complaints.erasure import ChainBroken
from complaints.seal import SealBroken
from connectors.zalo import tokens
from connectors.zalo_bot import chats
from portal.signin import factor


def add_complaint_commands(commands: Any) -> None:
    """Add the group to the parser of ``motcua``."""
    group = commands.add_parser("complaints", help="keys and retention of complaints")
    inner = group.add_subparsers(required=True)
    for name, command, told in (
        ("reseal", _reseal, "seal everything with the newest key of SEAL_KEY"),
        ("erase-due", _erase_due, "erase what has been kept long enough"),
        ("verify-erasures", _verify, "check the records of what was erased"),
    ):
        parser = inner.add_parser(name, help=told)
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")
        parser.set_defaults(command=command)


def _reseal(options: argparse.Namespace) -> int:
    try:
        done = complaints.rotation.reseal_all() + connectors.rotation.reseal_all()
        done += tokens.reseal() + chats.reseal() + factor.reseal()
    except SealBroken as exc:
        return _failed(f"a sealed text does not open ({exc}); what was done before stays done")
    return _say(options, {"resealed": done}, f"{done} sealed anew; an older key may now be dropped")


def _erase_due(options: argparse.Namespace) -> int:
    done = erasure.erase_due()
    return _say(options, {"erased": done}, f"{done} complaints erased")


def _verify(options: argparse.Namespace) -> int:
    try:
        count = erasure.verify()
    except ChainBroken as exc:
        return _failed(f"the record of erasure {exc} was altered, or one before it taken out")
    return _say(options, {"records": count}, f"{count} records of erasures, all whole")


def _say(options: argparse.Namespace, document: dict[str, int], sentence: str) -> int:
    sys.stdout.write((json.dumps(document) if options.json else sentence) + "\n")
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"motcua: {sentence}\n")
    return 1
