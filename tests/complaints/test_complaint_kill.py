"""Processes that file complaints are killed at random moments; nothing that was shown is lost."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = int(os.environ.get("KILL_COMPLAINTS", "150"))  # the figure is measured with 1000
WORKERS = 3
LIMIT_SECONDS = 540


def start(folder, number):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.complaints.filing_worker", str(folder), str(number),
         str(WORKERS), str(COUNT)],
        cwd=ROOT,
        env={**os.environ, "MOTCUA_VAR": str(folder)},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_complaints_survive_kill_9_at_random_moments(tmp_path):
    environ = {**os.environ, "MOTCUA_VAR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT, env=environ, check=True,
    )  # fmt: skip
    chance, kills, deadline = random.Random(5), 0, time.monotonic() + LIMIT_SECONDS
    workers = {number: start(tmp_path, number) for number in range(WORKERS)}
    while workers:
        assert time.monotonic() < deadline
        time.sleep(chance.uniform(0.02, 0.4))
        for number, worker in list(workers.items()):
            if worker.poll() == 0:
                del workers[number]
            elif worker.returncode is not None:
                workers[number] = start(tmp_path, number)
        written = sum(p.stat().st_size for p in tmp_path.glob("shown-*"))
        if workers and written and kills < 12 and chance.random() < 0.4:
            worker = chance.choice(list(workers.values()))
            worker.kill()
            worker.wait()
            kills += 1
    assert kills >= 2
    shown = {
        tuple(line.split())
        for path in tmp_path.glob("shown-*")
        for line in path.read_text().splitlines()
        if len(line.split()) == 2 and len(line.split()[1]) == 16
    }
    check(tmp_path, shown)


def check(folder, shown):
    code = """
import sys, django
django.setup()
from complaints import codes, story
from complaints.models import Complaint
by_digest = {c.code_digest: c for c in Complaint._record.all()}
for line in sys.stdin:
    conversation, code = line.split()
    assert by_digest[codes.digest(code)].conversation == conversation
for c in by_digest.values():
    assert story.read(c).words
    assert [e.status for e in c.history.all()] == ["received"]
    assert c.deadlines.count() == 2 and c.evidence.count() == 1
print(len(by_digest))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        input="\n".join(" ".join(pair) for pair in shown),
        env={**os.environ, "MOTCUA_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == COUNT
    assert len({conversation for conversation, _ in shown}) == COUNT
    assert len({code for _, code in shown}) == COUNT
    with sqlite3.connect(folder / "motcua.db") as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        numbers = [n for (n,) in base.execute("SELECT number FROM complaints_complaint")]
    assert sorted(int(n[-6:]) for n in numbers) == list(range(1, COUNT + 1))
