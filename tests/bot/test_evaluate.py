"""The figures of language understanding: what is held out stays out, and floors hold."""

import json

import pytest
import yaml

from bot.evaluate import FLOORS, FOLDER, Judged, below_floors, figures, shadow
from bot.families import read_families
from bot.intents import IntentModel, fit
from bot.vietnamese import clean


@pytest.fixture(scope="module")
def families():
    return read_families()


def small_model():
    texts = ["xin chào", "chào bạn", "cảm ơn", "cảm ơn nhiều", "tạm biệt", "tạm biệt nhé"]
    return fit(texts, ["greet", "greet", "thank", "thank", "goodbye", "goodbye"])


def held_out(name):
    blocks = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return [(clean(t), intent) for intent, block in blocks.items() for t in block.splitlines()]


def test_in_few_words_accents_part_meanings():
    texts = ["đúng", "dung", "đúng rồi", "dừng", "hủy", "gửi đi", "gửi đi nhé"]
    intents = ["affirm", "affirm", "affirm", "stop", "stop", "send", "send"]
    model = fit(texts, intents)
    assert model.rank("dừng")[0] == ("stop", 1.0)
    assert model.rank("đúng")[0] == ("affirm", 1.0)
    assert model.rank("dung")[0][1] < 1.0  # may be either
    assert model.rank("gửi di")[0][1] < 1.0  # neither as typed nor bare
    assert model.rank("gui di nhe")[0] == ("send", 1.0)
    assert model.rank("gưi đi nhé")[0] == ("send", 1.0)  # three words: a slip of the keyboard


HELD_OUT = [("border", 0.0), ("rough", 0.08), ("street", 0.01), ("voices", 0.04), ("log", 0.14)]


@pytest.mark.parametrize(("name", "most"), HELD_OUT)
def test_nothing_is_trained_on_the_held_out_messages(families, name, most):
    """Most hold everyday words ("cháy rồi", "phí bao nhiêu") that any training data holds too."""
    seen = {shadow(s) for f in families for s in f.sentences}
    messages = [text for text, _ in held_out(name)]
    assert sum(shadow(text) in seen for text in messages) / len(messages) <= most


def test_a_template_and_its_variants_are_one_family(families):
    assert any(len(f.sentences) > 1 and f.variants for f in families)
    assert any(f.collected for f in families)


def test_the_border_is_shown_from_both_sides(families):
    words = ("cán bộ", "nhân viên", "phản ánh", "khiếu nại", "tố cáo", "hồ sơ", "họ ")
    for intent in ("complain", "ask"):
        written = [f for f in families if f.intent == intent and not f.collected]
        assert sum(any(w in f.sentences[0] for w in words) for f in written) >= 200


def test_figures_count_what_crossed_the_border():
    found = figures(
        [
            Judged("complain", "ask", 0.6),
            Judged("complain", "complain", 0.9),
            Judged("ask", "ask", 0.9),
            Judged("ask_facet", "ask", 0.9),
        ]
    )
    assert found["accuracy"] == 0.5
    assert found["complaints_lost"] == 0.5
    assert found["questions_lost"] == 0.0
    assert found["crossed"] == 0.25
    assert ["complain", "ask", 1.0] in found["confusions"]


def test_floors_and_ceilings():
    report = {"rough.typed": {"accuracy": 0.9, "crossed": 0.02}}
    assert not below_floors(report, {"rough.typed": {"accuracy": 0.9, "crossed_most": 0.02}})
    assert len(below_floors(report, {"rough.typed": {"accuracy": 0.91, "crossed_most": 0.01}})) == 2


def test_floors_name_figures_that_exist():
    known = {f"{path.stem}.{k}" for path in FOLDER.glob("*.yml") for k in ("typed", "bare")}
    known |= {f"{path.stem}_unseen.typed" for path in FOLDER.glob("*.yml")}
    known |= {f"{c}.{k}" for c in ("cv", "cv_written", "held_out") for k in ("typed", "bare")}
    assert set(json.loads(FLOORS.read_text(encoding="utf-8"))) <= known


def test_the_model_is_sure_of_its_examples_and_adds_up_to_one():
    model = small_model()
    assert model.rank("XIN CHAO")[0] == ("greet", 1.0)
    assert sum(confidence for _, confidence in model.rank("chào cả nhà")) == pytest.approx(
        1, abs=1e-4
    )


def test_a_model_comes_back_from_its_parts_as_it_was():
    model = small_model()
    again = IntentModel.from_parts(model.to_parts())
    for text in ("xin chào", "cảm ơn nhé", "gì đó khác"):
        assert again.rank(text) == model.rank(text)


@pytest.mark.parametrize(
    "text", ["", "?", "👨\u200d👩\u200d👧", "\u0301" * 30, "İİ", "a" * 20000, "cán bộ " * 3000]
)
def test_the_model_takes_any_text(text):
    assert len(small_model().rank(text)) == 3
