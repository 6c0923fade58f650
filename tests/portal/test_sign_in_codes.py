"""Codes of the second factor: as authenticators make them, as people type them."""

import pytest

from portal.signin import codes
from tests.support.telephone import code_of

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    """RFC 6238, appendix B, SHA-1, the last six of its eight digits."""
    assert codes.code_of(RFC_SECRET, codes.step_at(seconds)) == code
    assert code_of(RFC_SECRET, codes.step_at(seconds)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        " 123 456 ",
        "123-456",
        "１２３４５６",
        "123\u00a0456",
        "123\u200b456",
        "1 2 3 4 5 6\n",
    ],
)
def test_six_digits_are_read_as_people_type_them(typed):
    assert codes.read(typed) == "123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "1234567",
        "12345a",
        "abcdef",
        "-12345",
        "+12345",
        "1e5000",
        "١٢٣٤٥٦",
        "12345.",
        "0x1234",
    ],
)
def test_anything_else_is_no_code(typed):
    with pytest.raises(codes.CodeUnreadable):
        codes.read(typed)


@pytest.mark.parametrize(
    ("skew", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off_and_not_two(skew, taken):
    now = 1_800_000_015
    code = code_of(RFC_SECRET, codes.step_at(now) + skew)
    step = codes.matching_step(RFC_SECRET, code, now)
    assert step == (codes.step_at(now) + skew if taken else None)


def test_the_address_in_the_qr_code_names_us_and_the_account():
    address = codes.address_for(RFC_SECRET, "lan@mot-cua")
    assert address.startswith("otpauth://totp/Tro%20ly%20Mot%20cua:lan%40mot-cua?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert "digits=6" in address
    assert "period=30" in address


def test_a_secret_is_typed_in_groups_and_never_the_same():
    assert codes.as_text(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert codes.new_secret() != codes.new_secret()


class TestRecoveryCodes:
    def test_are_ten_and_all_different(self):
        assert len(set(codes.new_recovery_codes())) == 10

    def test_are_read_in_any_case_and_grouping(self):
        code = codes.new_recovery_codes()[0]
        assert codes.read_recovery(f" {code.lower().replace('-', ' ')} ") == code
        assert codes.read_recovery(code.replace("-", "")) == code

    def test_a_wrong_symbol_is_noticed(self):
        code = codes.new_recovery_codes()[0]
        wrong = ("B" if code[0] != "B" else "C") + code[1:]
        with pytest.raises(codes.CodeUnreadable):
            codes.read_recovery(wrong)

    @pytest.mark.parametrize("typed", ["", "123456", "K7QM", "ký tự", "U" * 13, "A" * 64])
    def test_anything_else_is_none(self, typed):
        with pytest.raises(codes.CodeUnreadable):
            codes.read_recovery(typed)

    def test_the_same_code_of_two_accounts_is_stored_differently(self):
        assert codes.digest("K7QM-2R9D-XW4T-5", 1) != codes.digest("K7QM-2R9D-XW4T-5", 2)
