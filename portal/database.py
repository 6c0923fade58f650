"""The main database as Django is told of it: SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.environment import EnvironmentInvalid

_SCHEMES = ("postgresql", "postgres")
_PARAMETERS = frozenset(
    "sslmode sslrootcert sslcert sslkey connect_timeout application_name target_session_attrs "
    "options keepalives keepalives_idle passfile".split()
)
_CONNECT_SECONDS = 5


def database_of(url: str, var: Path) -> dict[str, Any]:
    """Give an entry of Django's ``DATABASES``.

    Args:
        url: ``postgresql://user:password@host:port/name?sslmode=…``, a socket folder as ``?host=``;
            empty for SQLite.
        var: folder of the SQLite file.

    Raises:
        EnvironmentInvalid: the address can't be used; the message never repeats it, since it may
            hold a password.
    """
    return _postgresql(url) if url else _sqlite(var)


def _sqlite(var: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": var / "motcua.db",
        "OPTIONS": {
            "timeout": 20,  # seconds a writer waits for another
            "transaction_mode": "IMMEDIATE",  # take the write lock at once: no upgrade deadlocks
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise EnvironmentInvalid("DATABASE_URL has no valid host and port") from exc
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _SCHEMES or not name or "/" in name:
        raise EnvironmentInvalid("DATABASE_URL must be postgresql://user:password@host:port/name")
    options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, **dict(parse_qsl(parts.query))}
    folder = options.pop("host", "")
    unknown = sorted(options.keys() - _PARAMETERS)
    if unknown:
        raise EnvironmentInvalid(f"DATABASE_URL has unknown parameters: {', '.join(unknown)}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": folder or parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
