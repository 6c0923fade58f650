"""Ports are checked before anything starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from launch.failure import LaunchFailed
from launch.ports import require_free_ports
from launch.settings import ROOT


@pytest.mark.parametrize("setting", ["PORT", "BOT_PORT", "ACTIONS_PORT"])
def test_a_port_in_use_names_the_port_and_its_setting(
    make_settings, taken_port, free_ports, setting
):
    with pytest.raises(LaunchFailed, match=rf"^Port {taken_port} .* in use.*{setting}=\d+ make"):
        require_free_ports(make_settings({**free_ports, setting: str(taken_port)}))


def test_one_port_for_two_processes_is_refused(make_settings):
    with pytest.raises(LaunchFailed, match="PORT and ACTIONS_PORT are both 47614"):
        require_free_ports(make_settings({"PORT": "47614", "ACTIONS_PORT": "47614"}))


def test_free_ports_pass(make_settings, free_ports):
    require_free_ports(make_settings(free_ports))


def test_run_ends_with_one_sentence_and_an_exit_code_when_a_port_is_in_use(taken_port, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "launch", "run"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(taken_port), "MOTCUA_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {taken_port} of 127.0.0.1 is in use")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
