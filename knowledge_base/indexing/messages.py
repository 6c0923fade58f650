"""What people write, as the project has it: a trained encoder is fitted to it, too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

_LOOKED_UP = frozenset({"ask", "ask_facet", "out_of_scope"})
"""Intents whose messages are, or may be, looked up."""

_TURNS = ("asks.jsonl", "talks.jsonl", "turns.jsonl")
_MARKED = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # [what is marked](as what)
_CHOICE = re.compile(r"<([^<>|]*)\|[^<>]*>")  # <one|or another>, of templates


def read_messages(root: Path) -> list[str]:
    """Read the lines that intents are learned from and the turns that rankings are; each once.

    Of a template, the first sentence that it stands for. What is held out to measure with is not
    among them.

    Args:
        root: folder of the project.
    """
    turns = (root / "knowledge_base" / "evaluation" / name for name in _TURNS)
    said = [json.loads(line)["said"] for path in turns for line in path.open(encoding="utf-8")]
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        said += _lines(path)
    return list(dict.fromkeys(said))


def _lines(path: Path) -> Iterator[str]:
    for part in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        if part.get("intent") in _LOOKED_UP:
            for line in part["examples"].splitlines():
                yield _CHOICE.sub(r"\1", _MARKED.sub(r"\1", line.removeprefix("- "))).strip()
