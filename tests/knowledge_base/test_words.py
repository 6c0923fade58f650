"""Words, phrases, accents, facets: what a message is made of."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.facets import Facet
from knowledge_base.retrieval.accents import AccentRestorer
from knowledge_base.retrieval.facets import split_question
from knowledge_base.retrieval.lexicon import Lexicon
from knowledge_base.retrieval.normalise import day_in
from knowledge_base.retrieval.records import LexiconEntry, LexiconKind
from knowledge_base.retrieval.text import PhraseTable, fold, folded_words, has_accents, words

CORPUS = (
    "đăng ký khai sinh cho con",
    "đăng ký khai tử",
    "giấy tờ cần nộp",
    "con dấu",
    "lệ phí đăng ký kết hôn",
)


def asked(text):
    return split_question(words(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng Ký", "dang ky"),
        ("ƯỚC ướ", "uoc uo"),
        ("nước ngoài", "nuoc ngoai"),
        ("ABC 1", "abc 1"),
    ],
)
def test_folding_drops_case_and_accents(text, folded):
    assert fold(text) == folded


def test_words_are_the_same_for_composed_and_decomposed_accents():
    text = "Đăng ký, khai sinh?"
    assert (
        words(text)
        == words(unicodedata.normalize("NFD", text))
        == text[:-1].lower().replace(",", "").split(" ")
    )
    assert folded_words(text) == ["dang", "ky", "khai", "sinh"]


@pytest.mark.parametrize(
    ("text", "has"), [("phí", True), ("PHI", False), ("đi", True), ("", False)]
)
def test_accents_are_seen(text, has):
    assert has_accents(text) is has


def test_the_longest_phrase_wins_at_each_place():
    table = PhraseTable({"giấy phép": "a", "giấy phép lái xe": "b", "xe": "c"})
    assert table.find(folded_words("xin giấy phép lái xe và xe giấy phép")) == [
        (1, 5, "b"),
        (6, 7, "c"),
        (7, 9, "a"),
    ]


def test_an_empty_phrase_table_finds_nothing():
    assert PhraseTable({}).find(["khai", "sinh"]) == []


def test_accents_are_put_back_by_what_usually_stands_together():
    restorer = AccentRestorer.train(CORPUS)
    assert restorer.restore(["dang", "ky", "khai", "tu"]) == ["đăng", "ký", "khai", "tử"]
    assert restorer.restore(["cho", "con"]) == ["cho", "con"]


def test_typed_accents_and_unknown_words_stay_as_they_are():
    restorer = AccentRestorer.train(CORPUS)
    assert restorer.restore(["đằng", "ky", "xyz"]) == ["đằng", "ký", "xyz"]


def test_nothing_is_restored_from_nothing():
    assert AccentRestorer.train([]).restore(["khai", "sinh"]) == ["khai", "sinh"]
    assert AccentRestorer.train(CORPUS).restore([]) == []


def test_a_restorer_survives_the_trip_through_json():
    restorer = AccentRestorer.train(CORPUS)
    again = AccentRestorer.from_json(restorer.to_json())
    text = ["le", "phi", "ket", "hon"]
    assert again.restore(text) == restorer.restore(text) == ["lệ", "phí", "kết", "hôn"]


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("khai sinh cần giấy tờ gì", (Facet.DOSSIER,)),
        ("khai sinh lệ phí bao nhiêu", (Facet.FEE,)),
        ("khai sinh mất bao lâu", (Facet.TIME_LIMIT,)),
        ("khai sinh nộp ở đâu", (Facet.WHERE,)),
        ("khai sinh làm online được không", (Facet.ONLINE,)),
        ("khai sinh gửi bưu điện được không", (Facet.POSTAL,)),
        ("khai sinh", ()),
        ("phí bao nhiêu, bao lâu, ở đâu", (Facet.FEE, Facet.TIME_LIMIT, Facet.WHERE)),
        ("nộp ở đâu, phí bao nhiêu", (Facet.WHERE, Facet.FEE)),
    ],
)  # fmt: skip
def test_the_facets_asked_for_are_found_in_their_order(text, facets):
    assert asked(text).facets == facets


def test_how_to_do_it_adds_nothing_beside_a_precise_facet():
    assert asked("làm thế nào, phí bao nhiêu").facets == (Facet.FEE,)
    assert asked("làm thế nào").facets == (Facet.STEPS,)


def test_fillers_and_facet_words_are_not_what_a_question_is_about():
    question = asked("dạ cho em hỏi thủ tục đăng ký kết hôn cần giấy tờ gì vậy ạ")
    assert question.content == ("dang", "ky", "ket", "hon")
    assert "giay" in question.topic


def test_a_filler_word_is_one_only_with_its_accents():
    assert asked("khai tử").content == ("khai", "tu")
    assert asked("khai từ").content == ("khai",)


LEXICON = Lexicon(
    (
        LexiconEntry("ko", ("không",), LexiconKind.TEENCODE),
        LexiconEntry("tthn", ("tình trạng hôn nhân",), LexiconKind.ABBREVIATION),
        LexiconEntry("giấy độc thân", ("giấy tthn",), LexiconKind.COLLOQUIAL),
        LexiconEntry("bằng", ("giấy phép lái xe", "văn bằng"), LexiconKind.COLLOQUIAL),
    )
)


def readings(text):
    return [" ".join(fold(w) for w in r) for r in LEXICON.readings(words(text))]


def test_teencode_is_written_out_word_by_word():
    assert LEXICON.expand_teencode(["dc", "ko", "koko"]) == ["dc", "không", "koko"]


def test_the_typed_words_are_the_first_reading():
    assert readings("xin giấy độc thân gấp") == ["xin giay doc than gap", "xin giay tthn gap"]


def test_a_term_for_several_things_gives_a_reading_for_each():
    assert readings("đổi bằng") == ["doi bang", "doi giay phep lai xe", "doi van bang"]


def test_a_term_is_found_without_accents():
    assert "xin giay tthn" in readings("xin giay doc than")


def test_words_that_no_term_knows_have_one_reading():
    assert readings("khai sinh") == ["khai sinh"]


def test_readings_do_not_multiply_without_end():
    assert len(readings("bằng " * 12)) <= 6


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("năm 2019 nộp ở đâu", date(2019, 3, 1)),
        ("nam 2019 nop o dau", date(2019, 3, 1)),
        ("2019 thì nộp ở đâu", date(2019, 3, 1)),
        ("2019 thi nop o dau", date(2019, 3, 1)),
        ("ngày 15/08/2020 phí bao nhiêu", date(2020, 8, 15)),
        ("ngày 5-8-2020", date(2020, 8, 5)),
        ("ngày 31/02/2020", None),
        ("nghị định 118/2025", None),
        ("con tôi sinh ngày 12/03/2024 giờ làm khai sinh cần gì", None),
        ("bo toi mat nam 2021 gio khai tu", None),
        ("con sinh năm 2024, ngày 01/02/2026 phí bao nhiêu", date(2026, 2, 1)),
        ("phí 2019 đồng", None),
        ("", None),
    ],
)
def test_the_day_a_message_asks_about(text, day):
    assert day_in(text) == day


def test_a_date_is_no_part_of_what_a_question_is_about(snapshot):
    query = snapshot.normaliser.normalise("năm 2019 khai sinh nộp ở đâu, 15/08/2019")
    assert query.content == ("khai", "sinh")


def test_teencode_and_missing_accents_are_read(snapshot):
    query = snapshot.normaliser.normalise("lam khai sinh cho con can giay to j, dc ko")
    assert query.facets == (Facet.DOSSIER,)
    assert query.content == ("khai", "sinh", "con")
    assert "giấy" in query.written


def test_a_message_with_accents_is_not_restored(snapshot):
    query = snapshot.normaliser.normalise("đăng ký khai sịnh ở đâu")
    assert "sịnh" in query.written


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "?!…", "\u200d", "———"])
def test_a_message_without_words_asks_nothing(snapshot, text):
    query = snapshot.normaliser.normalise(text)
    assert (query.written, query.content, query.facets, query.readings) == ((), (), (), ())


def test_the_words_of_a_query_are_not_in_its_repr(snapshot):
    assert "sinh" not in repr(snapshot.normaliser.normalise("khai sinh"))


@pytest.mark.parametrize("text", ["khai sinh " * 2000, "a" * 20_000, "dang ky " * 2500])
def test_twenty_thousand_characters_are_read(snapshot, text):
    assert snapshot.normaliser.normalise(text).written


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(snapshot, text):
    query = snapshot.normaliser.normalise(text)
    assert all(fold(word) == word for word in query.content)
