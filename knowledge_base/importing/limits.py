"""How large a file may be; checked before it is read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.importing.records import ImportRefused

MIB = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most.

    Attributes:
        file_mib: size of a file, in MiB. The portal's 2,832 procedures are 30.
        unpacked_mib: size of everything in an XLSX once unpacked, in MiB.
        ratio: how many times smaller than its content a part of an XLSX may be packed. The
            portal's lists are packed 10 times, a zip bomb a thousand times.
        rows: rows of a table; the national list has about 4,000 procedures.
        columns: columns of a table that are looked at.
        cell: characters of a cell; a spreadsheet allows 32,767.
    """

    file_mib: int = 100
    unpacked_mib: int = 200
    ratio: int = 100
    rows: int = 50_000
    columns: int = 64
    cell: int = 200_000


def check_size(path: Path, limits: Limits) -> None:
    """Look at the size of a file before anything of it is read.

    Raises:
        ImportRefused: it is too large, empty, or no regular file.
        OSError: it is not there.
    """
    size = path.stat().st_size
    if not path.is_file():
        raise ImportRefused("not a regular file")
    if size > limits.file_mib * MIB:
        raise ImportRefused(
            f"{size / MIB:.0f} MiB, more than the {limits.file_mib} MiB allowed; split it, or raise"
            " IMPORT_MAX_MIB"
        )
    if size == 0:
        raise ImportRefused("the file is empty")


def check_unpacked(path: Path, limits: Limits) -> None:
    """Look at the directory of a zip file before anything of it is unpacked.

    Raises:
        ImportRefused: it would become too large (a zip bomb), or is damaged or encrypted.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as exc:
        raise ImportRefused("the XLSX is damaged: open it and save it again") from exc
    if any(member.flag_bits & 1 for member in members):
        raise ImportRefused("the XLSX is locked with a password")
    if sum(member.file_size for member in members) > limits.unpacked_mib * MIB:
        raise ImportRefused(f"unpacked it would be more than {limits.unpacked_mib} MiB: not opened")
    for member in members:
        packed_size = max(member.compress_size, 1)
        if member.file_size > MIB and member.file_size / packed_size > limits.ratio:
            raise ImportRefused(
                f"{member.filename} is packed {member.file_size // packed_size} times, as in a zip"
                " bomb: not opened"
            )
