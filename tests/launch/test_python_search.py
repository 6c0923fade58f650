"""The search for a working Python 3.10."""

from __future__ import annotations

import pytest

from launch.failure import LaunchFailed
from launch.pythons import find_python310
from launch.steps import Steps

FAILING_SHIM = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"
HANGS_UP = "#!/bin/sh\nkill -9 $$\n"


def says(version: str) -> str:
    return f"#!/bin/sh\necho {version}\n"


@pytest.fixture
def steps(make_settings):
    return Steps(make_settings())


def test_a_failing_shim_on_path_is_skipped(script, steps, tmp_path):
    script("shims/python3.10", FAILING_SHIM)
    real = script("real/python3.10", says("3.10"))
    environ = {"PATH": f"{tmp_path}/shims:{tmp_path}/real"}
    assert find_python310(environ, None, steps) == real


def test_a_python_under_the_pyenv_root_is_found_when_path_has_none(script, steps, tmp_path):
    script("shims/python3.10", HANGS_UP)
    real = script("pyenv/versions/3.10.13/bin/python", says("3.10"))
    environ = {"PATH": f"{tmp_path}/shims", "PYENV_ROOT": f"{tmp_path}/pyenv"}
    assert find_python310(environ, None, steps) == real


def test_a_python_under_the_home_folder_is_found_without_a_pyenv_root(script, steps, tmp_path):
    real = script("home/.pyenv/versions/3.10.2/bin/python", says("3.10"))
    assert find_python310({"PATH": "", "HOME": f"{tmp_path}/home"}, None, steps) == real


def test_a_name_that_lies_about_its_version_is_skipped(script, steps, tmp_path):
    script("a/python3.10", says("3.12"))
    real = script("b/python3.10", says("3.10"))
    assert find_python310({"PATH": f"{tmp_path}/a:{tmp_path}/b"}, None, steps) == real


def test_the_setting_comes_first(script, steps, tmp_path):
    script("a/python3.10", says("3.10"))
    chosen = script("opt/py", says("3.10"))
    environ = {"PATH": f"{tmp_path}/a", "PYTHON310": str(chosen)}
    assert find_python310(environ, None, steps) == chosen


def test_uv_installs_one_as_a_last_resort(script, steps):
    python = script("managed/python", says("3.10"))
    uv = script("uv", f'#!/bin/sh\n[ "$2" = install ] || echo {python}\n')
    assert find_python310({"PATH": ""}, uv, steps) == python


def test_no_python_and_no_network_is_one_sentence(script, steps):
    uv = script("uv", "#!/bin/sh\necho 'error: could not connect' >&2\nexit 1\n")
    with pytest.raises(LaunchFailed, match=r"^No working Python 3\.10 .*PYTHON310.*\.$") as failure:
        find_python310({"PATH": ""}, uv, steps)
    assert "\n" not in str(failure.value)
