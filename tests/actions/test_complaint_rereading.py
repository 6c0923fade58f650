"""What is wanted when the complaint is read back: words out, words in, a place put right."""

from datetime import date

import pytest

from actions.complaint_cutting import without
from actions.complaint_reader import read_message
from complaints import drafts
from complaints.drafts import Field
from tests.actions.test_complaint_form import WHAT, Dialogue, answer_all_but_confirm

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
ASKED = "Ông Tài có thấy tên em không"


def told(field=Field.WHAT):
    return drafts.load("c").words.get(field, "")


@pytest.fixture
def review():
    dialogue = Dialogue()
    answer_all_but_confirm(dialogue)
    drafts.put("c", Field.WHAT, f"{WHAT}. {ASKED}")
    return dialogue


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (f"bỏ câu {ASKED} đi, đó là em hỏi mà. thêm là tôi chờ ba tiếng", "tôi chờ ba tiếng"),
        ("xoa dong ong tai thay ten em di, cai do hoi thoi. them la toi cho ba tieng", "toi cho"),
        (
            "bổ sung là họ bắt tôi chờ ba tiếng, bỏ giùm câu ông Tài có thấy tên em đi",
            "chờ ba tiếng",
        ),
    ],
)
def test_what_is_taken_out_stays_out_and_only_what_is_to_be_added_is(review, words, left):
    said = review.say(words, "nlu_fallback")
    assert ASKED in said[0].text
    assert ASKED not in told()
    assert "hỏi" not in told()
    assert WHAT in told()
    assert left in told()
    assert any(told() in reply.text for reply in said), "it is read back"
    assert review.step == "confirm"


def test_what_nobody_told_is_not_said_to_be_taken_out(review):
    before = told()
    said = review.say("bỏ câu con trâu ăn cỏ ngoài đồng đi", "nlu_fallback")
    assert "chưa bỏ gì" in said[0].text
    assert told() == before


def test_a_story_is_not_emptied(review):
    drafts.put("c", Field.WHAT, WHAT)
    said = review.say(f"bỏ câu {WHAT} đi", "nlu_fallback")
    assert "ít nhất một câu" in said[0].text
    assert told() == WHAT


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("ông Tài thấy tên em", "Họ ném hồ sơ."),
        ("ong tai co thay ten em khong", "Họ ném hồ sơ."),
        ("hồ sơ", "Họ ném. Ông Tài có thấy tên em không?"),
        ("tên của ông Tài là gì vậy", None),
        ("", None),
    ],
)
def test_part_of_a_sentence_names_it(words, left):
    assert without("Họ ném hồ sơ. Ông Tài có thấy tên em không?", words) == left


@pytest.mark.parametrize(
    "words", ["cán bộ từ chối nhận hồ sơ", "can bo tu choi nhan ho so", "toàn bộ chữ ký bị mất"]
)
def test_a_story_takes_nothing_out(words):
    said = read_message(words, "dossier_code", TODAY)
    assert not said.cut
    assert said.reopened is None
    assert said.story == [words]


@pytest.mark.parametrize(
    ("words", "added"),
    [
        ("sao không thấy chuyện cô ấy quát bác trước mặt bao nhiêu người", "cô ấy quát bác"),
        ("sao k thay vu ho nem ho so xuong dat", "ho nem ho so xuong dat"),
        ("sao chưa có khúc chị đó ném hồ sơ của em vậy con", "chị đó ném hồ sơ của em"),
        ("còn thiếu đoạn họ bắt tôi đi lại ba lần", "họ bắt tôi đi lại ba lần"),
        ("chưa ghi việc ông ấy đòi xem hộ khẩu", "ông ấy đòi xem hộ khẩu"),
    ],
)
def test_what_is_missed_is_added_and_read_back(review, words, added):
    said = review.say(words, "complain")
    assert added in told()
    assert "sao k" not in told()
    assert "thiếu" not in told()
    assert "vậy con" not in told()
    assert any("Nội dung" in reply.text and added in reply.text for reply in said)


def test_what_is_asked_beside_what_is_missed_is_answered(review):
    said = review.say(
        "sao không thấy chuyện họ ném giấy tờ, với cháu chưa trả lời bác có ai gọi lại không",
        "nlu_fallback",
    )
    assert "họ ném giấy tờ" in told()
    assert "gọi lại" not in told()
    assert any("người xử lý liên lạc khi cần" in reply.text for reply in said)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("nơi xảy ra ghi lộn xộn quá, sửa lại là UBND phường Phú Lợi thôi", "UBND phường Phú Lợi"),
        ("noi xay ra ghi ky cuc qua, sua lai thanh ubnd phuong phu loi", "ubnd phuong phu loi"),
        (
            "nơi xảy ra ghi phường nào đâu không, sửa lại là UBND phường Phú Lợi",
            "UBND phường Phú Lợi",
        ),
    ],
)
def test_the_last_word_on_a_part_counts(words, place):
    said = read_message(words, "confirm", TODAY)
    assert said.changed == {Field.OFFICE: place}
    assert not said.story


@pytest.mark.parametrize(
    "words", ["không có mã, đừng ghi tên ông nghe con", "ko co ma, dung ghi ten bac nha chau"]
)
def test_who_calls_themselves_so_speaks_of_their_own_name(words):
    said = read_message(words, "dossier_code", TODAY)
    assert len(said.naming) == 1
    assert not said.story


@pytest.mark.parametrize(
    "words", ["đừng ghi tên ông ấy", "bảng tên chị Lan", "không biết tên ông Tư"]
)
def test_the_name_of_somebody_else_is_no_wish_to_hide(words):
    assert not read_message(words, "who", TODAY).naming
