"""How well intents are told apart on messages that are not in the training data."""

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rasa.nlu.classifiers.fallback_classifier import undo_fallback_prediction

from bot.vietnamese import fold

SETS = Path(__file__).parents[2] / "bot" / "evaluation"


def read(name):
    blocks = yaml.safe_load((SETS / f"{name}.yml").read_text(encoding="utf-8"))
    return [(text, intent) for intent, block in blocks.items() for text in block.splitlines()]


CASES = read("first")
ROUGH = read("rough")
BORDER = read("border")
QUESTIONS = {"ask", "ask_facet"}


def confusions(agent, cases):
    """Count (expected, found) of the messages that were taken for something else.

    What the fallback holds back as unsure counts as what it would have been.
    """
    found = []
    for text, intent in cases:
        parsed = asyncio.run(agent.parse_message(text))
        if parsed["intent"]["name"] == "nlu_fallback":
            parsed = undo_fallback_prediction(parsed)
        found.append((intent, parsed["intent"]["name"]))
    return Counter(pair for pair in found if pair[0] != pair[1])


def report(line):
    sys.stdout.write(f"{line}\n")


def without_accents(cases=CASES):
    return [(fold(text), intent) for text, intent in cases]


def test_there_are_enough_messages():
    assert len(CASES) >= 100
    assert len(ROUGH) >= 400
    assert Counter(intent for _, intent in BORDER) == {"complain": 100, "ask": 100}


@pytest.mark.parametrize("cases", [CASES, without_accents()], ids=["as typed", "without accents"])
def test_intents_are_found(agent, cases):
    wrong = confusions(agent, cases)
    accuracy = 1 - sum(wrong.values()) / len(cases)
    report(f"accuracy {accuracy:.3f}, taken for another: {dict(wrong)}")
    assert accuracy >= 0.93


@pytest.mark.parametrize("cases", [ROUGH, without_accents(ROUGH)], ids=["typed", "bare"])
def test_messages_as_people_type_them(agent, cases):
    wrong = confusions(agent, cases)
    accuracy = 1 - sum(wrong.values()) / len(cases)
    report(f"accuracy {accuracy:.3f}")
    assert accuracy >= 0.9


@pytest.mark.parametrize("cases", [CASES, without_accents()], ids=["as typed", "without accents"])
def test_messages_go_where_they_belong(parse, cases):
    """Questions and what nothing recognises go to the answers; each other intent goes its way."""
    wrong = [intent for text, intent in cases if not same_way(intent, parse(text)[0])]
    report(f"went the right way {1 - len(wrong) / len(cases):.3f}")
    assert len(wrong) / len(cases) <= 0.08


def same_way(expected, found):
    answered = {"ask", "ask_facet", "choose", "choose_other", "go_back", "nlu_fallback"}
    return expected == found or {expected, found} <= answered


@pytest.mark.parametrize("cases", [CASES, without_accents()], ids=["as typed", "without accents"])
def test_a_question_is_never_taken_for_a_complaint_nor_the_reverse(agent, cases):
    wrong = confusions(agent, cases)
    crossed = {
        pair: n for pair, n in wrong.items() if ("complain" in pair) and (set(pair) & QUESTIONS)
    }
    assert not crossed


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("phí bao nhiêu", "facet", "fee"),
        ("le phi", "facet", "fee"),
        ("bao lau", "facet", "time_limit"),
        ("gửi bưu điện được không", "facet", "postal"),
        ("cái thứ hai", "number", "2"),
        ("số 3", "number", "3"),
        ("mã của tôi là k7qm-2r9d-xw4t-5", "complaint_code", "k7qm-2r9d-xw4t-5"),
        ('/ask_facet{"facet": "online", "procedure": "1.001193"}', "procedure", "1.001193"),
        ('/correct_complaint{"field": "when"}', "field", "when"),
    ],
)
def test_entities_are_found(parse, text, entity, value):
    assert value in [e["value"] for e in parse(text)[2] if e["entity"] == entity]


@pytest.mark.parametrize(
    "code", ["DV1E-WZEP-EEXJ-T", "ESPPXH0R8DV32", "6m2t4r98n7r4h", "dv1e 1s92 awve e"]
)
def test_a_code_alone_asks_how_the_complaint_stands(parse, code):
    intent, confidence, entities = parse(code)
    assert (intent, confidence > 0.9) == ("complaint_status", True)
    assert {e["entity"] for e in entities} == {"complaint_code"}


def test_a_dossier_code_or_telephone_number_is_no_complaint_code(parse):
    for text in (
        "H17.12-250710-0003",
        "0909-123-456",
        "12-07-2025",
        "toi muon hoi dang ky ket hon",
    ):
        assert "complaint_code" not in [e["entity"] for e in parse(text)[2]]


def test_a_parse_takes_milliseconds(parse):
    parse("khởi động")
    took = []
    for text, _ in CASES[:60]:
        start = time.perf_counter()
        parse(text)
        took.append(time.perf_counter() - start)
    report(f"p50 {sorted(took)[30] * 1000:.1f} ms")
