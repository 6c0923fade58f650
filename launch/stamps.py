"""Stamps: small files that say a step was finished, and with which inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


class Stamps:
    """The stamps in one folder, one file a step.

    A stamp is written last, so a step that was interrupted has none.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the stamps in ``folder``, made when the first is written."""
        self._folder = folder

    def match(self, step: str, digest: str) -> bool:
        """Tell whether ``step`` was finished with inputs of this digest."""
        try:
            return self._path(step).read_text(encoding="ascii") == digest
        except (FileNotFoundError, NotADirectoryError):
            return False

    def write(self, step: str, digest: str) -> None:
        """Say that ``step`` is finished; replaces the older stamp whole."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._path(f"{step}.draft")
        draft.write_text(digest, encoding="ascii")
        draft.replace(self._path(step))

    def _path(self, step: str) -> Path:
        return self._folder / step


def digest_of(paths: Iterable[Path]) -> str:
    """Digest names and contents of files, and of everything below folders.

    Args:
        paths: files and folders; one that does not exist counts as empty.

    Returns:
        SHA-256, hexadecimal.
    """
    digest = hashlib.sha256()
    for top in paths:
        files = sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else [top]
        for path in files:
            content = path.read_bytes() if path.is_file() else b""
            digest.update(f"{path.relative_to(top.parent)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
