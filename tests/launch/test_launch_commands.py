"""The commands as an operator starts them, in a checkout made for the test."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launch.django_commands import run_commands
from launch.failure import LaunchFailed
from launch.settings import ROOT
from launch.suites import Check, encoder_is_tested, run_all


def run(command: list[str | Path], cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_launch_needs_nothing_but_the_standard_library():
    code = (
        "import sys, launch.__main__, launch.django_commands\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(roots - set(sys.stdlib_module_names) - {'launch', '__main__'}))"
    )
    done = run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.')\n{code}"], ROOT
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_motcua_says_what_to_do_when_there_is_no_environment(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin/motcua", tmp_path / "bin/motcua")
    done = run([tmp_path / "bin/motcua", "search", "khai sinh"], Path("/"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "make setup" in done.stderr
    assert done.stderr.count("\n") == 1


def test_motcua_finds_its_environment_through_a_link_from_any_folder(script, tmp_path):
    script("checkout/.venv/bin/python", '#!/bin/sh\necho "$PYTHONPATH" "$PWD" "$@"\n')
    (tmp_path / "checkout/bin").mkdir()
    shutil.copy(ROOT / "bin/motcua", tmp_path / "checkout/bin/motcua")
    link = tmp_path / "motcua"
    link.symlink_to("checkout/bin/motcua")
    done = run([link, "ask", "câu hỏi"], Path("/"))
    assert done.stdout == f"{tmp_path}/checkout / -P -m portal.cli ask câu hỏi\n"


def test_make_without_a_new_enough_python_is_one_clear_sentence():
    done = run(["make", "run", "PYTHON="], ROOT)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer was not found")


def test_a_failing_django_command_is_named_and_logged(tmp_path):
    def call(name, *, stdout, stderr, **options):
        if name == "load_content":
            raise ValueError("bad content")
        stdout.write(f"{name} done")

    report = run_commands(["migrate", "load_content", "first_staff_account"], tmp_path, call)
    assert report == {"failed": "load_content", "account": ""}
    assert "bad content" in (tmp_path / "setup-load_content.log").read_text(encoding="utf-8")
    assert (tmp_path / "setup-migrate.log").read_text(encoding="utf-8") == "migrate done"


def test_the_first_password_is_in_no_log(tmp_path):
    def call(name, *, stdout, stderr):
        stdout.write("password: hoa-sen")

    report = run_commands(["first_staff_account"], tmp_path, call)
    assert report["account"] == "password: hoa-sen"
    assert all("hoa-sen" not in log.read_text(encoding="utf-8") for log in tmp_path.iterdir())


def test_every_check_runs_also_after_one_failed(make_settings, checkout):
    checks = [
        Check("first", ("false",)),
        Check("second", ("touch", "second")),
        Check("third", ("/nowhere",)),
    ]
    with pytest.raises(LaunchFailed, match=r"^2 of 3 failed: first, third\.$"):
        run_all(checks, make_settings())
    assert (checkout / "second").exists()


def test_checks_that_pass_say_so(make_settings, capfd):
    run_all([Check("one", ("echo", "1 passed in 0.1s"))], make_settings())
    assert "1 passed in 0.1s" in capfd.readouterr().out


def test_the_extra_encoder_is_tested_in_ci_and_where_it_was_installed(make_settings, capsys):
    assert encoder_is_tested(make_settings({"CI": "true"}))
    assert not capsys.readouterr().out
    bare = make_settings()
    assert not encoder_is_tested(bare)
    assert capsys.readouterr().out.startswith("Skipped: tests of a sentence-transformers model")
    (bare.root / ".venv-encoder").mkdir()
    assert encoder_is_tested(bare)


def test_every_file_that_says_what_ci_installs_is_there_and_names_no_host():
    for name in ("requirements-encoder.lock", "launch/requirements-torch.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "/opt/" not in text
    locked = (ROOT / "requirements-encoder.lock").read_text(encoding="utf-8")
    assert re.search(r"^sentence-transformers==", locked, re.MULTILINE)
    assert not re.search(r"^(torch|nvidia-)", locked, re.MULTILINE)
