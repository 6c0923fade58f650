import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import codes

symbols = st.sampled_from(codes.ALPHABET)
made = st.builds(codes.new_code)


def bare(code: str) -> str:
    return code.replace("-", "")


@given(made)
def test_a_code_is_read_back_as_it_was_made(code):
    assert codes.parse(code) == code
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", code)


def test_every_single_wrong_symbol_is_noticed():
    right = bare(codes.new_code())
    for place in range(codes.SYMBOLS):
        for symbol in set(codes.ALPHABET) - {right[place]}:
            with pytest.raises(codes.CodeMistyped):
                codes.parse(right[:place] + symbol + right[place + 1 :])


@given(made, st.integers(0, codes.SYMBOLS - 1), st.integers(0, codes.SYMBOLS - 1))
def test_any_two_different_symbols_exchanged_are_noticed(code, first, second):
    wrong = list(bare(code))
    wrong[first], wrong[second] = wrong[second], wrong[first]
    if "".join(wrong) != bare(code):
        with pytest.raises(codes.CodeMistyped):
            codes.parse("".join(wrong))


@given(made)
def test_case_spaces_hyphens_and_lookalikes_do_not_matter(code):
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert codes.parse(f"  {typed} ") == code
    assert codes.parse(bare(code).replace("0", "O").replace("1", "I")) == code
    assert codes.parse("–".join(bare(code))) == code


@pytest.mark.parametrize("text", ["", "K7QM", "K7QM-2R9D-XW4T-55", "K7QM-2R9D-XW4U-5", "ÁÁÁÁ" * 4])
def test_what_has_not_the_shape_of_a_code_is_malformed(text):
    with pytest.raises(codes.CodeMalformed):
        codes.parse(text)


@given(made)
def test_a_code_is_found_in_a_sentence(code):
    assert codes.find(f"mã của tôi là {code.lower()}, tới đâu rồi?") == code
    assert codes.find(f"phản ánh {code.replace('-', ' ')} sao rồi") == code
    assert codes.find(bare(code)) == code


def test_a_mistyped_code_in_a_sentence_is_said_to_be_mistyped():
    code = "0000-0000-0000-0"
    assert codes.parse(code) == code
    with pytest.raises(codes.CodeMistyped):
        codes.find("mã 0000-0000-0000-1 tới đâu rồi")


@pytest.mark.parametrize(
    "sentence",
    [
        "phan anh cua toi toi dau roi",
        "hồ sơ phản ánh của tôi tới đâu rồi",
        "toi muon hoi ve phan anh cham tra ho so",
        "",
    ],
)
def test_a_sentence_without_a_code_has_none(sentence):
    assert codes.find(sentence) is None


def test_codes_carry_at_least_sixty_bits():
    assert len(codes.ALPHABET) ** codes.DATA_SYMBOLS >= 2**60
    assert len({codes.new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("grouped", ["{}-{}-{}-{}", "{} {} {} {}", "{}{}{}{}"])
def test_a_code_without_a_digit_is_found_in_a_sentence_too(grouped):
    letters = codes.ALPHABET[10:]
    codes_of_letters = (
        codes.parse("".join((*data, check)))
        for data in (["BCDFGHJKMNP", last] for last in letters)
        for check in letters
        if is_code("".join((*data, check)))
    )
    code = next(codes_of_letters)
    assert not any(symbol.isdigit() for symbol in code)
    typed = grouped.format(*code.lower().split("-"))
    assert codes.find(f"phan anh cua toi: {typed} sao roi a") == code


def is_code(symbols):
    try:
        return bool(codes.parse(symbols))
    except codes.CodeMistyped:
        return False
