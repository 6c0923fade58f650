"""Settings of the launch, and the Procfile that uses them."""

from __future__ import annotations

import pytest

import portal.environment
from launch.failure import LaunchFailed
from launch.procfile import read_procfile
from launch.settings import ROOT, read_dotenv, read_settings

DOTENV = """
# a comment
PORT=8123
 BOT_PORT = 6005
SECRET_KEY="a=b#c"

broken
"""


def test_the_environment_wins_over_the_file(checkout):
    (checkout / ".env").write_text("PORT=8123\nBOT_PORT=6005\n", encoding="utf-8")
    settings = read_settings(checkout, {"PORT": "9000"})
    assert (settings.port, settings.bot_port, settings.actions_port) == (9000, 6005, 5055)
    assert settings.environ["BOT_PORT"] == "6005"


def test_the_launch_and_the_portal_read_the_same_from_a_file(tmp_path):
    path = tmp_path / ".env"
    path.write_text(DOTENV, encoding="utf-8")
    assert read_dotenv(path) == portal.environment._dotenv(path)


def test_the_launch_and_the_portal_have_the_same_defaults(tmp_path):
    ours = read_settings(ROOT, {"MOTCUA_VAR": str(tmp_path)})
    theirs = portal.environment.read_environment({"MOTCUA_VAR": str(tmp_path)})
    assert (ours.var, ours.port) == (theirs.var, theirs.port)
    assert theirs.bot_url.endswith(f":{ours.bot_port}")
    assert theirs.actions_url.endswith(f":{ours.actions_port}")


@pytest.mark.parametrize("text", ["x", "0", "65536", "-1", "٣"])
def test_a_port_that_is_none_is_one_sentence(checkout, text):
    with pytest.raises(LaunchFailed, match="PORT must be a TCP port"):
        read_settings(checkout, {"PORT": text})


def test_a_foreign_python_path_is_not_passed_on(checkout):
    assert "PYTHONPATH" not in read_settings(checkout, {"PYTHONPATH": "/x"}).environ


def test_a_value_with_spaces_stays_one_argument(checkout):
    path = checkout / "Procfile"
    path.write_text("# comment\n\nweb: run --host $HOST_NAME 'a b'\n", encoding="utf-8")
    (program,) = read_procfile(path, {"HOST_NAME": "c d"})
    assert program.command == ("run", "--host", "c d", "a b")


def test_an_unknown_variable_in_the_procfile_is_one_sentence(checkout):
    path = checkout / "Procfile"
    path.write_text("web: run $NOWHERE\n", encoding="utf-8")
    with pytest.raises(LaunchFailed, match=r"program web.*NOWHERE"):
        read_procfile(path, {})


def test_the_procfile_of_the_product_has_the_four_processes(checkout):
    programs = read_procfile(ROOT / "Procfile", read_settings(checkout, {}).environ)
    assert [program.name for program in programs] == ["bot", "actions", "portal", "worker"]
