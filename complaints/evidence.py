"""Evidence: photos, sound, PDF. Known by their content, cleaned, scanned, sealed.

A name or a declared type is never believed. Images are drawn anew, which leaves out EXIF, GPS and
whatever was hidden behind the picture; SVG, HTML, archives and programs are of no known type.
"""

from __future__ import annotations

import io
import struct
import uuid
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from PIL import Image, ImageOps

from complaints import malware
from complaints.models import Complaint, Evidence
from complaints.seal import keyring

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000  # a telephone of 2026 takes 12 to 50; drawn, this is 120 MB
_ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_SOUND_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5")


class Refusal(StrEnum):
    """Why a file can't be taken; each has its sentence on the form."""

    TOO_MANY = "too_many"
    TOO_BIG = "too_big"
    EMPTY = "empty"
    TYPE = "type"
    BROKEN = "broken"
    PIXELS = "pixels"
    ACTIVE = "active"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class EvidenceRefused(ValueError):
    """A file can't be taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be kept.

    Attributes:
        media_type: what it is by its content.
        content: as it is kept; images are drawn anew.
    """

    media_type: str
    content: bytes = field(repr=False)


def check(content: bytes) -> Checked:
    """Look at one file, clean and scan it.

    Raises:
        EvidenceRefused: it can't be taken.
    """
    if not content:
        raise EvidenceRefused(Refusal.EMPTY)
    if len(content) > MAX_BYTES:
        raise EvidenceRefused(Refusal.TOO_BIG)
    media_type = media_type_of(content)
    if media_type is None:
        raise EvidenceRefused(Refusal.TYPE)
    if media_type == "application/pdf" and any(mark in content for mark in _ACTIVE_PDF):
        raise EvidenceRefused(Refusal.ACTIVE)
    try:
        clean = malware.is_clean(content)
    except malware.ScanFailed as exc:
        raise EvidenceRefused(Refusal.NOT_SCANNED) from exc
    if not clean:
        raise EvidenceRefused(Refusal.INFECTED)
    if media_type.startswith("image/"):
        return _drawn_anew(content, media_type)
    return Checked(media_type, content)


def media_type_of(content: bytes) -> str | None:
    """Tell the type from the first bytes; None for any that is not taken."""
    return next((name for name, is_it in _SIGNATURES if is_it(content[:64])), None)


def attach(
    complaint: Complaint,
    files: Sequence[Checked],
    now: datetime,
    file_id: uuid.UUID | None = None,
) -> None:
    """Seal files into a complaint, within the transaction of what brought them.

    Args:
        complaint: which.
        files: checked.
        now: when they came.
        file_id: of a single file that may come again; then it changes nothing.

    Raises:
        EvidenceRefused: it would have more than ``MAX_FILES``.
    """
    if file_id is not None and complaint.evidence.filter(evidence_id=file_id).exists():
        return
    if files and complaint.evidence.count() + len(files) > MAX_FILES:
        raise EvidenceRefused(Refusal.TOO_MANY)
    for file in files:
        key = file_id or uuid.uuid4()
        complaint.evidence.create(
            evidence_id=key,
            media_type=file.media_type,
            size=len(file.content),
            at=now,
            sealed=keyring().seal_bytes(file.content, place(key)),
        )


def content_of(row: Evidence) -> bytes:
    """Open a file.

    Raises:
        SealBroken: the record was altered or its key is gone.
    """
    return keyring().unseal_bytes(bytes(row.sealed), place(row.evidence_id))


def place(evidence_id: uuid.UUID) -> str:
    """Name the place a file is sealed for."""
    return f"complaint-evidence:{evidence_id}"


def _drawn_anew(content: bytes, media_type: str) -> Checked:
    """Decode and encode an image: only what can be seen is left.

    Raises:
        EvidenceRefused: it is too large, or can't be decoded.
    """
    form = media_type.removeprefix("image/").upper()
    try:
        kept = _encoded(content, form)
    except (Image.DecompressionBombError, MemoryError) as exc:
        raise EvidenceRefused(Refusal.PIXELS) from exc
    except EvidenceRefused:
        raise
    except (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError,
            struct.error) as exc:  # fmt: skip
        raise EvidenceRefused(Refusal.BROKEN) from exc
    if len(kept) > MAX_BYTES:
        raise EvidenceRefused(Refusal.TOO_BIG)
    return Checked("image/png" if form == "PNG" else "image/jpeg", kept)


def _encoded(content: bytes, form: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit is lower
        image = Image.open(io.BytesIO(content), formats=[form])
    if image.width * image.height > MAX_PIXELS:
        raise EvidenceRefused(Refusal.PIXELS)
    upright = ImageOps.exif_transpose(image)
    seen = Image.new("RGB", upright.size, "white")
    layered = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "P", "PA") else None
    seen.paste(layered or upright.convert("RGB"), mask=layered)
    out = io.BytesIO()
    seen.save(out, "PNG" if form == "PNG" else "JPEG", quality=88, optimize=True)
    return out.getvalue()


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == kind


def _sound_in_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _SOUND_BRANDS


def _mpeg_sound(head: bytes) -> bool:
    frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
    return head.startswith(b"ID3") or frame


_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/jpeg", _starts(b"\xff\xd8\xff")),
    ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    ("image/webp", _riff(b"WEBP")),
    ("application/pdf", _starts(b"%PDF-")),
    ("audio/wav", _riff(b"WAVE")),
    ("audio/ogg", _starts(b"OggS")),
    ("audio/amr", _starts(b"#!AMR")),
    ("audio/mp4", _sound_in_mp4),
    ("audio/mpeg", _mpeg_sound),
)
