"""What can be said at any step of the complaint form."""

import pytest

from actions import complaint_phrases as phrases


@pytest.mark.parametrize(
    "words",
    [
        "gửi",
        "gửi đi",
        "dung roi gui di",
        "rồi, gửi giùm tui",
        "gửi. Thế bao lâu thì họ phải trả lời tôi?",
        "tôi gửi. Rồi bao giờ có trả lời?",
        "không cần liên lạc, gửi đi",
        "gửi đi, cần gấp lắm rồi",
        "Ờ, gởi đi con",
        "ok gửi lẹ",
    ],
)
def test_a_wish_to_send_is_seen_beside_other_words(words):
    assert phrases.sends(words)


@pytest.mark.parametrize(
    "words",
    ["khoan gửi", "chưa gửi", "đừng gửi", "gửi sai rồi sửa lại", "tôi gửi hồ sơ hôm qua", "gửi ai"],
)
def test_what_holds_back_or_tells_is_no_wish_to_send(words):
    assert not phrases.sends(words)


def test_when_a_complaint_is_answered():
    assert phrases.asks_of_answer("bao giờ họ trả lời tôi")
    assert phrases.asks_of_answer("gui xong may ngay thi phan hoi")
    assert not phrases.asks_of_answer("bao lâu có giấy khai sinh")
    assert not phrases.asks_of_answer("Tôi hỏi bao giờ có kết quả, cô ấy không thèm trả lời")


@pytest.mark.parametrize(
    "words",
    [
        "làm chi có mã, mới hỏi đã bị đuổi về rồi",
        "không biết tên, mã cũng không có",
        "khong cap ma so gi het",
        "Chưa kịp nộp lấy đâu ra mã hồ sơ",
        "chưa có mã",
    ],
)
def test_no_dossier_code(words):
    assert phrases.denies_code(words)


@pytest.mark.parametrize("words", ["mã H26.45-250312-0017", "không mà", "ko co ma ho noi vay"])
def test_a_code_or_another_word(words):
    assert not phrases.denies_code(words)


@pytest.mark.parametrize(
    "words",
    ["Thôi bỏ đi, mất thời gian", "thôi khỏi ghi nữa", "hủy", "không muốn phản ánh nữa"],
)
def test_giving_up(words):
    assert phrases.gives_up(words)


@pytest.mark.parametrize(
    "words", ["thôi, quầy số 3", "bỏ hồ sơ của tôi vào góc", "cô bảo thôi về đi"]
)
def test_no_giving_up(words):
    assert not phrases.gives_up(words)
