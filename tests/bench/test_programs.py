"""Programs that a maintainer starts by hand: nobody would notice that they no longer start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = (ROOT / "tests/pictures.py", ROOT / "tests/handbook/__main__.py")
PROGRAMS = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for path in (*ROOT.glob("bench/[a-z]*.py"), *SCRIPTS)
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_can_be_loaded_on_its_own(program):
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, "-c", f"import {program}"], cwd=ROOT, env=environ, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
