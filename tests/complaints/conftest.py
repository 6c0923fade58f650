"""A complaint that was told, and a database in a file for what an atomic test can't show."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from complaints import drafts
from complaints.drafts import Field

STORY = {
    Field.WHAT: "Cán bộ ở quầy quát tôi và ném trả hồ sơ.",
    Field.OFFICE: "Bộ phận Một cửa phường Thủ Dầu Một, quầy 3",
    Field.WHEN: "hôm qua",
    Field.WHO: "Anh mặc áo xanh tên Bình",
    Field.DOSSIER_CODE: "H29.30-261120-0012",
    Field.ANONYMOUS: "named",
    Field.CONTACT: "Nguyễn Thị Hoa, 0912 345 678",
}


def tell(conversation, **other):
    drafts.start(conversation)
    for name, words in {**STORY, **{Field(k): v for k, v in other.items()}}.items():
        if words is not None:
            drafts.put(conversation, name, words)


@pytest.fixture
def told(db):
    """Tell a whole story in a conversation."""
    return tell


@pytest.fixture
def people(db):
    """Make units and people."""
    from tests.complaints.people import Administration

    return Administration()


class FileDatabase:
    """The test database, copied into a file; used from threads of its own."""

    def __init__(self, path):
        self.path = path

    def run(self, work, *arguments, times=1):
        """Run the work in as many threads at once; give what each gave."""
        ready = threading.Barrier(times)

        def in_thread(_):
            ready.wait()
            try:
                return work(*arguments)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(in_thread, range(times)))

    def tell(self, conversation, **other):
        self.run(lambda: tell(conversation, **other))

    def bytes(self):
        parts = sorted(self.path.parent.glob(self.path.name + "*"))
        return b"".join(part.read_bytes() for part in parts)


@pytest.fixture
def file_database(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    path = tmp_path / "motcua.db"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
        yield FileDatabase(path)
        monkeypatch.undo()
