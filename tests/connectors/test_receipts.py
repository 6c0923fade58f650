"""What vendors took is on disk before the database knows, for other processes to read."""

import logging
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.receipts import _LINES, KEPT, Receipt, Receipts


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "receipts"


@pytest.fixture
def since():
    return timezone.now() - timedelta(seconds=1)


def test_another_process_reads_what_was_noted(folder, since):
    writer = Receipts(folder)
    writer.note(7, 1, "ab")
    writer.note(8, 1, "")
    writer.note(7, 2, "cd")
    assert Receipts(folder).of(7, since) == [Receipt(1, "ab"), Receipt(2, "cd")]
    assert Receipts(folder).of(8, since) == [Receipt(1, "")]
    assert Receipts(folder).of(9, since) == []


def test_a_line_survives_the_kill_of_its_process(folder, since):
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from connectors.receipts import Receipts;"
        "Receipts(Path(sys.argv[1])).note(7, 1, 'ab'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert Receipts(folder).of(7, since) == [Receipt(1, "ab")]


def test_nothing_is_known_where_nothing_was_noted(folder, since):
    assert Receipts(folder).of(7, since) == []


def test_what_is_older_than_the_delivery_is_of_another_database(folder):
    Receipts(folder).note(7, 1, "ab")
    assert Receipts(folder).of(7, timezone.now() + timedelta(seconds=1)) == []


def test_half_a_line_is_passed_over(folder, since):
    writer = Receipts(folder)
    writer.note(7, 1, "ab")
    (path,) = folder.iterdir()
    with path.open("ab") as file:
        file.write(f"{time.time_ns()} 7 2".encode())
    assert Receipts(folder).of(7, since) == [Receipt(1, "ab")]


def test_a_full_file_is_followed_by_another_and_old_ones_go(folder, since):
    writer = Receipts(folder)
    for _ in range(_LINES):
        writer.note(7, 1, "")
    (first,) = folder.iterdir()
    end = time.time() - KEPT.total_seconds() - 1
    os.utime(first, (end, end))
    writer.note(7, 2, "")
    assert not first.exists()
    assert writer.of(7, since) == [Receipt(2, "")]


def test_a_disk_that_takes_nothing_is_told_and_stops_nothing(folder, caplog):
    folder.write_text("a file where the folder should be")
    with caplog.at_level(logging.ERROR):
        Receipts(folder).note(7, 1, "")
    assert "receipts.not_noted" in caplog.text


def test_only_the_owner_reads_them(folder):
    Receipts(folder).note(7, 1, "")
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
