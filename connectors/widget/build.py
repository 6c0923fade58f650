"""Puts the widget's script together from its parts, without what only readers need."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import rjsmin

PARTS = Path(__file__).parent / "parts"
SCRIPTS = (
    "tools",
    "api",
    "replies",
    "rating",
    "checklist",
    "conversation",
    "display",
    "speech",
    "element",
)
"""In order: what a part uses while it is read stands before it."""

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,])\s*")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Give the labels by language (``vi``, ``en``) and name."""
    known: dict[str, dict[str, str]] = json.loads(_read("labels.json"))
    return known


@cache
def style() -> str:
    """Give the looks of the widget, for browsers that take them from a file only."""
    return _css("style.css")


@cache
def script() -> str:
    """Give the widget as one script."""
    constants = {"LABELS": labels(), "CSS": style(), "PRINT_CSS": _css("print.css")}
    lines = [
        "/*! Trợ lý Một cửa, Apache-2.0 */",
        '(() => {"use strict";',
        *(f"const {name} = {_literal(value)};" for name, value in constants.items()),
        *(_read(f"{name}.js") for name in SCRIPTS),
        "})();",
    ]
    return str(rjsmin.jsmin("\n".join(lines), keep_bang_comments=True))


def _read(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _css(name: str) -> str:
    flat = " ".join(_CSS_COMMENT.sub("", _read(name)).split())
    return _CSS_SPACE.sub(r"\1", flat).replace(";}", "}")
