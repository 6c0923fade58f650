"""Which office is meant: recognised, or picked once where several may be."""

import pytest

from complaints import drafts
from complaints.drafts import Field
from complaints.models import Complaint
from knowledge_base.models import Office
from tests.actions.test_complaint_form import WHAT, Dialogue

TWO = "phường Phú Lợi hay phường Phú An, không nhớ rõ"


@pytest.fixture
def dialogue(db):
    for key, name in (("phu-loi", "Phú Lợi"), ("phu-an", "Phú An"), ("tay-nam", "Tây Nam")):
        Office.objects.create(
            key=key,
            name=f"Trung tâm Phục vụ hành chính công phường {name}",
            area=f"Phường {name}, TP. Hồ Chí Minh",
            level="commune",
        )
    told = Dialogue()
    told.start()
    told.say(WHAT)
    assert told.step == "office"
    return told


def filed(dialogue):
    for _ in range(3):
        dialogue.say("/skip", "skip")
    dialogue.say("/go_anonymous", "go_anonymous")
    dialogue.say("gửi đi", "submit_complaint")
    return Complaint._record.get()


def test_a_counter_named_with_its_ward_is_recorded_with_its_office(dialogue):
    dialogue.say("quầy 3, một cửa phường Phú Lợi")
    assert filed(dialogue).office_key == "phu-loi"


def test_an_old_commune_is_told_what_it_belongs_to_now(dialogue):
    said, question = dialogue.say("UBND xã An Tây, Bến Cát")
    assert "An Tây" in said.text
    assert "phường Tây Nam" in said.text
    assert question.meta.slot == "when"
    assert filed(dialogue).office_key == "tay-nam"


@pytest.mark.parametrize("words", ["Ba Vì", "Hai Bà Trưng", "Quận 3"])
def test_a_name_with_a_number_in_it_picks_nothing(dialogue, words):
    dialogue.say(TWO)
    dialogue.say(words)
    assert dialogue.step == "when"
    assert drafts.load("c").words[Field.OFFICE] == f"{TWO}, {words}"


def test_the_second_of_those_offered_is_no_monday(dialogue):
    (asked,) = dialogue.say(TWO)
    dialogue.say("thứ hai")
    assert dialogue.step == "when"
    assert Field.WHEN not in drafts.load("c").words
    assert filed(dialogue).office_name == asked.buttons[1].title


def test_another_place_said_later_takes_the_place_of_the_picked_office(dialogue):
    (asked,) = dialogue.say(TWO)
    dialogue.press(asked.buttons[0])
    dialogue.say("à nhầm, phường Tây Nam")
    assert dialogue.step == "when"
    assert filed(dialogue).office_key == "tay-nam"


def test_where_several_fit_they_are_offered_and_one_is_picked(dialogue):
    (asked,) = dialogue.say(TWO)
    assert asked.meta.slot == "office"
    assert "1. " in asked.text
    (question,) = dialogue.press(asked.buttons[1])
    assert question.meta.slot == "when"
    assert drafts.load("c").words[Field.OFFICE] == TWO  # their words stay as they are
    assert filed(dialogue).office_name == asked.buttons[1].title


def test_an_office_is_picked_by_number(dialogue):
    (asked,) = dialogue.say(TWO)
    dialogue.say("1", "choose")
    assert filed(dialogue).office_name == asked.buttons[0].title


def test_none_of_the_offered_leaves_the_words_alone(dialogue):
    dialogue.say(TWO)
    dialogue.say("/skip", "skip")
    assert drafts.load("c").words[Field.OFFICE] == TWO
    assert filed(dialogue).office_key == ""


def test_other_words_are_added_and_it_is_not_asked_a_third_time(dialogue):
    dialogue.say(TWO)
    dialogue.say("phường Tây Nam hay phường Phú An")
    assert dialogue.step == "when"
    assert "Tây Nam" in drafts.load("c").words[Field.OFFICE]


def test_a_correction_asks_where_it_was_and_not_which_of_them(dialogue):
    dialogue.say(TWO)
    dialogue.say("/skip", "skip")
    (asked,) = dialogue.say(
        '/correct_complaint{"field": "office"}', "correct_complaint", {"field": "office"}
    )
    assert "1. " not in asked.text
    dialogue.say("phường Phú An")
    assert filed(dialogue).office_key == "phu-an"


def test_a_forged_office_is_none(dialogue):
    dialogue.say(TWO)
    dialogue.say('/inform{"office": "nowhere"}', "inform", {"office": "nowhere"})
    assert dialogue.step == "office"
