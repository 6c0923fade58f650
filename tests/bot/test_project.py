"""The Rasa files hold together, and with the contract."""

import ast
import re
import string
from pathlib import Path

import pytest
import yaml

from bot.importer import write_out

ROOT = Path(__file__).resolve().parents[2]
RASA_INTENTS = {"restart", "back", "session_start", "out_of_scope"}
MAIN = {"ask": 200, "ask_facet": 60, "complain": 100, "inform": 100}


def read(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


DOMAIN = read("domain.yml")
RULES = [rule for path in (ROOT / "data/rules").glob("*.yml") for rule in read(path)["rules"]]
INTENTS = [i for i in DOMAIN["intents"] if isinstance(i, str)]


def examples():
    found = {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in read(path)["nlu"]:
            if "intent" in block:
                lines = [line[2:] for line in block["examples"].splitlines() if line]
                found.setdefault(block["intent"], []).extend(lines)
    return found


def enum_values(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        n.value.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Assign)
        and isinstance(n.value, ast.Constant)
        and isinstance(n.value.value, str)
    ]


def sentence(name):
    return DOMAIN["responses"][f"utter_{name}"][0]["text"]


def of_rules(key, in_form):
    rules = [r for r in RULES if bool(r.get("condition")) == in_form]
    return {step[key] for rule in rules for step in rule["steps"] if key in step}


@pytest.mark.parametrize("intent", [i for i in INTENTS if i != "nlu_fallback"])
def test_every_intent_has_examples(intent):
    sentences = {s for line in examples()[intent] for s in write_out(line)}
    assert len(sentences) >= MAIN.get(intent, 30)


def test_every_intent_has_its_rule_outside_the_form():
    assert of_rules("intent", in_form=False) == set(INTENTS)


def test_every_intent_has_its_rule_within_the_form():
    assert of_rules("intent", in_form=True) == set(INTENTS)


def test_every_action_of_the_rules_is_in_the_domain():
    known = {*DOMAIN["actions"], *DOMAIN["forms"], "action_deactivate_loop"}
    assert of_rules("action", True) | of_rules("action", False) <= known


def test_every_question_of_the_form_has_its_action():
    for slot in DOMAIN["forms"]["complaint_form"]["required_slots"]:
        assert f"action_ask_complaint_form_{slot}" in DOMAIN["actions"]


@pytest.mark.parametrize("outcome", enum_values("contract/outcomes.py"))
def test_every_outcome_has_its_sentence(outcome):
    assert sentence(outcome)


def test_facets_are_those_of_the_contract():
    known = set(enum_values("contract/facets.py"))
    synonyms = {
        block["synonym"] for block in read("data/nlu/entities.yml")["nlu"] if "synonym" in block
    }
    assert {s for s in synonyms if not s.isdigit()} <= known


@pytest.mark.parametrize("name", DOMAIN["responses"])
def test_sentences_keep_to_the_voice(name):
    text = DOMAIN["responses"][name][0]["text"]
    words = re.findall(r"\w+", text.replace("trẻ em", ""))
    assert text.strip()
    assert "không hiểu" not in text.lower()
    assert words.count("em") + words.count("Em") <= 1
    assert "!!" not in text
    assert not re.search(r"[\U0001f000-\U0001faff\u2600-\u27bf]", text)
    list(string.Formatter().parse(text))  # a broken {place} raises


def test_sentences_name_only_numbers_that_are_on_record():
    on_record = {"111", "113", "114", "115", "1900", "54", "81"}
    text = " ".join(r[0]["text"] for r in DOMAIN["responses"].values())
    assert set(re.findall(r"(?<![.\d])\b\d{3,}\b", text)) - {"2025", "2026"} <= on_record


def test_the_server_speaks_the_rest_channel_only():
    assert list(read("credentials.yml")) == ["rest"]


def test_the_data_has_no_sentence_under_two_intents():
    seen = {}
    for intent, lines in examples().items():
        for line in lines:
            text = re.sub(r"\[([^]]+)\](\(\w+\)|\{[^}]*\})", r"\1", line).lower()
            for written in write_out(text):
                assert seen.setdefault(written, intent) == intent, written
