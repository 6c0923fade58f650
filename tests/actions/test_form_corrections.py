"""An answer taken back in the middle of the complaint form."""

from datetime import date

import pytest
from actions.form_corrections import Correction, correction_in

from actions.turn import Turn
from complaints.drafts import Field

TODAY = date(2026, 11, 24)
TOLD = {
    Field.WHAT: "Cán bộ ở quầy quát tôi trước mặt mọi người",
    Field.OFFICE: "quầy số 3 phường Dĩ An",
    Field.WHEN: "hôm qua",
    Field.WHO: "chị đeo kính",
}


class Draft:
    words = TOLD


def taken_back(text, step, intent="inform"):
    return correction_in(Turn("c", text, intent), Draft, step, TODAY)


@pytest.mark.parametrize("step", ["who", "dossier_code", "anonymous", "confirm"])
@pytest.mark.parametrize("intent", ["inform", "deny", "correct_complaint", "ask"])
def test_a_day_replaces_the_day_whatever_was_asked_since(step, intent):
    found = taken_back("à không, hôm thứ hai", step, intent)
    assert found == Correction(Field.WHEN, "hôm thứ hai")


def test_anything_else_replaces_the_answer_before():
    assert taken_back("nhầm, quầy số 5", "when") == Correction(Field.OFFICE, "quầy số 5")
    assert taken_back("à không, anh tóc ngắn", "dossier_code") == Correction(
        Field.WHO, "anh tóc ngắn"
    )


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("hôm thứ hai", "who"),
        ("không nhớ", "who"),
        ("à không", "who"),
        ("à không, hôm thứ hai", "when"),  # the day itself is asked
        ("không phải đâu nha", "who"),
        ("sửa lại nội dung", "who"),
        ("à không, chị đeo kính", "who"),  # no time of day
        ("à không, chuyện khác cơ", "office"),  # a story is not replaced by half a sentence
        ('/correct_complaint{"field": "when"}', "confirm"),
    ],
)
def test_other_words_take_nothing_back(text, step):
    assert taken_back(text, step) is None


def test_what_was_not_told_is_not_replaced():
    class Fresh:
        words = {Field.WHAT: TOLD[Field.WHAT]}

    said = Turn("c", "à không, anh tóc ngắn", "inform")
    assert correction_in(said, Fresh, "dossier_code", TODAY) is None
    # But a day, which the story may have told.
    said = Turn("c", "à không, hôm thứ hai", "inform")
    assert correction_in(said, Fresh, "who", TODAY) == Correction(Field.WHEN, "hôm thứ hai")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sửa ngày, phải là hôm kia", Correction(Field.WHEN, "hôm kia")),
        ("sua ngay la hom kia", Correction(Field.WHEN, "hom kia")),
        ("nơi xảy ra: phường Dĩ An", Correction(Field.OFFICE, "phường Dĩ An")),
        ("người liên quan: cô Phượng", Correction(Field.WHO, "cô Phượng")),
        ("sửa ngày", None),
        ("nội dung: chuyện khác hẳn", None),  # a story is told anew, at its own question
    ],
)
def test_a_field_named_with_what_it_is_to_hold(text, found):
    assert taken_back(text, "confirm", "correct_complaint") == found


def test_the_words_are_not_in_the_repr():
    assert "thứ hai" not in repr(taken_back("à không, hôm thứ hai", "who"))
