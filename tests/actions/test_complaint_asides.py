"""What is said within the complaint form that is no answer."""

import pytest

from actions import complaint_asides as asides


@pytest.mark.parametrize(
    ("words", "sentence", "rest"),
    [
        ("Ẩn danh thì có ai trả lời tôi không?", "anonymous_answered", ""),
        (
            "dạ ở phường Tân Uyên, mà gửi cái này chị đó có biết e ko",
            "naming",
            "dạ ở phường Tân Uyên",
        ),
        (
            "Một anh đeo kính. Thế phản ánh xong thì bao lâu có trả lời?",
            "when_answered",
            "Một anh đeo kính.",
        ),
        (
            "de ten di, minh ten Le Van Minh. A ma an danh thi co dc tra loi ko?",
            "anonymous_answered",
            "de ten di, minh ten Le Van Minh.",
        ),
        ("chị tóc ngắn. Mà gửi xong có bị làm khó không", "naming", "chị tóc ngắn."),
        ("ủa e hỏi là gửi cái này chị đó có biết e là ai ko mà", "naming", ""),
    ],
)
def test_a_question_about_the_complaint_is_parted_from_the_answer(words, sentence, rest):
    assert asides.aside_in(words) == asides.Aside(sentence, rest)


@pytest.mark.parametrize(
    "words", ["cán bộ quát tôi, có ai thấy đâu", "phường Dĩ An", "hôm qua", ""]
)
def test_other_words_hold_no_aside(words):
    assert asides.aside_in(words) is None


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        (
            "tôi có phản ánh ai đâu, hủy đi. Cho tôi thủ tục cấp lại sổ đỏ",
            "Cho tôi thủ tục cấp lại sổ đỏ",
        ),
        ("t k to cao ai het, huy di. t mun doi dan toc", "t mun doi dan toc"),
        ("Hủy ngay. Tôi không tố cáo ai.", ""),
        ("em có khiếu nại ai mô. bỏ đi anh chị ơi", ""),
        ("thôi thôi em hổng dám kiện đâu, em chỉ hỏi thôi", "em chỉ hỏi thôi"),
        ("thôi dừng lại, em không muốn phản ánh nữa, cảm ơn", ""),
        ("hủy giúp tôi, tôi thấy mệt quá rồi, cảm ơn anh chị nhiều nha", ""),
        ("em không phản ánh nữa đâu, chào anh chị", ""),
        (
            "dừng lại đi, tôi nghĩ lại rồi. Cảm ơn. Làm khai sinh nộp ở đâu",
            "Cảm ơn. Làm khai sinh nộp ở đâu",
        ),
        ("thoi khong phan anh nua. cho toi hoi tien do nop o dau", "cho toi hoi tien do nop o dau"),
    ],
)
def test_who_complains_of_nobody_stops(words, rest):
    assert asides.stops(words) == rest


@pytest.mark.parametrize(
    "words",
    [
        "tôi không muốn tố cáo ai, chỉ muốn góp ý thôi",
        "cô ấy bảo tôi muốn khiếu nại gì thì khiếu nại",
        "họ bỏ hồ sơ của tôi vào góc",
        "không ai xử lý gì",
        "thôi, quầy số 3",
        "không nhớ tên, bỏ đi",
        "bỏ, hỏi câu khác",
        "tôi nói không phản ánh nữa thì họ mới chịu nhận hồ sơ",
    ],
)
def test_a_story_stops_nothing(words):
    assert asides.stops(words) is None


@pytest.mark.parametrize(
    ("words", "added"),
    [
        (
            "thêm vào nội dung: em xin giấy từ chối mà chị không đưa",
            "em xin giấy từ chối mà chị không đưa",
        ),
        ("thiếu rồi, họ vứt hồ sơ qua một bên, ghi thêm vô", "họ vứt hồ sơ qua một bên"),
        ("ghi thêm: họ ném cả tờ khai", "họ ném cả tờ khai"),
        ("gửi đi", None),
        ("ghi thêm", None),
        ("họ vứt hồ sơ qua một bên", None),
    ],
)
def test_what_is_to_be_added_to_the_story(words, added):
    assert asides.addition_in(words) == added
