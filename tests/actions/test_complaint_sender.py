"""Who tells their own name is the sender; the person complained about is somebody else."""

import pytest

from actions.complaint_facts import person_in
from actions.complaint_reader import read_message
from actions.complaint_sender import sender_in
from complaints import drafts
from complaints.drafts import Field
from tests.actions.test_complaint_form import Dialogue, answer_all_but_confirm
from tests.support.knowledge import TODAY

pytestmark = pytest.mark.django_db
STORY = (
    "Bác tên Nguyễn Văn Sáu, 68 tuổi, bữa 25 bác lên phường chứng thực giấy tờ, cậu thanh niên "
    'ngồi bấm điện thoại để bác đợi hơn 1 tiếng, bác hỏi thì nó nói "tôi đang bận". Bác muốn '
    "phản ánh"
)


def told(field):
    return drafts.load("c").words.get(field)


@pytest.mark.parametrize(
    ("story", "name"),
    [
        (STORY, "Nguyễn Văn Sáu"),
        ("Tôi tên là Lê Thị Hoa, hôm qua cô ở quầy 2 quát tôi", "Lê Thị Hoa"),
        ("bac ten nguyen van sau, bua 25 bac len phuong bi no quat", "nguyen van sau"),
        ("Chào cháu, bà tên Tư, bà muốn phản ánh cậu cán bộ", "Tư"),
        ("Dạ em tên Trần Văn Bình. Chị cán bộ đuổi em về", "Trần Văn Bình"),
        ("tên tôi là Phạm Văn Hùng, cán bộ quát tôi", "Phạm Văn Hùng"),
    ],
)
def test_who_introduces_themselves_is_the_sender(story, name):
    assert sender_in(story).name == name
    assert name not in (person_in(story) or "")


@pytest.mark.parametrize(
    "story",
    [
        "cô tên Lan, đeo kính, ngồi quầy 3, quát tôi trước mặt mọi người",
        "em tên Lan ở quầy 3 quát tôi",
        "anh tên Hùng địa chính đòi tiền tui",
        "bác tên Sáu bảo vệ đuổi mình ra",
        "con tên Lan đó quát em",
        "thằng tên Tài cứ bấm điện thoại",
    ],
)
def test_whose_name_is_told_of_another_is_no_sender(story):
    assert sender_in(story) is None


def test_the_accused_is_the_other_one_and_the_name_is_not_asked_for_again():
    dialogue = Dialogue()
    dialogue.start(STORY)
    assert told(Field.WHO) == "cậu thanh niên ngồi bấm điện thoại"
    assert told(Field.CONTACT) == "Nguyễn Văn Sáu"
    assert told(Field.ANONYMOUS) is None  # nobody said yet that it is to show
    dialogue.say("phường Hòa Thuận")
    dialogue.say("không có mã")
    assert dialogue.step == "anonymous"
    said = dialogue.say("ghi tên đi")
    assert "Nguyễn Văn Sáu" in said[-1].text
    assert "họ tên" not in said[-1].text
    dialogue.say("số bác 0903 222 111")
    assert told(Field.CONTACT) == "Nguyễn Văn Sáu, 0903 222 111"


@pytest.mark.parametrize("wish", ["có tên đàng hoàng", "ghi tên hẳn hoi"])
def test_who_wants_it_with_their_name_is_not_asked_whether(wish):
    dialogue = Dialogue()
    dialogue.start(f"{STORY} {wish}.")
    assert told(Field.ANONYMOUS) == "named"


def test_who_stays_hidden_leaves_no_name():
    dialogue = Dialogue()
    dialogue.start(f"{STORY} nhưng giấu tên giùm bác.")
    assert told(Field.ANONYMOUS) == "anonymous"
    assert told(Field.CONTACT) is None


@pytest.mark.parametrize(
    ("words", "person"),
    [
        (
            "người liên quan sao lại là bác? là cậu thanh niên ngồi quầy chứng thực chứ",
            "cậu thanh niên ngồi quầy chứng thực",
        ),
        ("nguoi lien quan sao lai ghi la toi? la anh Hung dia chinh co", "anh Hung dia chinh"),
        ("sao người liên quan lại là tôi, là chị Mai mới đúng", "chị Mai"),
    ],
)
def test_a_person_that_is_wondered_at_is_corrected(words, person):
    dialogue = Dialogue()
    answer_all_but_confirm(dialogue)
    before = told(Field.WHAT)
    dialogue.say(words, "nlu_fallback")
    assert told(Field.WHO) == person
    assert told(Field.WHAT) == before
    assert told(Field.OFFICE) == "Một cửa phường Phú Lợi"
    assert dialogue.step == "confirm"


@pytest.mark.parametrize(
    "words", ["cán bộ sao lại ghi sai tên tôi", "sao cán bộ lại ghi sai giấy của tôi"]
)
def test_what_is_wondered_at_in_a_story_is_no_correction(words):
    said = read_message(words, "confirm", TODAY)
    assert said.reopened is None
    assert not said.changed
