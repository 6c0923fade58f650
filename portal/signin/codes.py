"""Codes of the second factor: six digits of a telephone (TOTP, RFC 6238), and codes on paper."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

from complaints.codes import CodeInvalid, new_code, parse

DIGITS = 6
STEP_SECONDS = 30
TOLERANCE = 1  # steps that a telephone's clock may be ahead or behind
RECOVERY_CODES = 10
_SECRET_BYTES = 20  # as long as the hash: RFC 4226, section 4
_BLANK = re.compile(r"[\s\-‐-―.\u200b-\u200f\u2060\ufeff]+")
_ISSUER = "Tro ly Mot cua"  # some authenticators show accents wrongly


class CodeUnreadable(ValueError):
    """The text can't be a code: nothing to compare, nothing to count."""


def new_secret() -> bytes:
    """Make the secret that a telephone is told."""
    return secrets.token_bytes(_SECRET_BYTES)


def as_text(secret: bytes) -> str:
    """Write a secret as authenticators take it when typed: base32, in groups of four."""
    text = base64.b32encode(secret).decode("ascii")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_for(secret: bytes, account: str) -> str:
    """Give the ``otpauth`` address that stands in the QR code."""
    return _totp(secret).get_provisioning_uri(account, _ISSUER)


def read(text: str) -> str:
    """Read six digits as people type them: blanks, hyphens, full-width digits.

    Raises:
        CodeUnreadable: anything but six digits.
    """
    code = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        raise CodeUnreadable
    return code


def read_recovery(text: str) -> str:
    """Read a recovery code as people type it.

    Raises:
        CodeUnreadable: no recovery code, or one symbol is wrong.
    """
    try:
        return parse(_BLANK.sub("", unicodedata.normalize("NFKC", text)))
    except CodeInvalid as exc:
        raise CodeUnreadable from exc


def step_at(seconds: float) -> int:
    """Give the time step of a moment."""
    return int(seconds // STEP_SECONDS)


def code_of(secret: bytes, step: int) -> str:
    """Give the code that a telephone shows in a time step."""
    return _totp(secret).generate(step * STEP_SECONDS).decode("ascii")


def matching_step(secret: bytes, code: str, seconds: float) -> int | None:
    """Find the time step that a code belongs to, around now.

    Returns:
        The latest that fits, None where none within ``TOLERANCE`` does.
    """
    now = step_at(seconds)
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if constant_time.bytes_eq(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Make codes for the paper: as complaint codes, 60 random bits and a check symbol each."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def digest(code: str, account_pk: int) -> str:
    """Give what a recovery code is stored and looked up by: a keyed hash, bound to its account."""
    key = settings.ENVIRONMENT.code_key.encode()
    told = f"recovery:{account_pk}:{code}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what authenticators know
