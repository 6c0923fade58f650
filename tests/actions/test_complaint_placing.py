"""What is told out of turn is kept where it belongs."""

from datetime import date

import pytest

from actions.complaint_placing import told_instead
from actions.turn import Turn
from complaints.drafts import Field

TODAY = date(2026, 11, 24)
STORY = "mạ tui lên xin giấy hộ nghèo, o nớ quát già rồi ở nhà cho khoẻ, mạ tui về khóc mấy bữa ni"


def belongs(words, asked, intent="inform", told=()):
    return told_instead(Turn("c", words, intent), asked, dict.fromkeys(told, "đã kể"), TODAY)


@pytest.mark.parametrize(
    ("words", "asked", "intent", "field"),
    [
        (STORY, "office", "complain", Field.WHAT),
        (STORY, "when", "complain", Field.WHAT),
        ("chửi tôi vì dựng xe sai chỗ", "office", "complain", Field.WHAT),
        ("Trung tâm hành chính công phường Tân Sơn Nhì", "what", "inform", Field.OFFICE),
        ("H44.09-250821-0034", "who", "inform", Field.DOSSIER_CODE),
        ("sáng hôm qua", "office", "inform", Field.WHEN),
        ("Em không biết tên, cô còn trẻ, đeo kính, ngồi quầy số 4", "office", "inform", Field.WHO),
        ("k biết tên ai, nói chung là cả bộ phận", "when", "inform", Field.WHO),
        ("Dạ không có mã đâu, cổ có chịu nhận đâu", "who", "inform", Field.DOSSIER_CODE),
        ("ở xã Phú Vang, Huế", "when", "inform", Field.OFFICE),
        ("chi nhánh vp đất đai Biên Hoà ak", "when", "ask", Field.OFFICE),
        ("thứ sáu tuần trước", "who", "inform", Field.WHEN),
        ("ubnd xã Cần Giuộc", "who", "inform", Field.OFFICE),
        ("một chị áo dài ngồi quầy 3", "dossier_code", "inform", Field.WHO),
        ("0914 220 387", "dossier_code", "inform", Field.CONTACT),
        ("ghi tên Hồ Sỹ Lực, 0916 044 853", "dossier_code", "inform", Field.ANONYMOUS),
        ("cô ngồi quầy số 4, đeo kính", "anonymous", "inform", Field.WHO),
    ],
)
def test_it_belongs_to_another_question(words, asked, intent, field):
    assert belongs(words, asked, intent) == field


@pytest.mark.parametrize(
    ("words", "asked", "intent"),
    [
        ("phường Đông Hà, họ quát tôi trước mặt mọi người", "office", "complain"),
        ("quầy số 3", "office", "inform"),
        ("sáng nay họ đuổi tôi về rồi đóng cửa luôn", "when", "complain"),
        ("quầy số 4", "who", "inform"),
        ("cô ấy đeo kính, hôm thứ hai cũng ngồi đó", "who", "inform"),
        ("H26.45-250312-0017", "dossier_code", "inform"),
        ("chị không nhớ", "dossier_code", "inform"),
        ("không biết tên trên bảng", "dossier_code", "inform"),
        ("sao cũng được", "anonymous", "nlu_fallback"),
        ("ở xã nào cũng vậy hả?", "when", "ask"),
        ("ubnd phường làm ăn tắc trách quá", "what", "complain"),
        ("ẩn danh", "when", "go_anonymous"),
    ],
)
def test_it_answers_what_was_asked_or_is_no_answer(words, asked, intent):
    assert belongs(words, asked, intent) is None


def test_what_is_known_already_is_not_told_again():
    assert belongs("ubnd xã Cần Giuộc", "who", told=(Field.OFFICE,)) is None
    assert belongs("cô đeo kính", "anonymous", told=(Field.WHO,)) is None
