"""A Rasa project as ``rasa init`` leaves it, on our training data: what ours is measured against.

Rasa's default pipeline and policies are written out below, since that is what an empty
``config.yml`` stands for. Neural parts learn for one epoch: how long they learn changes what they
answer, not how long an answer takes. Every intent leads to one custom action, which says a canned
sentence through the same rasa-sdk that our actions use.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION = "action_say_canned"
SENTENCE = "Đăng ký khai sinh: làm trong ngày, miễn phí nếu trong 60 ngày từ ngày sinh."

PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 1, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 1, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
POLICIES: list[dict[str, Any]] = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 1},
    {"name": "TEDPolicy", "max_history": 5, "epochs": 1, "constrain_similarities": True},
]

_ACTIONS = f'''
from rasa_sdk import Action


class SayCanned(Action):
    def name(self):
        return "{ACTION}"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="{SENTENCE}")
        return []
'''


def write_project(folder: Path, actions_port: int) -> None:
    """Write the project: our words and intents, nothing else of ours.

    Args:
        folder: an empty folder.
        actions_port: where its action server will listen.
    """
    ours = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [i for i in ours["intents"] if i != "nlu_fallback"]
    domain = {
        "version": "3.1",
        "intents": intents,
        "entities": [next(iter(e)) if isinstance(e, dict) else e for e in ours["entities"]],
        "actions": [ACTION],
        "responses": {"utter_default": [{"text": SENTENCE}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    rules = [
        {"rule": name, "steps": [{"intent": name}, {"action": ACTION}]}
        for name in (*intents, "nlu_fallback")
    ]
    story = [step for name in intents[:4] for step in ({"intent": name}, {"action": ACTION})]
    config = {"recipe": "default.v1", "language": "vi", "assistant_id": "stock"}
    _dump(folder / "domain.yml", domain)
    _dump(folder / "config.yml", {**config, "pipeline": PIPELINE, "policies": POLICIES})
    _dump(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules})
    _dump(
        folder / "data" / "stories.yml",
        {"version": "3.1", "stories": [{"story": "some", "steps": story}]},
    )
    _dump(folder / "credentials.yml", {"rest": None})
    address = f"http://127.0.0.1:{actions_port}/webhook"
    _dump(folder / "endpoints.yml", {"action_endpoint": {"url": address}})
    shutil.copytree(ROOT / "data" / "nlu", folder / "data" / "nlu")
    (folder / "canned.py").write_text(_ACTIONS, encoding="utf-8")


def train_command() -> list[str]:
    """Give the command that trains it, to run in its folder."""
    return [*_rasa(), "train", "--quiet"]


def commands(port: int, actions_port: int) -> dict[str, list[str]]:
    """Give the commands of its two processes, to run in its folder."""
    return {
        "bot": [*_rasa(), "run", "--port", str(port), "--quiet"],
        "actions": [
            sys.executable,
            "-m",
            "rasa_sdk",
            "--actions",
            "canned",
            "-p",
            str(actions_port),
        ],
    }


def environ() -> dict[str, str]:
    """Give the environment of its processes: quiet, and telling nobody."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "WARNING",
    }


def _rasa() -> list[str]:
    return [str(ROOT / ".venv-bot" / "bin" / "python"), "-m", "rasa"]


def _dump(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
