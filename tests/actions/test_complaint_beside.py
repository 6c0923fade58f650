"""What stands beside an answer in the form: a question, an order, why there is no answer."""

import pytest

from actions.complaint_calls import asks_hotline
from actions.complaint_facts import time_in
from actions.complaint_office import insisted
from actions.complaint_phrases import denies_code, has_no_code
from actions.services import services
from complaints import drafts
from complaints.drafts import Field
from complaints.folding import fold
from tests.actions.test_complaint_form import WHAT, Dialogue, answer_all_but_confirm
from tests.support.knowledge import TODAY

pytestmark = pytest.mark.django_db
TO_THE_CODE = ("phường Tân Định", "hôm qua", "cậu gầy gầy đeo kính")


def say(name):
    return services().sentences.say(f"complaint_{name}")


def told(field):
    return drafts.load("c").words.get(field)


def at(*answers):
    dialogue = Dialogue()
    dialogue.start()
    dialogue.say(WHAT, "complain")
    for words in answers:
        dialogue.say(words)
    return dialogue


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "ask", "complain"])
@pytest.mark.parametrize(
    "words",
    [
        "mà ai đọc cái này vậy, cổ có biết tui là người nói ko? tui còn phải quay lại lấy giấy nữa",
        "ma ai doc cai nay vay, co co biet tui la nguoi noi ko? tui con phai quay lai lay giay nua",
        "ai đọc cái này vậy? mai em lại lên đó, em còn phải gặp lại",
    ],
)
def test_who_asks_who_reads_tells_no_place(words, intent):
    dialogue = at()
    said = dialogue.say(words, intent)
    assert say("naming") in said[0].text
    assert dialogue.step == "office"
    assert told(Field.OFFICE) is None
    assert told(Field.WHAT) == WHAT


@pytest.mark.parametrize(
    "words",
    [
        "ủa chưa nói chỗ mà, ở phường Dĩ An á, quầy hộ tịch",
        "tôi chưa nói nơi nào mà, phường Dĩ An, quầy hộ tịch",
        "chưa kể ở đâu mà, tại phường Dĩ An, quầy hộ tịch",
    ],
)
def test_a_place_that_was_none_is_replaced(words):
    dialogue = at("mấy cô ở trỏng không ai chịu nhận")
    drafts.put("c", Field.OFFICE, "cổ có biết không")
    dialogue.say(words)
    assert told(Field.OFFICE).removeprefix("tại ") == "phường Dĩ An, quầy hộ tịch"
    assert "chưa" not in told(Field.WHAT)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (
            "nơi xảy ra ghi bậy rồi, chỉ ghi phường Dĩ An quầy hộ tịch thôi",
            "phường Dĩ An quầy hộ tịch",
        ),
        ("nơi xảy ra tầm bậy hết, ghi lại là phường Dĩ An", "phường Dĩ An"),
        ("noi xay ra ghi trat roi, sua thanh phuong Di An", "phuong Di An"),
    ],
)
def test_a_place_called_wrong_is_what_stands_behind_it(words, place):
    dialogue = Dialogue()
    answer_all_but_confirm(dialogue)
    dialogue.say(words, "correct_complaint")
    assert told(Field.OFFICE) == place


@pytest.mark.parametrize(
    "words",
    [
        "khong biet ai nhan, hoi do dong nguoi. thoi bo qua het di, xong thi gui",
        "không nhớ ai, lúc đó đông quá. bỏ qua mấy câu còn lại đi",
        "thôi cho qua hết đi cháu",
        "khỏi hỏi mấy câu sau nữa",
    ],
)
def test_all_that_is_left_is_skipped_but_the_choice_of_a_name(words):
    dialogue = at("o phuong Di An")
    dialogue.say("hôm qua")
    dialogue.say(words, "nlu_fallback")
    assert dialogue.step == "anonymous"
    assert told(Field.WHAT) == WHAT
    assert told(Field.OFFICE) == "o phuong Di An" or told(Field.OFFICE) == "phuong Di An"


def test_all_is_skipped_from_the_place_on():
    dialogue = at()
    dialogue.say("bỏ qua hết đi", "skip")
    assert dialogue.step == "anonymous"


@pytest.mark.parametrize(
    "words",
    [
        "mà giờ gọi số nào cho nhanh",
        "tôi hỏi gọi số nào cơ mà",
        "toi hoi goi so nao co ma",
        "gọi số mấy vậy",
        "số nào để gọi",
        "gio goi ai cho nhanh",
    ],
)
def test_a_number_to_call_is_asked_for_however_it_ends(words):
    assert asks_hotline(words)


@pytest.mark.parametrize(
    "words", ["gọi số nào họ cũng không bắt máy", "họ bảo gọi số nào đó mà không ai nghe"]
)
def test_who_called_in_vain_asks_for_no_number(words):
    assert not asks_hotline(words)


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "talk_to_staff"])
def test_a_place_is_taken_and_the_number_beside_it_answered(intent):
    dialogue = at()
    said = dialogue.say("xã Phước Thành. mà giờ gọi số nào cho nhanh", intent)
    assert said[0].text == say("hotline")
    assert told(Field.OFFICE) == "xã Phước Thành"
    assert told(Field.WHAT) == WHAT
    said = dialogue.say("tôi hỏi gọi số nào cơ mà, trả lời đi", intent)
    assert said[0].text == say("hotline")
    assert dialogue.step == "when"
    assert told(Field.WHEN) is None
    assert told(Field.WHAT) == WHAT


@pytest.mark.parametrize(
    ("words", "day", "person"),
    [
        ("22/5. địa chính tên Thắng", "22/5", "địa chính tên Thắng"),
        ("hôm qua. can bo ho tich ten Lan", "hôm qua", "can bo ho tich ten Lan"),
    ],
)
def test_a_day_and_who_it_was_are_both_taken(words, day, person):
    dialogue = at("phường Tân Định")
    dialogue.say(words, "nlu_fallback")
    assert (told(Field.WHEN), told(Field.WHO)) == (day, person)
    assert told(Field.WHAT) == WHAT
    assert dialogue.step == "dossier_code"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("nop tu hoi dau thang 9, goi hoai khong ai bat may", "dau thang 9"),
        ("nộp từ giữa tháng 5, gọi hoài không ai nghe", "giữa tháng 5"),
        ("cuối tháng 4 năm 2025", "cuối tháng 4 năm 2025"),
    ],
)
def test_a_part_of_a_month_says_when(words, when):
    assert time_in(words, TODAY) == when
    dialogue = at("phường Tân Định")
    dialogue.say(words, "nlu_fallback")
    assert told(Field.WHEN) == when
    assert dialogue.step == "who"


def test_two_parts_of_months_are_no_one_time():
    assert time_in("từ đầu tháng 3 tới giờ, rồi cuối tháng 5 lại lên", TODAY) is None


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("khong, xa Binh My huyen Cu Chi", "xa Binh My huyen Cu Chi"),
        ("không phải, xã Bình Mỹ huyện Củ Chi", "xã Bình Mỹ huyện Củ Chi"),
        ("không, xã An Thạnh huyện Cù Lao Dung", "xã An Thạnh huyện Cù Lao Dung"),
        ("không, phường Tân Định quận 1 cũ", "phường Tân Định (quận 1 cũ)"),
    ],
)
def test_a_district_keeps_its_whole_name(words, place):
    assert insisted("xa Binh My", words) == place


@pytest.mark.parametrize(
    "words",
    [
        "mã gì bác có đâu, chứng thực lấy liền mà",
        "ma gi bac co dau, chung thuc lay lien ma",
        "làm gì có mã, bữa đó nộp một lần rồi về",
        "lam gi co ma, nop xong la ve",
        "khong co ma gi",
        "không có mã gì hết trơn á cháu",
        "mã hồ sơ tui ko nhớ, tờ giấy hẹn để ở nhà",
        "giấy má bà cũng chẳng còn cái nào",
    ],
)
@pytest.mark.parametrize("intent", ["inform", "nlu_fallback"])
def test_whoever_has_no_code_goes_on(words, intent):
    dialogue = at(*TO_THE_CODE)
    assert dialogue.step == "dossier_code"
    dialogue.say(words, intent)
    assert dialogue.step == "anonymous"
    assert told(Field.WHAT) == WHAT


def test_a_day_put_right_beside_the_missing_code_is_taken():
    dialogue = at("phường Tân Định", "bữa 5", "cậu gầy gầy đeo kính")
    dialogue.say("mã gì bác có đâu, lấy liền mà. À mà không phải bữa 5, bữa 4 mới đúng")
    assert told(Field.WHEN) == "bữa 4"
    assert told(Field.WHAT) == WHAT
    assert dialogue.step == "anonymous"


@pytest.mark.parametrize("words", ["mã nào cũng có ở đâu đó", "cán bộ làm mất giấy của tôi"])
def test_other_words_deny_no_code(words):
    assert not denies_code(words)
    assert not has_no_code(fold(words))
