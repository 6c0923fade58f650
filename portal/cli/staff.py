"""``motcua staff``: accounts from the terminal, for when nobody can sign in to help."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.contrib.auth import get_user_model

from portal.signin import audit, factor, lockout
from portal.signin.staff import accounts_of


def add_staff_commands(commands: Any) -> None:
    """Add the group to the parser of ``motcua``."""
    group = commands.add_parser("staff", help="how staff sign in")
    inner = group.add_subparsers(required=True)
    listed = inner.add_parser("list", help="list accounts: second factor, locked or not")
    listed.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    listed.set_defaults(command=_list)
    for name, command, told in (
        ("unlock", _unlock, "forgive the failures of an account"),
        ("reset-factor", _reset, "take the second factor away: the next sign-in enrols another"),
    ):
        parser = inner.add_parser(name, help=told)
        parser.add_argument("account", help="name of the account")
        parser.set_defaults(command=command)


def _list(options: argparse.Namespace) -> int:
    found = accounts_of(get_user_model()._default_manager.filter(is_active=True))
    rows = [
        {
            "account": one.user.get_username(),
            "second_factor": one.since is not None,
            "recovery_codes": one.codes,
            "last_sign_in": one.last.isoformat() if one.last else None,
            "locked_until": one.locked.isoformat() if one.locked else None,
        }
        for one in found
    ]
    if options.json:
        return _say(json.dumps({"accounts": rows}, ensure_ascii=False, indent=1))
    for row in rows:
        told = f"{row['recovery_codes']} codes left" if row["second_factor"] else "no second factor"
        locked = f", locked until {row['locked_until']}" if row["locked_until"] else ""
        _say(f"{row['account']}  {told}{locked}")
    return 0


def _unlock(options: argparse.Namespace) -> int:
    user = _account(options.account)
    if user is None:
        return _unknown(options.account)
    lockout.unlock(user.get_username(), audit.COMMAND_LINE)
    return _say(f"{user.get_username()} may try again")


def _reset(options: argparse.Namespace) -> int:
    user = _account(options.account)
    if user is None:
        return _unknown(options.account)
    factor.reset(user, actor=None)
    return _say(f"{user.get_username()} enrols a second factor at the next sign-in")


def _account(name: str) -> Any:
    return get_user_model()._default_manager.filter(username=name).first()


def _say(sentence: str) -> int:
    sys.stdout.write(f"{sentence}\n")
    return 0


def _unknown(name: str) -> int:
    sys.stderr.write(f"motcua: there is no account {name}; motcua staff list shows them\n")
    return 1
