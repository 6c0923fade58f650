"""What can be said at any step of the complaint form."""

import pytest

from actions import complaint_phrases as phrases
from complaints.filing import ANONYMOUS, NAMED


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


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("ẩn danh", ANONYMOUS),
        ("không ghi tên tôi", ANONYMOUS),
        ("ghi tên mình đi... à mà thôi, cho ẩn danh nha", ANONYMOUS),
        ("ghi tên thì sợ lắm, thôi ẩn danh", ANONYMOUS),
        ("ghi tên tôi", NAMED),
        ("ẩn danh chi, ghi tên Hồ Sỹ Lực", NAMED),
        ("Ẩn danh. À không, để tên: Lê Quang Vịnh", NAMED),
        ("tên tui là Nguyễn Thị Bé Ba", NAMED),
        ("Tui tên Nguyễn Thị Sáu, tui hổng sợ, số của tui 0794 112 006", NAMED),
        ("không cần ẩn danh", NAMED),
        ("có cần ghi tên không?", None),
        ("sao cũng được", None),
    ],
)
def test_the_choice_of_a_name(words, choice):
    assert phrases.naming_chosen_in(words) == choice


@pytest.mark.parametrize(
    "words",
    [
        "nếu tôi ghi tên thì cô đó có biết tôi là ai không?",
        "Họ có biết là em gửi không?",
        "có lộ tên người báo không",
        "ai đọc được phản ánh này",
        "can bo co biet ten toi khong",
    ],
)
def test_who_asks_whether_their_name_is_seen(words):
    assert phrases.asks_of_naming(words)


@pytest.mark.parametrize(
    "words",
    ["cô ấy biết tôi đứng chờ mà vẫn bấm điện thoại", "hỏi tên không nói", "họ bảo về chờ"],
)
def test_a_story_asks_nothing_of_names(words):
    assert not phrases.asks_of_naming(words)


def test_only_a_question_about_a_complaint_is_answered_outside_of_it():
    assert phrases.asks_of_naming_a_complaint("phản ánh thì có lộ tên tôi không")
    assert not phrases.asks_of_naming_a_complaint("họ có biết tôi ở đâu không")


def test_when_a_complaint_is_answered():
    assert phrases.asks_of_answer("bao giờ họ trả lời tôi")
    assert phrases.asks_of_answer("gui xong may ngay thi phan hoi")
    assert not phrases.asks_of_answer("bao lâu có giấy khai sinh")


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


def test_a_name_and_a_way_to_be_reached():
    told = phrases.name_and_contact("để tên, Khuất Duy Tiến, số tôi 0985 310 662")
    assert told.words
    assert told.is_reachable
    assert not phrases.name_and_contact("Nêu tên tôi: Vũ Đức Toàn").is_reachable
    assert phrases.name_and_contact("ghi tên tôi").words == ""
