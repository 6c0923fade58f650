"""Training examples as they are widened."""

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.importer import careless_spellings, with_variants, write_out
from bot.vietnamese import fold

TEXTS = [f"quầy {number} nộp hồ sơ mạng được không" for number in range(30)]


def test_a_text_gets_its_careless_spellings_once():
    for text in TEXTS:
        short = text.replace("được", "dc").replace("không", "ko").replace("hồ sơ", "hs")
        bare, *rest = careless_spellings(text)
        assert bare == fold(text)
        assert rest in ([], [short], [fold(short)])


def test_some_texts_get_short_forms_with_accents_or_without():
    shortened = [s for text in TEXTS for s in careless_spellings(text)[1:]]
    assert 0 < len(shortened) < len(TEXTS)
    assert {fold(s) == s for s in shortened} == {True, False}


def test_a_text_that_is_careless_already_gets_none():
    assert careless_spellings("khai sinh") == []


def test_short_forms_replace_whole_words_only():
    assert "gìn giữ" not in [s for s in careless_spellings("gìn giữ") if "j" in s]
    assert all("jn" not in s for s in careless_spellings("gìn giữ"))


def test_payloads_are_left_alone():
    assert careless_spellings('/ask_facet{"facet": "fee"}') == []


def test_a_small_template_is_written_out_whole():
    assert sorted(write_out("<a|b> x <c|>")) == ["a x", "a x c", "b x", "b x c"]


def test_a_large_template_is_spread_evenly_and_always_the_same():
    template = "<1|2|3|4> <1|2|3|4> <1|2|3|4>"
    sentences = write_out(template, most=16)
    assert len(sentences) == 16
    assert sentences == write_out(template, most=16)
    for position in range(3):
        assert {s.split()[position] for s in sentences} == {"1", "2", "3", "4"}


def test_variants_keep_the_intent_and_the_examples():
    data = TrainingData([Message.build(text="lệ phí <nào|gì>", intent="ask")])
    texts = {(e.get(TEXT), e.get(INTENT)) for e in with_variants(data).training_examples}
    assert ("lệ phí nào", "ask") in texts
    assert ("le phi gi", "ask") in texts


def test_synonyms_and_lookups_work_without_accents_longest_first():
    data = TrainingData(
        [Message.build(text="x", intent="ask")],
        entity_synonyms={"lệ phí": "fee"},
        lookup_tables=[{"name": "facet", "elements": ["phí", "lệ phí"]}],
    )
    widened = with_variants(data)
    assert widened.entity_synonyms["le phi"] == "fee"
    elements = widened.lookup_tables[0]["elements"]
    assert elements.index("lệ phí") < elements.index("phí")
    assert "le phi" in elements
