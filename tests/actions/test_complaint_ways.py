"""Feedback, formal complaint, denunciation: told apart, and each led where it belongs."""

import re

import pytest

from actions import complaint_paths
from actions.complaint_asks import AskPath
from actions.complaint_submit import SubmitComplaint
from complaints import drafts, petition_drafts
from complaints.deadlines import Path
from complaints.drafts import Field
from complaints.models import Complaint, ComplaintDraft, PetitionDraft
from contract.outcomes import Outcome
from tests.actions.test_complaint_form import WHAT, Dialogue

pytestmark = pytest.mark.django_db

FORMAL = "Ủy ban không nhận hồ sơ của tôi, tôi muốn khiếu nại quyết định này"
KEY = re.compile(r"\?don=([\w-]+)")


@pytest.fixture
def dialogue():
    return Dialogue()


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("tôi muốn phản ánh", None),
        ("cán bộ to cao đeo kính quát tôi", None),
        ("anh to cao mac ao xanh quat toi", None),
        ("tôi muốn tố cáo cán bộ phường", "denounces"),
        ("toi muon to cao can bo phuong", "denounces"),
        ("tôi khiếu nại thái độ nhân viên", "complains"),
        ("toi muon khieu nai", "complains"),
        ("chị ở quầy 3 đòi tôi 500 nghìn mới nhận hồ sơ", "bribe"),
        ("goi y boi duong ca phe", "bribe"),
        ("cán bộ nhận hối lộ", "bribe"),
        ("can bo doi toi 500 nghin moi nhan ho so", "bribe"),
        ("nó đòi 300k", "bribe"),
        ("tôi nộp chứng chỉ hành nghề mà cán bộ ném trả", None),
        ("Nhân tiện cho tôi phản ánh cán bộ quầy 2", None),
        ("cán bộ nói với tôi đóng tiền ở quầy khác rồi quát", None),
        ("toi doi nop tien hai tieng", None),
        ("tôi không muốn tố cáo ai", None),
        ("không khiếu nại gì, chỉ góp ý thôi", None),
    ],
)
def test_what_speaks_of_another_way_is_noticed(words, doubt):
    assert complaint_paths.doubt_in(words) == doubt


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("1", Path.FEEDBACK),
        ("số 2", Path.COMPLAINT),
        ("cái thứ ba", Path.DENUNCIATION),
        ("phản ánh thôi", Path.FEEDBACK),
        ("khieu nai", Path.COMPLAINT),
        ("to cao", Path.DENUNCIATION),
        ("tôi không rõ nữa", Path.FEEDBACK),
        ("khiếu nại hay tố cáo", None),
        ("ừ", None),
        ("cán bộ ở quầy số 3 quát tôi sáng nay", None),
        ("ba tôi bị bắt đứng chờ dưới nắng", None),
        ("quầy 2 làm ăn kiểu gì vậy", None),
        ("tôi không muốn tố cáo ai", None),
        ("em chọn cách số 2 ạ", Path.COMPLAINT),
    ],
)
def test_a_way_is_chosen_by_name_or_number(words, way):
    assert complaint_paths.chosen_in(words) == way


def test_a_plain_grievance_is_not_asked_which_way_it_goes(dialogue):
    replies = dialogue.start()
    assert dialogue.step == "what"
    assert "Khiếu nại, tố cáo?" in [button.title for button in replies[-1].buttons]


def test_whoever_asks_for_the_choice_gets_it_and_goes_on_with_feedback(dialogue):
    first = dialogue.start()
    (asked,) = dialogue.press(first[-1].buttons[0])
    assert asked.meta.slot == AskPath.step
    assert asked.meta.sources
    replies = dialogue.say("1", "choose")
    assert replies[-1].meta.slot == "what"


def test_a_formal_complaint_is_explained_and_becomes_a_petition_and_no_record(dialogue):
    first, asked = dialogue.start(FORMAL)
    assert "Chưa có gì được gửi" in first.text
    assert asked.meta.slot == "path"
    explained, question = dialogue.say("2", "choose")
    assert "Chủ tịch UBND xã" in explained.text
    assert "30 ngày" in explained.text
    assert question.meta.slot == "office"
    dialogue.say("Một cửa phường Phú Lợi, quầy 3")
    dialogue.say("hôm qua")
    (ready,) = dialogue.say("chị ở quầy 3", "nlu_fallback")
    assert ready.meta.outcome == Outcome.COMPLAINT_STATUS
    assert not Complaint._record.exists()
    told = petition_drafts.fetch(KEY.search(ready.text)[1])
    assert told["path"] == "khieu_nai"
    assert told["what"] == FORMAL
    assert told["when"] == "hôm qua"
    assert FORMAL not in ready.text


def test_sending_it_again_gives_the_same_link(dialogue):
    dialogue.start(FORMAL)
    dialogue.say("2", "choose")
    for _ in range(3):
        replies = dialogue.say("/skip", "skip")
    turn = dialogue.turn("gửi đi", "submit_complaint")
    again = dialogue.do(SubmitComplaint(), turn).replies
    assert again == tuple(replies)
    assert PetitionDraft.objects.count() == 1


def test_nothing_of_a_denunciation_is_kept(dialogue):
    told = "tôi muốn tố cáo ông Bình ở quầy 3 lấy đất của nhà tôi năm ngoái"
    first, asked = dialogue.start(told)
    assert "chưa ghi" in first.text
    assert drafts.load("c").words == {Field.PATH: "unsure"}
    (said,) = dialogue.press(asked.buttons[2])
    assert not ComplaintDraft.objects.exists()
    assert not PetitionDraft.objects.exists()
    assert not Complaint._record.exists()
    assert "loai=to_cao" in said.text
    assert "chữ ký hoặc điểm chỉ" in said.text
    assert dialogue.step is None


def test_who_speaks_of_denouncing_in_the_middle_is_asked_and_not_recorded(dialogue):
    dialogue.start()
    note, asked = dialogue.say("Tôi tố cáo ông Bình lấy đất nhà tôi rồi bán cho người khác")
    assert "chưa ghi" in note.text
    assert asked.meta.slot == "path"
    assert Field.WHAT not in drafts.load("c").words


def test_money_that_was_asked_for_is_told_where_to_report_and_is_not_lost(dialogue):
    dialogue.start()
    advice, asked = dialogue.say("Chị ở quầy 3 đòi tôi 500 nghìn mới nhận hồ sơ")
    assert "công an" in advice.text
    assert "113" in advice.text
    assert asked.meta.slot == "path"
    replies = dialogue.press(asked.buttons[0])
    assert replies[-1].meta.slot == "office"
    assert "500 nghìn" in drafts.load("c").words[Field.WHAT]


def test_from_the_last_step_one_can_still_change_to_a_petition(dialogue):
    dialogue.start()
    dialogue.say(WHAT)
    for _ in range(4):
        dialogue.say("/skip", "skip")
    dialogue.say("/go_anonymous", "go_anonymous")
    assert dialogue.step == "confirm"
    (asked,) = dialogue.say("thôi tôi muốn khiếu nại", "complain")
    assert asked.meta.slot == "path"
    replies = dialogue.press(asked.buttons[1])
    assert "?don=" in replies[-1].text


def test_from_a_petition_one_can_go_back_to_feedback(dialogue):
    dialogue.start(FORMAL)
    dialogue.say("2", "choose")
    (asked,) = dialogue.say('/inform{"path": "ask"}', "inform", {"path": "ask"})
    dialogue.press(asked.buttons[0])
    for _ in range(4):
        dialogue.say("/skip", "skip")
    assert dialogue.step == "anonymous"


def test_a_story_told_instead_of_a_choice_is_kept_as_feedback(dialogue):
    dialogue.start("tôi muốn khiếu nại")
    replies = dialogue.say("Sáng nay chị ở quầy 3 mắng tôi như tát nước trước mặt mọi người")
    assert "đọc được" in replies[0].text  # who reads it is said before the first question
    assert replies[-1].meta.slot == "office"
    assert "tát nước" in drafts.load("c").words[Field.WHAT]


def test_an_answer_that_chooses_nothing_is_asked_again_then_feedback_is_presumed(dialogue):
    dialogue.start("tôi muốn khiếu nại")
    unclear, _ = dialogue.say("ừ", "affirm")
    assert "Chưa rõ" in unclear.text
    replies = dialogue.say("ừ", "affirm")
    assert replies[-1].meta.slot == "what"


def test_a_question_about_the_ways_is_a_question(dialogue):
    dialogue.start("tôi muốn khiếu nại")
    (resumed,) = dialogue.say("khiếu nại thì phải gửi ở đâu?", "ask")
    assert resumed.meta.slot == "path"


def test_giving_up_at_the_choice_erases_everything(dialogue):
    dialogue.start(FORMAL)
    dialogue.say("hủy", "cancel_complaint")
    assert not ComplaintDraft.objects.exists()


def test_a_forged_way_is_no_way(dialogue):
    dialogue.start()
    dialogue.say('/inform{"path": "x"}', "inform", {"path": "x"})
    assert dialogue.step == "what"


@pytest.mark.parametrize("intent", ["ask", "inform", "nlu_fallback"])
@pytest.mark.parametrize(
    "words",
    [
        "tố cáo thì phải làm gì, tôi không muốn ký đơn đâu phiền lắm",
        "to cao thi can nhung gi vay, toi ngai ky don",
        "tố cáo có phải ký tên không",
    ],
)
def test_what_a_denunciation_takes_is_asked_and_not_chosen(dialogue, words, intent):
    story = "cán bộ địa chính đòi tôi 500k mới làm nhanh, không đưa thì ngâm hồ sơ"
    dialogue.start(story)
    assert dialogue.step == "path"
    dialogue.say(words, intent)
    assert dialogue.step == "path"
    assert drafts.load("c").words[Field.WHAT] == story


def test_what_it_takes_is_told(dialogue):
    dialogue.start("cán bộ địa chính đòi tôi 500k mới làm nhanh, không đưa thì ngâm hồ sơ")
    said = dialogue.say("tố cáo thì phải làm gì, tôi không muốn ký đơn đâu", "inform")
    assert "chữ ký hoặc điểm chỉ" in said[0].text
    assert "đã được xóa" not in said[0].text
    dialogue.say("vậy phản ánh")
    assert dialogue.step == "office"
