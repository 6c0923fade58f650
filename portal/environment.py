"""What the process is told from outside, read once and checked: one frozen object."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from connectors.zalo.settings import ZaloSettingInvalid, ZaloSettings, read_zalo_settings
from connectors.zalo_bot.settings import ZaloBotSettings, read_zalo_bot_settings

_Settings = TypeVar("_Settings")

ROOT = Path(__file__).resolve().parent.parent


_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class EnvironmentInvalid(ValueError):
    """A setting has a value that can't be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Settings of one process.

    Attributes:
        var: folder for everything the product writes (database, releases, logs, secrets).
        database_url: address of the PostgreSQL database, empty for SQLite below ``var``.
        port: TCP port of the portal.
        bot_url: address of the Rasa server, loopback.
        actions_url: address of the action server, loopback.
        secret_key: signs sessions and staff cookies.
        seal_key: seals complaints at rest (url-safe base64, 32 bytes; several, newest first,
            separated by commas, while keys are being changed).
        code_key: hashes the codes of complaints; never changed, or no code opens anything.
        complaint_kept_days: days after its end for which the words of a complaint are kept.
        malware_scan: looks at evidence files: empty (off), ``command:PROGRAM …`` or
            ``clamd:SOCKET``.
        answer_target_days: working days in which the house wants a complaint answered; the law read
            so far gives no such day.
        allowed_hosts: host names the portal answers to.
        cors_origins: origins whose pages may call the chat API.
        encoder: ``bundled``, a file of ``motcua encoder train``, ``e5``, or the name or folder of
            a sentence-transformers model.
        imported: what an entry of the National Portal does before a person approved it: ``answer``
            (with a remark that nobody has) or ``silent``.
        import_max_mib: size of a file that ``motcua kb import`` reads at most, in MiB.
        zalo: the Zalo Official Account.
        zalo_bot: the bot that writes to staff.
        debug: Django's debug pages; never on a machine that others reach.
        public_url: address of the portal as people reach it, without a slash at its end; empty
            where none is known.
        telegram_token: of the bot; empty: no Telegram.
        telegram_mode: ``auto`` (a webhook where ``public_url`` is https, else polling),
            ``webhook`` or ``polling``.
        telegram_webhook_secret: what Telegram sends along; derived when empty.
        telegram_api_url: address of the Bot API, without a slash at its end.
        second_factor: whether staff need one to sign in.
        session_idle_minutes: after which an unused session of staff ends.
        session_hours: after which any session of staff ends.
    """

    var: Path
    database_url: str = field(repr=False)
    port: int
    bot_url: str
    actions_url: str
    secret_key: str = field(repr=False)
    seal_key: str = field(repr=False)
    code_key: str = field(repr=False)
    complaint_kept_days: int
    malware_scan: str
    answer_target_days: int
    allowed_hosts: tuple[str, ...]
    cors_origins: tuple[str, ...]
    encoder: str
    imported: str
    import_max_mib: int
    zalo: ZaloSettings
    zalo_bot: ZaloBotSettings
    debug: bool
    public_url: str
    telegram_token: str = field(repr=False)
    telegram_mode: str
    telegram_webhook_secret: str = field(repr=False)
    telegram_api_url: str
    second_factor: bool
    session_idle_minutes: int
    session_hours: int


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """Read the settings, making the secrets on first use.

    Args:
        values: variables to read; the process's own and those of ``.env`` when None.

    Raises:
        EnvironmentInvalid: a value can't be used.
    """
    values = {**_dotenv(ROOT / ".env"), **os.environ} if values is None else values
    public_url = _url(values, "PUBLIC_URL", "")
    telegram_mode = _one_of(values, "TELEGRAM_MODE", ("auto", "webhook", "polling"))
    if telegram_mode == "webhook" and not public_url.startswith("https://"):
        raise EnvironmentInvalid("TELEGRAM_MODE=webhook needs PUBLIC_URL, with https://")
    var = Path(values.get("MOTCUA_VAR") or ROOT / "var").resolve()
    return Environment(
        var=var,
        database_url=values.get("DATABASE_URL", "").strip(),
        port=_port(values, "PORT", 8000),
        bot_url=f"http://127.0.0.1:{_port(values, 'BOT_PORT', 5005)}",
        actions_url=f"http://127.0.0.1:{_port(values, 'ACTIONS_PORT', 5055)}",
        secret_key=values.get("SECRET_KEY") or _secret(var, "secret_key"),
        seal_key=values.get("SEAL_KEY") or _secret(var, "seal_key"),
        code_key=values.get("CODE_KEY") or _secret(var, "code_key"),
        complaint_kept_days=_number(values, "COMPLAINT_KEPT_DAYS", 365),
        malware_scan=_scanner(values),
        answer_target_days=_number(values, "ANSWER_TARGET_DAYS", 10),
        allowed_hosts=_list(values, "ALLOWED_HOSTS") or _LOCAL_HOSTS,
        cors_origins=_list(values, "CORS_ORIGINS"),
        encoder=values.get("ENCODER") or "bundled",
        imported=_one_of(values, "MOTCUA_IMPORTED", ("answer", "silent")),
        import_max_mib=_number(values, "IMPORT_MAX_MIB", 100),
        zalo=_checked(read_zalo_settings, values),
        zalo_bot=_checked(read_zalo_bot_settings, values),
        debug=values.get("DEBUG", "") == "1",
        public_url=public_url,
        telegram_token=values.get("TELEGRAM_TOKEN", "").strip(),
        telegram_mode=telegram_mode,
        telegram_webhook_secret=values.get("TELEGRAM_WEBHOOK_SECRET", "").strip(),
        telegram_api_url=_url(values, "TELEGRAM_API_URL", "https://api.telegram.org"),
        second_factor=_second_factor(values),
        session_idle_minutes=_number(values, "STAFF_IDLE_MINUTES", 30),
        session_hours=_number(values, "STAFF_SESSION_HOURS", 12),
    )


def origin_of(url: str) -> str:
    """Give scheme and host of an address, as browsers name the origin of a page."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _checked(
    read: Callable[[Mapping[str, str]], _Settings], values: Mapping[str, str]
) -> _Settings:
    try:
        return read(values)
    except ZaloSettingInvalid as exc:
        raise EnvironmentInvalid(str(exc)) from exc


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise EnvironmentInvalid(f"{name} must be a TCP port, 1 to 65535")
    return int(text)


def _url(values: Mapping[str, str], name: str, default: str) -> str:
    text = (values.get(name) or default).strip().rstrip("/")
    if text and not text.startswith(("https://", "http://")):
        raise EnvironmentInvalid(f"{name} must begin with https:// or http://")
    return text


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Read one of a few words; the first is the default."""
    text = values.get(name) or allowed[0]
    if text not in allowed:
        raise EnvironmentInvalid(f"{name} must be {' or '.join(allowed)}")
    return text


def _second_factor(values: Mapping[str, str]) -> bool:
    """Read whether a second factor is needed; only a trial on this machine may do without."""
    required = _one_of(values, "STAFF_SECOND_FACTOR", ("required", "off")) == "required"
    if not required and not set(_list(values, "ALLOWED_HOSTS")) <= set(_LOCAL_HOSTS):
        raise EnvironmentInvalid(
            "STAFF_SECOND_FACTOR=off is for a trial on one machine: ALLOWED_HOSTS names others"
        )
    return required


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise EnvironmentInvalid(f"{name} must be a number from 1 on")
    return int(text)


def _scanner(values: Mapping[str, str]) -> str:
    text = values.get("MALWARE_SCAN", "").strip()
    kind, _, target = text.partition(":")
    if text and (kind not in ("command", "clamd") or not target.strip()):
        raise EnvironmentInvalid("MALWARE_SCAN must be command:PROGRAM or clamd:SOCKET")
    return text


def _list(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())


def _secret(var: Path, name: str) -> str:
    """Read a secret file, made on first use: readable by its owner only, never overwritten."""
    path = var / "secrets" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f".{name}-{os.getpid()}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        with suppress(FileExistsError):  # another process was first: its secret counts
            os.link(made, path)
        made.unlink()
    return path.read_text(encoding="ascii").strip()


def _dotenv(path: Path) -> dict[str, str]:
    """Read ``KEY=VALUE`` lines; ``#`` starts a comment line."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("'\"") for key, _, value in pairs}
