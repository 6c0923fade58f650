"""A text column whose words are sealed at rest.

A message waits in the inbox until it is answered; until then, and afterwards in the write-ahead log
and the free pages of the database, its words would stand readable.
"""

from __future__ import annotations

import base64
import binascii
import logging
from typing import TYPE_CHECKING, Any

from django.db import models

from complaints.seal import SealBroken, keyring

logger = logging.getLogger(__name__)

_MARK = "sealed:"
_PLACE = "inbound"


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SealedTextField(_Text):
    """Reads and writes text; the database holds it sealed. It can't be searched by its words.

    A value written before it was sealed is read as it is. One whose key is gone reads as empty:
    the message is then answered as one without words.
    """

    def deconstruct(self) -> Any:
        """Stay a text column for migrations: only what is written into it differs."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Seal on the way in; empty stays empty."""
        text = super().get_prep_value(value)
        if not text:
            return text
        sealed = keyring().seal(str(text), _PLACE)
        return _MARK + base64.b64encode(sealed).decode("ascii")

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Open on the way out."""
        if not value or not value.startswith(_MARK):
            return value
        try:
            return keyring().unseal(base64.b64decode(value.removeprefix(_MARK)), _PLACE)
        except (SealBroken, binascii.Error) as exc:
            logger.error("inbox.not_opened", extra={"error": type(exc).__name__})
            return ""
