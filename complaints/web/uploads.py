"""Files of a form stay in memory, and no more of them than is taken."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from complaints.evidence import MAX_BYTES, MAX_FILES

MAX_REQUEST_BYTES = MAX_FILES * MAX_BYTES + 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Keeps at most one byte more than a file may have: enough to know that it is too big."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a chunk."""
        room = MAX_BYTES + 1 - self._kept.tell()
        self._kept.write(raw_data[: max(room, 0)])
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Give the file."""
        size = self._kept.tell()
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, "file", "application/octet-stream", size, None
        )
