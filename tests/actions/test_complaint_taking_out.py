"""Sentences taken out at the review: named by some of their words, by their beginning, or last."""

import pytest

from actions.complaint_cutting import without
from actions.complaint_reader import read_message
from complaints import drafts
from complaints.drafts import Field
from complaints.models import Complaint
from tests.actions.test_complaint_form import Dialogue
from tests.support.knowledge import TODAY

pytestmark = pytest.mark.django_db
FIRST = "bà lên phường làm trợ cấp, cậu cán bộ bảo về 4 lần rồi"
SECOND = "má bà mất lâu rồi nhưng bà hỏi chuyện của bà mà"
THIRD = "hôm đó trời mưa to lắm"


@pytest.fixture
def before_the_code():
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(f"{FIRST}. {SECOND}. {THIRD}", "complain")
    dialogue.say("phường Tân Định")
    dialogue.say("thứ ba tuần trước")
    dialogue.say("cậu gầy gầy đeo kính")
    assert dialogue.step == "dossier_code"
    return dialogue


@pytest.fixture
def review(before_the_code):
    before_the_code.say("không có mã")
    before_the_code.say("ẩn danh", "go_anonymous")
    assert before_the_code.step == "confirm"
    return before_the_code


def story():
    return drafts.load("c").words[Field.WHAT]


@pytest.mark.parametrize("intent", ["nlu_fallback", "correct_complaint", "submit_complaint"])
@pytest.mark.parametrize(
    "words",
    [
        "bỏ câu má bà đi cháu, cái đó bà nói nhầm. Rồi gửi giùm bà",
        "bo cau ma ba di chau, cai do ba noi nham. roi gui gium ba",
        "xóa câu má bà mất đi con, câu đó tôi ghi lộn",
        "cắt đoạn má bà mất lâu rồi giùm bà",
    ],
)
def test_a_sentence_is_found_by_its_beginning_and_nothing_is_added(review, words, intent):
    said = review.say(words, intent)
    assert SECOND in said[0].text
    assert story() == f"{FIRST}. {THIRD}"
    assert any(THIRD in reply.text and FIRST in reply.text for reply in said)  # read again
    assert review.step == "confirm"
    assert not Complaint._record.exists()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("bỏ câu cuối", f"{FIRST}. {SECOND}."),
        ("xóa câu cuối cùng đi cháu", f"{FIRST}. {SECOND}."),
        ("xóa hai câu cuối trong nội dung", f"{FIRST}."),
        ("xoa 2 cau cuoi trong noi dung di con", f"{FIRST}."),
        ('xóa hai câu cuối trong nội dung đi, câu "má bà mất" với câu "trời mưa" ấy', f"{FIRST}."),
    ],
)
@pytest.mark.parametrize("intent", ["correct_complaint", "nlu_fallback"])
def test_the_last_sentences_go_and_it_need_not_be_told_again(review, words, left, intent):
    review.say(words, intent)
    assert story().rstrip(".") == left.rstrip(".")
    assert review.step == "confirm"


def test_not_all_of_a_story_is_taken_out(review):
    before = story()
    review.say("xóa ba câu cuối đi", "correct_complaint")
    assert story() == before


def test_words_within_a_clause_take_only_their_clause(review):
    review.say("bỏ câu cán bộ bảo về", "nlu_fallback")
    assert story().startswith("bà lên phường làm trợ cấp")
    assert SECOND in story()


@pytest.mark.parametrize(
    "words", ["họ xóa tên tôi ở câu cuối cùng của danh sách", "cán bộ từ chối câu cuối tôi hỏi"]
)
def test_what_happened_takes_nothing_out(words):
    said = read_message(words, "confirm", TODAY)
    assert not said.cut
    assert not said.cut_last


def test_a_sentence_with_a_day_stays_in_one_piece():
    assert (
        without("Ngày 25.11 họ quát tôi. Rồi họ cười", "Rồi họ cười") == "Ngày 25.11 họ quát tôi."
    )


@pytest.mark.parametrize(
    "words",
    [
        "bỏ trống phần người liên quan đi cháu",
        "còn chỗ người liên quan xóa đi",
        "con cho nguoi lien quan xoa di",
        "xóa giùm phần người liên quan",
    ],
)
def test_a_part_that_may_be_empty_is_emptied_and_it_is_read_again(review, words):
    said = review.say(words, "correct_complaint")
    assert Field.WHO not in drafts.load("c").words
    assert "người" in said[0].text
    assert any(FIRST in reply.text for reply in said)
    assert review.step == "confirm"


@pytest.mark.parametrize("words", ["bỏ trống phần nội dung", "xóa phần nơi xảy ra đi"])
def test_the_story_and_the_place_are_not_emptied(review, words):
    before = dict(drafts.load("c").words)
    review.say(words, "correct_complaint")
    assert drafts.load("c").words == before


@pytest.mark.parametrize(
    "words", ["không có em, quên nữa, hôm đó cô ấy còn xé tờ khai của bà", "khong co ma chi het"]
)
def test_that_there_is_no_code_is_heard_with_what_else_is_told(before_the_code, words):
    before_the_code.say(words)
    assert before_the_code.step == "anonymous"
    assert ("xé tờ khai" in story()) == ("xé tờ khai" in words)
