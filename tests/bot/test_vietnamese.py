"""Cleaning, folding and short forms; the normaliser and the tokeniser that use them."""

import unicodedata

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.normaliser import VietnameseNormaliser, without_stray_slash
from bot.tokenizer import VietnameseTokenizer
from bot.vietnamese import clean, expand, fold, shape, words


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Đăng ký kết hôn"), "Đăng ký kết hôn"),
        ("kh\u200bai si\u200dnh", "khai sinh"),
        ("\u202eohn\u202c x", "ohn x"),
        ("phí\U000e0041\U000e007f", "phí"),
        ("\ufeff  chào  ", "chào"),
        ("dòng một\ndòng hai", "dòng một\ndòng hai"),
    ],
)
def test_hidden_characters_go_and_accents_are_composed(typed, cleaned):
    assert clean(typed) == cleaned


def test_folding_takes_accents_and_the_stroke_of_d():
    assert fold("Đường Nguyễn Huệ") == "duong nguyen hue"


def test_words_stay_whole_at_their_place():
    assert words("Biết rồi, bỏ!") == [("biết", 0), ("rồi", 5), ("bỏ", 10)]


@pytest.mark.parametrize(
    ("short", "full"), [("ko", "không"), ("dc", "được"), ("j", "gì"), ("ntn", "như thế nào")]
)
def test_teencode_is_written_out(short, full):
    assert expand(short) == full


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("2", "sonho"),
        ("2019", "sonam"),
        ("079203001234", "sodinhdanh"),
        ("0909123456", "sodienthoai"),
        ("500000", "solon"),
    ],
)
def test_a_number_is_counted_by_its_kind(number, kind):
    assert shape(number) == kind


def _tokens(text):
    tokenizer = VietnameseTokenizer(VietnameseTokenizer.get_default_config())
    message = Message(data={TEXT: text})
    return tokenizer.tokenize(message, TEXT)


def test_tokens_keep_the_word_and_carry_an_accent_free_shadow():
    tokens = _tokens("Nộp mạng dc ko?")
    assert [t.text for t in tokens] == ["nộp", "mạng", "dc", "ko"]
    assert [t.lemma for t in tokens] == ["nop", "mang", "duoc", "khong"]
    assert [t.start for t in tokens] == [0, 4, 9, 12]


def test_with_and_without_accents_have_the_same_shadow():
    with_accents = [t.lemma for t in _tokens("đăng ký kết hôn như thế nào")]
    assert with_accents == [t.lemma for t in _tokens("dang ky ket hon nhu the nao")]


def test_text_without_words_is_one_token():
    assert len(_tokens("??")) == 1


def test_the_normaliser_cleans_and_keeps_case():
    message = Message(data={TEXT: " Kh\u200bai SINH "})
    VietnameseNormaliser().process([message])
    assert message.get(TEXT) == "Khai SINH"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('/ask_facet{"facet":"fee"}', '/ask_facet{"facet":"fee"}'),
        ("/choose_other", "/choose_other"),
        ("/restart", "restart"),
        ("/back", "back"),
        ("/session_start", "session_start"),
        ("/ ăn gì", "ăn gì"),
        ('/ask{"a', 'ask{"a'),
        ("//x", "x"),
    ],
)
def test_only_payloads_keep_their_slash(typed, read):
    assert without_stray_slash(typed) == read
