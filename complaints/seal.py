"""Sealing: a citizen's words are stored encrypted and bound to where they belong.

AES-256-GCM. What is sealed carries the place it was sealed for ("complaint-story:<id>") as
associated data, so that a sealed text moved to another row or column no longer opens. A sealed
value is: version (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext with tag.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = len(_VERSION) + _KEY_ID_BYTES + _NONCE_BYTES


class SealBroken(ValueError):
    """A sealed text does not open: altered, moved, or its key is gone."""


class SealKeyInvalid(ValueError):
    """The configured key is not url-safe base64 of 32 bytes."""


@dataclass(frozen=True, slots=True)
class _Key:
    cipher: AESGCM = field(repr=False)
    key_id: bytes


class Keyring:
    """The keys in use: the first seals, all of them open.

    Args:
        keys: url-safe base64, 32 bytes each, newest first, separated by commas.

    Raises:
        SealKeyInvalid: a key can't be used.
    """

    def __init__(self, keys: str) -> None:
        self._keys = tuple(_key(part.strip()) for part in keys.split(",") if part.strip())
        if not self._keys:
            raise SealKeyInvalid("no key")

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt a text for one place."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """Encrypt bytes for one place."""
        newest = self._keys[0]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = newest.cipher.encrypt(nonce, content, place.encode())
        return _VERSION + newest.key_id + nonce + sealed

    def unseal(self, sealed: bytes, place: str) -> str:
        """Decrypt a text that was sealed for that place.

        Raises:
            SealBroken: altered, sealed for another place, or with a key that is not here.
        """
        return self.unseal_bytes(sealed, place).decode()

    def unseal_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt bytes that were sealed for that place.

        Raises:
            SealBroken: altered, sealed for another place, or with a key that is not here.
        """
        if len(sealed) < _HEADER_BYTES or sealed[:1] != _VERSION:
            raise SealBroken("not a sealed text")
        key_id = sealed[1 : 1 + _KEY_ID_BYTES]
        nonce = sealed[1 + _KEY_ID_BYTES : _HEADER_BYTES]
        for key in self._keys:
            if key.key_id != key_id:
                continue
            try:
                return key.cipher.decrypt(nonce, sealed[_HEADER_BYTES:], place.encode())
            except InvalidTag as exc:
                raise SealBroken("the seal does not fit") from exc
        raise SealBroken("sealed with a key that is not here")

    def resealed(self, sealed: bytes | memoryview | None, place: str) -> bytes | None:
        """Give the same sealed with the newest key; None if there is nothing to do.

        Raises:
            SealBroken: it does not open.
        """
        if not sealed or self.is_newest(bytes(sealed)):
            return None
        return self.seal_bytes(self.unseal_bytes(bytes(sealed), place), place)

    def is_newest(self, sealed: bytes) -> bool:
        """Tell whether a text is sealed with the newest key already."""
        return sealed[1 : 1 + _KEY_ID_BYTES] == self._keys[0].key_id


def keyring() -> Keyring:
    """Give the keys of this installation (``settings.ENVIRONMENT.seal_key``)."""
    return _keyring(settings.ENVIRONMENT.seal_key)


@lru_cache(maxsize=2)
def _keyring(keys: str) -> Keyring:
    return Keyring(keys)


def _key(text: str) -> _Key:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as exc:
        raise SealKeyInvalid("a key is not url-safe base64") from exc
    if len(raw) != _KEY_BYTES:
        raise SealKeyInvalid(f"a key has {len(raw)} bytes, not {_KEY_BYTES}")
    return _Key(AESGCM(raw), hashlib.sha256(b"seal-key-id:" + raw).digest()[:_KEY_ID_BYTES])
