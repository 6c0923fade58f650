import ast
from pathlib import Path

import pytest

from contract.facets import FACET_TITLES, Facet
from contract.outcomes import Outcome
from contract.sentences import SentenceMissing, Sentences

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("actions", "complaints", "connectors", "knowledge_base", "portal")


def _said_in(tree):
    """Find the names that the code says outright: ``….say("name")`` and ``Screened(…, "name")``."""
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        place = {"say": (0, 1), "Screened": (1,)}.get(name, ())
        # ``say(…)`` alone is the complaint's own, which puts its prefix before the name.
        prefix = "complaint_" if isinstance(call.func, ast.Name) and name == "say" else ""
        for argument in (call.args[i] for i in place if i < len(call.args)):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield prefix + argument.value


def names_said():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in _said_in(ast.parse(path.read_text(encoding="utf-8"))):
                yield pytest.param(name, id=f"{path.relative_to(ROOT)}:{name}")


def test_a_sentence_is_found_by_its_name_and_filled():
    sentences = Sentences({"utter_greet": "Chào {name}"})
    assert sentences.say("greet", name="anh/chị") == "Chào anh/chị"
    assert "greet" in sentences
    assert "utter_greet" not in sentences


def test_braces_in_a_value_are_left_alone():
    assert Sentences({"utter_x": "Trả lời: {t}"}).say("x", t="{0} {y}") == "Trả lời: {0} {y}"


def test_an_unknown_sentence_is_an_error_that_names_it():
    with pytest.raises(SentenceMissing, match="utter_nowhere"):
        Sentences({}).say("nowhere")


def test_a_place_without_a_value_is_an_error_that_names_both():
    with pytest.raises(SentenceMissing, match=r"utter_greet.*name"):
        Sentences({"utter_greet": "Chào {name}"}).say("greet")


def test_the_first_variant_of_a_response_is_the_sentence(tmp_path):
    domain = tmp_path / "domain.yml"
    domain.write_text(
        "responses:\n  utter_a:\n  - text: ' một '\n  - text: hai\n", encoding="utf-8"
    )
    assert Sentences.from_domain(domain).say("a") == "một"


@pytest.mark.parametrize("outcome", Outcome)
def test_each_way_a_turn_can_end_has_its_sentence(outcome, sentences):
    assert outcome.value in sentences


@pytest.mark.parametrize("name", list(names_said()))
def test_each_sentence_the_code_says_stands_in_the_domain(name, sentences):
    assert name in sentences


def test_the_code_says_sentences_at_all():
    assert len(list(names_said())) > 20


def test_each_fixed_ending_has_its_sentence(sentences):
    from actions.converse import ENDINGS

    assert [name for _, name in ENDINGS.values() if name not in sentences] == []


def test_each_reason_for_not_taking_a_message_has_its_sentence(sentences):
    from connectors import errors
    from connectors.http import STATUSES

    codes = {cls.code for cls in errors.MessageRefused.__subclasses__()}
    assert codes <= set(STATUSES)
    said = {code if code.startswith("file_") else f"api_{code}" for code in STATUSES}
    assert [name for name in said if name not in sentences] == []


def test_each_facet_has_a_title():
    assert set(FACET_TITLES) == set(Facet)
