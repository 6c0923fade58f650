"""National codes of procedures, in the spellings they come in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"^(\d)\s*[.,]\s*(\d{4,6})((?:\.\w+)*)$")
_TEST = re.compile(r"(?:^|[\W_])(?:test|demo)(?=$|[\W_\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read.

    Attributes:
        national: ``1.001193``.
        province: suffix of a variant that a province published, such as ``H17``; empty = none.
        repaired: a zero at the end was missing, as when a spreadsheet takes it for a number.
    """

    national: str
    province: str = ""
    repaired: bool = False


def read_code(text: str) -> Code | None:
    """Read ``1.001193`` or ``1.001193.000.00.00.H17``; None if it is no code."""
    found = _CODE.match(text.strip())
    if found is None:
        return None
    head, number, tail = found.groups()
    if tail and len(number) < 6:
        return None
    province = tail.rpartition(".")[2] if tail else ""
    return Code(f"{head}.{number:0<6}", province, repaired=len(number) < 6)


def is_test(code: str, title: str) -> bool:
    """Tell a row that somebody made to try the portal, such as ``TEST_MOT_CAP``."""
    return bool(_TEST.search(code) or _TEST.search(title))
