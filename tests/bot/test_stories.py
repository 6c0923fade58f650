"""The test stories (test_*.yml), as ``rasa test core`` runs them: one test for each file."""

import asyncio
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
FILES = [f for f in sorted(HERE.glob("test_*.yml")) if "conversations" not in f.name]
"""Conversations (test_conversations_*.yml) go through the real processes, in tests/e2e."""


def test_there_are_enough_stories():
    count = sum(len(yaml.safe_load(f.read_text(encoding="utf-8"))["stories"]) for f in FILES)
    assert count >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_stories_go_as_written(agent, path, tmp_path, monkeypatch):
    from rasa.core.test import test as run_stories

    # Rasa compares entities too; stories write out those that the dialogue reads, no mentions.
    monkeypatch.setattr("bot.entities.mentions", lambda _: [])
    result = asyncio.run(
        run_stories(str(path), agent, out_directory=str(tmp_path), e2e=True, disable_plotting=True)
    )
    failed = tmp_path / "failed_test_stories.yml"
    told = failed.read_text(encoding="utf-8") if failed.exists() else ""
    assert result["report"]["conversation_accuracy"]["accuracy"] == 1.0, told
