"""Collect what the knowledge base knows for language understanding: ``python -m bot.gather``.

Names and sample questions of procedures, rules and guides, and the development questions, become
``data/nlu/known_questions.yml``. They show the classifier what people talk about; what each means
is retrieval's business. Names of places and procedures become ``bot/names.json``, the list that
mentions are looked up in. Run it again when much content was added; both files are kept in
git, so that training and serving need no knowledge base.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.cues import cues
from bot.mentions import NAMES
from bot.vietnamese import fold, shape, words

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "knowledge_base" / "content"
DEVELOPMENT = ROOT / "knowledge_base" / "evaluation" / "development.jsonl"
WRITTEN = ROOT / "data" / "nlu" / "known_questions.yml"

HELD_OUT = ROOT / "bot" / "evaluation"

MOST_NAMES = 6
MOST_QUESTIONS = 10
"""Most names, and most sample questions, taken from one procedure, rule or guide."""

_HEAD = """\
version: "3.1"

# Made by `python -m bot.gather` from knowledge_base/: names and sample questions of procedures,
# rules and guides, and the questions of evaluation/development.jsonl. Not to be edited.
nlu:

- intent: ask
  examples: |
"""
_MARKUP = re.compile(r"[<>|\[\]{}]|^/")
_ASKS = re.compile(
    r"\?|\b(?:gi|nao|dau|sao|bao lau|bao nhieu|may|khong|ko|k|bao gio|khi nao|hong|ntn|ai)\b"
)
_COMMUNE = re.compile(r"(?:Phường|Xã) (?P<name>[^,(]+)")
_NOT_A_WORD = re.compile(r"\W+")
_OF_CONDUCT = re.compile(r"\b(?:can bo|cb|nhan vien|cong chuc|bao ve)\b")


def main() -> int:
    """Write the file.

    Returns:
        Exit status, always 0.
    """
    lines = list(dict.fromkeys(" ".join(line.split()) for line in _lines() if _is_usable(line)))
    elsewhere = _written_elsewhere()
    held_out = _held_out()
    kept = [n for n in lines if n.lower() not in elsewhere and _shadow(n) not in held_out]
    WRITTEN.write_text(_HEAD + "".join(f"    - {line}\n" for line in kept), encoding="utf-8")
    names = json.dumps(_names(), ensure_ascii=False, indent=0, sort_keys=True)
    NAMES.write_text(names + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} examples in {WRITTEN.relative_to(ROOT)}.\n")
    return 0


def _lines() -> Iterator[str]:
    for path in sorted(CONTENT.rglob("*.yml")):
        for entry in _entries(yaml.safe_load(path.read_text(encoding="utf-8"))):
            names = entry.get("names") or []
            if entry.get("kind", "procedure") != "rule":  # a rule's names are what it is about
                yield from names[:MOST_NAMES]
            questions = (entry.get("sample_questions") or [])[:MOST_QUESTIONS]
            if entry.get("kind") == "rule":
                questions = [q for q in questions if _asks_about_a_rule(q)]
            yield from questions
    with DEVELOPMENT.open(encoding="utf-8") as questions:
        for question in map(json.loads, questions):
            if len(question.get("turns") or [1]) == 1:
                yield question["question"]


def _names() -> dict[str, dict[str, str]]:
    """Give folded names of places → what they are called, and of procedures → their code."""
    places: dict[str, str] = {}
    procedures: dict[str, set[str]] = {}
    for path in sorted(CONTENT.rglob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for office in document.get("offices", []) if isinstance(document, dict) else []:
            area = _COMMUNE.match(office["area"])
            if area:
                places[fold(area["name"])] = area.group().strip()
        for entry in _entries(document):
            if entry.get("code"):
                for name in (entry["title"], *(entry.get("names") or [])):
                    key = _NOT_A_WORD.sub(" ", fold(name)).strip()
                    if len(key.split()) > 1:
                        procedures.setdefault(key, set()).add(entry["code"])
    one = {k: next(iter(v)) if len(v) == 1 else k for k, v in procedures.items()}
    return {"places": places, "procedures": one}


def _entries(document: Any) -> list[dict[str, Any]]:
    if not isinstance(document, dict):
        return []
    if document.get("kind") == "names":
        return document["procedures"]
    return [document] if document.get("kind") in {"procedure", "rule", "guide"} else []


def _is_usable(line: str) -> bool:
    """Leave out what the importer would read as markup, and a complaint that only tells."""
    folded = fold(line)
    asks = _ASKS.search(folded) or not _OF_CONDUCT.search(folded)
    return bool(asks) and not _MARKUP.search(line) and len(line) <= 200


def _asks_about_a_rule(line: str) -> bool:
    """Leave out what tells of something done to somebody: alone, that opens a complaint."""
    found = set(cues(line))
    tells = "xxconduct" in found and bool({"xxaimed", "xxstory"} & found)
    return bool(_ASKS.search(fold(line))) and not tells


def _held_out() -> set[str]:
    """Give the messages that nothing may be trained on."""
    sets = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in HELD_OUT.glob("*.yml")]
    return {_shadow(text) for s in sets for block in s.values() for text in block.splitlines()}


def _shadow(text: str) -> str:
    return " ".join(shape(word) for word, _ in words(text))


def _written_elsewhere() -> set[str]:
    found: set[str] = set()
    for path in WRITTEN.parent.glob("*.yml"):
        if path != WRITTEN:
            text = path.read_text(encoding="utf-8")
            found.update(line.strip()[2:].strip().lower() for line in text.splitlines())
    return found


if __name__ == "__main__":
    sys.exit(main())
