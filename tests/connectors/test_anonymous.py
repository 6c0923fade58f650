"""Words for editors: what leads to a person is written over, what is asked stays."""

import pytest

from connectors.anonymous import LONGEST, anonymous


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        ("tôi là Nguyễn Văn An cần làm lại căn cước", "Văn An"),
        ("toi ten la nguyen van an, can lam giay khai sinh", "nguyen van an"),
        ("con tên Trần Thị Bé đi học cần giấy gì", "Thị Bé"),
        ("NGUYEN VAN AN LAM LAI CAN CUOC", "VAN AN"),
        ("số của em 0912 345 678 làm sao gia hạn", "0912"),
        ("cccd 079203001234 bị mất", "079203001234"),
        ("nhà ở số 12/3 đường Lê Lợi thì nộp ở đâu", "12/3"),
        ("ở hẻm 45 Trần Hưng Đạo đăng ký tạm trú ở đâu", "45"),
        ("gửi kết quả về a.b@thu.vn được không", "a.b@thu.vn"),
        ("hồ sơ H29.30-261120-0012 sao lâu vậy", "261120"),
        ("mã phản ánh K7QM-2R9D-XW4T-5 không mở được", "2R9D"),
        ("xe 61A-123.45 sang tên thế nào", "123.45"),
        ("biên nhận 20261120 mất rồi", "20261120"),
        ("xem https://facebook.com/ai-do giúp", "facebook"),
    ],
)
def test_what_leads_to_a_person_is_hidden(typed, hidden):
    assert hidden not in anonymous(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "thủ tục xin giấy phép nuôi chim yến",
        "Lệ phí cấp lại hộ chiếu bao nhiêu",
        "Hồ sơ đăng ký kết hôn ở TP. Hồ Chí Minh cần gì",
        "thủ tục 1.001193 nộp ngày 12/03/2026 được không",
        "DANG KY KHAI SINH CAN GI",
        "Vũ trường cần giấy phép gì",
        "làm trong 15 ngày, phí 50.000 đồng",
        "Nghị định 118/2025/NĐ-CP nói gì",
        "đường vào nhà bị lấn chiếm thì báo ai",
    ],
)
def test_a_plain_question_stays_as_it_is(typed):
    assert anonymous(typed) == typed


@pytest.mark.parametrize("typed", ["", " \n ", "…", "a" * 4000, "Nguyễn " * 900, "1 2 " * 1000])
def test_any_text_is_taken_and_kept_short(typed):
    assert len(anonymous(typed)) <= LONGEST
