"""The supervisor, with real small processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.failure import LaunchFailed
from launch.procfile import Program
from launch.settings import ROOT
from launch.supervisor import Patience, Supervisor

QUICK = Patience(poll=0.02, grace=0.5, quick=5.0, quick_deaths=3, first_delay=0.01)

# Stays, and starts a child of its own that stays too and ignores SIGTERM; both write their ids.
FAMILY = """#!/bin/sh
sh -c 'trap "" TERM; echo $$ >>{ids}; while :; do sleep 0.1; done' &
echo $$ >>{ids}
echo "hello from {name}"
wait
"""
SUPERVISE = """
import sys
from pathlib import Path
from launch.__main__ import supervise
from launch.settings import read_settings
supervise(read_settings(Path(sys.argv[1])))
"""


def eventually(check: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture
def family(script, tmp_path):
    """Two programs with a child each, and the file with the four process ids."""
    ids = tmp_path / "ids"
    programs = [
        Program(name, (str(script(name, FAMILY.format(ids=ids, name=name))),))
        for name in ("one", "two")
    ]
    return programs, ids


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_and_what_it_started(family, checkout, number, free_ports):
    programs, ids = family
    text = "".join(f"{program.name}: {program.command[0]}\n" for program in programs)
    (checkout / "Procfile").write_text(text, encoding="utf-8")
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(checkout)],
        cwd=ROOT,
        env={**os.environ, **free_ports, "MOTCUA_VAR": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    eventually(lambda: len(lines(ids)) == 4)
    supervisor.send_signal(number)
    out, _ = supervisor.communicate(timeout=15)
    assert supervisor.returncode == 0
    assert out.endswith("Stopped.\n")
    assert "hello" not in out, "without a terminal, output goes to the log files"
    assert lines(checkout / "var/log/one.log") == ["hello from one"]
    assert [pid for pid in lines(ids) if is_alive(int(pid))] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_programs_end_when_the_supervisor_is_killed(script, checkout, tmp_path, free_ports):
    ids = tmp_path / "ids"
    program = script("stay", f"#!/bin/sh\necho $$ >{ids}\nexec sleep 60\n")
    (checkout / "Procfile").write_text(f"stay: {program}\n", encoding="utf-8")
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(checkout)],
        cwd=ROOT,
        env={**os.environ, **free_ports, "MOTCUA_VAR": ""},
        stdout=subprocess.DEVNULL,
    )
    eventually(lambda: lines(ids))
    supervisor.kill()
    supervisor.wait()
    eventually(lambda: not is_alive(int(lines(ids)[0])))


def test_a_dying_process_is_restarted_and_the_others_stay(script, make_settings, tmp_path):
    starts, others = tmp_path / "starts", tmp_path / "others"
    dies_once = f"#!/bin/sh\necho x >>{starts}\n[ $(wc -l <{starts}) -gt 1 ] || exit 3\nsleep 60\n"
    stays = f"#!/bin/sh\necho x >>{others}\nexec sleep 60\n"
    supervisor = Supervisor(
        [
            Program("dies", (str(script("dies", dies_once)),)),
            Program("stays", (str(script("stays", stays)),)),
        ],
        make_settings(),
        patience=QUICK,
    )
    watch = threading.Thread(
        target=lambda: (eventually(lambda: len(lines(starts)) == 2), supervisor.request_stop())
    )
    watch.start()
    supervisor.run()
    watch.join()
    assert len(lines(others)) == 1
    log = (make_settings().logs / "supervisor.log").read_text(encoding="utf-8")
    assert "dies ended with exit code 3" in log


def test_a_process_that_keeps_dying_ends_everything_with_one_sentence(
    script, make_settings, tmp_path
):
    starts, ids = tmp_path / "starts", tmp_path / "ids"
    supervisor = Supervisor(
        [
            Program("bad", (str(script("bad", f"#!/bin/sh\necho x >>{starts}\nexit 7\n")),)),
            Program("good", (str(script("good", f"#!/bin/sh\necho $$ >{ids}\nexec sleep 60\n")),)),
        ],
        make_settings(),
        patience=QUICK,
    )
    with pytest.raises(LaunchFailed, match=r"^bad died 3 times in a row .*exit code 7.*bad\.log"):
        supervisor.run()
    assert len(lines(starts)) == 3
    assert not is_alive(int(lines(ids)[0]))


def test_a_program_that_is_not_there_is_one_sentence(make_settings):
    supervisor = Supervisor([Program("bot", ("/nowhere/bot",))], make_settings(), patience=QUICK)
    with pytest.raises(LaunchFailed, match="bot"):
        supervisor.run()


def test_delays_double_up_to_the_longest():
    patience = Patience(first_delay=1.0, longest_delay=5.0)
    assert [patience.delay(deaths) for deaths in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 5.0]


def test_what_was_written_before_a_death_is_in_the_log(script, make_settings):
    program = Program("loud", (str(script("loud", "#!/bin/sh\necho one\necho hai >&2\nexit 1\n")),))
    with pytest.raises(LaunchFailed):
        Supervisor([program], make_settings(), patience=QUICK).run()
    assert lines(make_settings().logs / "loud.log") == ["one", "hai"] * 3


def test_a_lost_terminal_stops_nothing(script, make_settings, tmp_path):
    class Lost:
        def write(self, _text):
            raise OSError("gone")

    done = tmp_path / "done"
    stays = script("stays", f"#!/bin/sh\necho one\nsleep 0.1\necho two\ntouch {done}\nsleep 60\n")
    supervisor = Supervisor(
        [Program("stays", (str(stays),))], make_settings(), terminal=Lost(), patience=QUICK
    )
    watch = threading.Thread(target=lambda: (eventually(done.exists), supervisor.request_stop()))
    watch.start()
    supervisor.run()
    watch.join()
    assert lines(make_settings().logs / "stays.log") == ["one", "two"]
