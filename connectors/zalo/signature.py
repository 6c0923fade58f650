"""Whether a webhook call comes from Zalo: a hash over the raw body, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from connectors.zalo.settings import ZaloSettings

SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"
_PREFIX = "mac="


def is_genuine(zalo: ZaloSettings, body: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether the body was signed with the account's secret key.

    Args:
        zalo: settings.
        body: as received, byte for byte.
        headers: of the request; names in any case.
    """
    given = headers.get(SIGNATURE_HEADER, "").strip().removeprefix(_PREFIX).strip().lower()
    timestamp = _timestamp(zalo, body, headers)
    signed = zalo.app_id.encode() + body + timestamp.encode() + zalo.oa_secret_key.encode()
    expected = hashlib.sha256(signed).hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def is_trial(body: bytes) -> bool:
    """Tell whether it is the empty document that Zalo sends, unsigned, when an address is saved."""
    return len(body) < 16 and body.strip() == b"{}"


def _timestamp(zalo: ZaloSettings, body: bytes, headers: Mapping[str, str]) -> str:
    if zalo.timestamp_from == "header":
        return headers.get(TIMESTAMP_HEADER, "")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    value = document.get("timestamp", "") if isinstance(document, dict) else ""
    return str(value) if isinstance(value, str | int) else ""
