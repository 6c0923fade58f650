"""Complaint codes: what a person keeps, reads aloud on the telephone and types back.

A code is 12 random symbols of Crockford's base32 (60 bits) and one check symbol, in groups:
``K7QM-2R9D-XW4T-5``. It alone opens the status of a complaint, so it must not be guessable, and
one wrong symbol must be noticed before anything is looked up.

Crockford's own check is modulo 37 and needs five further symbols (``*~$=U``) that can't be read
aloud. Ours stays inside the 32 symbols: each is an element of the field GF(2^5), and the weighted
sum of all thirteen, with weights 1, a, a^2 … (a = 2), must be zero. All weights differ and none is
zero, so every single wrong symbol and every swap of two different symbols changes the sum.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import reduce

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DATA_SYMBOLS = 12  # 60 bits
SYMBOLS = DATA_SYMBOLS + 1
_GROUPS = (4, 4, 4, 1)
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐-―._]+")
_TOKEN = re.compile(r"[^\W_]+")
_REDUCTION = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


class CodeInvalid(ValueError):
    """The text is no complaint code; subclasses say why. Never carries the text itself."""


class CodeMalformed(CodeInvalid):
    """Wrong length, or a symbol that no code contains."""


class CodeMistyped(CodeInvalid):
    """Looks like a code, but its check symbol does not fit: something was misread."""


def new_code() -> str:
    """Make a code from the system's randomness, already grouped."""
    data = [secrets.randbelow(len(ALPHABET)) for _ in range(DATA_SYMBOLS)]
    return _grouped("".join(ALPHABET[value] for value in (*data, _check(data))))


def digest(code: str) -> str:
    """Give what a code is stored and looked up by: a keyed hash, 64 hexadecimal digits.

    The key (``settings.ENVIRONMENT.code_key``) never changes: whoever has the database but not the
    key can't even test a guess, and nobody can read a code back.
    """
    key = settings.ENVIRONMENT.code_key.encode()
    return hmac.new(key, code.encode("ascii"), hashlib.sha256).hexdigest()


def parse(text: str) -> str:
    """Read a code as people type it: any case, spaces, hyphens; O for 0, I and L for 1.

    Args:
        text: the code and nothing else.

    Returns:
        The code in its one written form, ``XXXX-XXXX-XXXX-X``.

    Raises:
        CodeMalformed: not 13 symbols of the alphabet.
        CodeMistyped: the check symbol does not fit.
    """
    symbols = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    if len(symbols) != SYMBOLS or any(symbol not in ALPHABET for symbol in symbols):
        raise CodeMalformed
    values = [ALPHABET.index(symbol) for symbol in symbols]
    if _check(values[:-1]) != values[-1]:
        raise CodeMistyped
    return _grouped(symbols)


def find(text: str) -> str | None:
    """Find the code in a sentence: "mã của tôi là k7qm 2r9d xw4t 5, tới đâu rồi".

    Runs of whole words are tried if they contain a digit, are in capitals, or are grouped as a
    code is, so that ordinary words without accents are not read as one.

    Returns:
        The code, or None if the sentence has nothing that looks like one.

    Raises:
        CodeMistyped: something looks like a code but its check symbol does not fit.
    """
    tokens = _TOKEN.findall(text)
    mistyped = False
    for start in range(len(tokens)):
        run = ""
        sizes: list[int] = []
        for token in tokens[start:]:
            run += token
            sizes.append(len(token))
            if len(run) >= SYMBOLS:
                break
        if len(run) != SYMBOLS or not _code_like(run, tuple(sizes)):
            continue
        try:
            return parse(run)
        except CodeMistyped:
            mistyped = True
        except CodeMalformed:
            continue
    if mistyped:
        raise CodeMistyped
    return None


def _code_like(run: str, sizes: tuple[int, ...]) -> bool:
    grouped = sizes in (_GROUPS, (SYMBOLS,))  # one code in a hundred has no digit at all
    return grouped or any(symbol.isdigit() for symbol in run) or run.isupper()


def _grouped(symbols: str) -> str:
    parts, start = [], 0
    for size in _GROUPS:
        parts.append(symbols[start : start + size])
        start += size
    return "-".join(parts)


def _times_a(value: int) -> int:
    """Multiply by a = 2 in GF(2^5)."""
    doubled = value << 1
    return doubled ^ _REDUCTION if doubled & 0b100000 else doubled


def _check(data: list[int]) -> int:
    """Give the value that makes the weighted sum zero; the check symbol's own weight is 1."""
    return reduce(lambda total, value: _times_a(total ^ value), data, 0)
