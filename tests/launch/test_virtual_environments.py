"""Building a virtual environment, with a real ``venv`` and a fake installer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from launch.environments import Environment, Installer, ensure, uv_variables
from launch.failure import LaunchFailed
from launch.steps import Steps


class RecordedInstall:
    def __init__(self) -> None:
        self.locks: list[str] = []
        self.failing = False

    def __call__(self, environment: Environment) -> None:
        self.locks.append(environment.lock.read_text(encoding="utf-8"))
        if self.failing:
            raise LaunchFailed("Installing failed.")


@pytest.fixture
def steps(make_settings):
    return Steps(make_settings())


@pytest.fixture
def environment(checkout):
    lock = checkout / "requirements.lock"
    lock.write_text("first", encoding="utf-8")
    return Environment(1, checkout / ".venv", lock, with_pip=False)


@pytest.fixture
def install():
    return RecordedInstall()


def find_python() -> Path:
    return Path(sys.executable)


def test_a_second_set_up_repeats_nothing(environment, steps, install, capsys):
    ensure(environment, find_python, install, steps)
    capsys.readouterr()
    ensure(environment, find_python, install, steps)
    assert install.locks == ["first"]
    assert capsys.readouterr().out == ""


def test_a_changed_lock_is_installed_into_the_same_environment(environment, steps, install):
    ensure(environment, find_python, install, steps)
    (environment.folder / "kept").touch()
    environment.lock.write_text("second", encoding="utf-8")
    ensure(environment, find_python, install, steps)
    assert install.locks == ["first", "second"]
    assert (environment.folder / "kept").exists()


def test_a_failed_install_leaves_no_stamp_and_is_built_anew(environment, steps, install):
    install.failing = True
    with pytest.raises(LaunchFailed):
        ensure(environment, find_python, install, steps)
    assert not environment.is_current()
    (environment.folder / "half").touch()
    install.failing = False
    ensure(environment, find_python, install, steps)
    assert environment.is_current()
    assert not (environment.folder / "half").exists()


def test_an_environment_whose_python_is_gone_is_built_anew(environment, steps, install):
    ensure(environment, find_python, install, steps)
    environment.python.unlink()
    environment.python.symlink_to("/nowhere/python")
    ensure(environment, find_python, install, steps)
    assert install.locks == ["first", "first"]
    assert environment.is_current()


def test_an_environment_made_by_hand_is_kept(environment, steps, install):
    steps.run("venv", "Making", [sys.executable, "-m", "venv", "--without-pip", environment.folder])
    (environment.folder / "kept").touch()
    ensure(environment, find_python, install, steps)
    assert (environment.folder / "kept").exists()


def test_pip_installs_where_uv_fails(environment, steps, script, tmp_path):
    script("bin/uv", "#!/bin/sh\nexit 2\n")
    calls = tmp_path / "calls"
    pip = script("bin/python", f'#!/bin/sh\necho "$@" >>{calls}\n')
    Installer(pip, {"PATH": ""}, steps).install(environment)
    assert calls.read_text(encoding="utf-8").split() == [
        *("-m", "pip", "--python", str(environment.python), "install"),
        *("--require-hashes", "-r", str(environment.lock)),
    ]


def test_an_install_that_fails_is_one_sentence_with_its_log(environment, steps, script, checkout):
    pip = script("bin/python", "#!/bin/sh\necho 'no matching distribution'\nexit 1\n")
    with pytest.raises(LaunchFailed) as failure:
        Installer(pip, {"PATH": ""}, steps).install(environment)
    assert str(failure.value) == (
        "Installing environment 1 (requirements.lock) with pip failed (exit code 1); "
        "its full output is in var/log/setup-install-1-pip.log."
    )
    log = checkout / "var/log/setup-install-1-pip.log"
    assert log.read_text(encoding="utf-8") == "no matching distribution\n"


def test_options_reach_both_uv_and_pip(environment, steps, script, tmp_path):
    calls = tmp_path / "calls"
    script("bin/uv", f'#!/bin/sh\necho "uv $@" >>{calls}\nexit 2\n')
    pip = script("bin/python", f'#!/bin/sh\necho "pip $@" >>{calls}\n')
    Installer(pip, {"PATH": ""}, steps).install(environment, "--no-deps")
    by_uv, by_pip = calls.read_text(encoding="utf-8").splitlines()
    assert "--no-deps" in by_uv.split()
    assert "--no-deps" in by_pip.split()


def test_what_has_no_hash_is_installed_by_version_and_fails_loudly(environment, steps, script):
    Installer(script("good/python", "#!/bin/sh\n"), {}, steps).install_by_version(environment)
    refused = script("bad/python", "#!/bin/sh\necho 'no matching distribution'\nexit 1\n")
    with pytest.raises(LaunchFailed, match=r"Installing environment 1 .* failed \(exit code 1\)"):
        Installer(refused, {}, steps).install_by_version(environment)


def test_uv_is_told_what_pip_was_told():
    environ = {"PIP_FIND_LINKS": "/a /b", "PIP_INDEX_URL": "https://mirror.example/simple"}
    assert uv_variables(environ) == {
        "UV_FIND_LINKS": "/a,/b",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }
    assert uv_variables({"PIP_FIND_LINKS": "/a", "UV_FIND_LINKS": "/c"}) == {}


def test_code_is_compiled_at_once_where_python_may_not_keep_it():
    assert uv_variables({"PYTHONDONTWRITEBYTECODE": "1"}) == {"UV_COMPILE_BYTECODE": "1"}
