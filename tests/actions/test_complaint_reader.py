"""What one message says within the complaint form, read by the one reader."""

from datetime import date

import pytest

from actions.complaint_facts import counter_changed, facts_in
from actions.complaint_orders import may_stop
from actions.complaint_reader import read_message

TODAY = date(2026, 11, 30)


def read(words, asked="confirm"):
    return read_message(words, asked, TODAY)


def plain(fields):
    return {name.value: words for name, words in fields.items()}


@pytest.mark.parametrize(
    ("words", "changed", "sends"),
    [
        (
            "ừ mà ngày phải ghi là sáng 30/11/2026 nghe, rồi gửi đi",
            {"when": "sáng 30/11/2026"},
            True,
        ),
        ("u ma ngay phai ghi la sang 29/11/2026 nghe", {"when": "sang 29/11/2026"}, False),
        ("thời gian ghi lại là chiều hôm qua giùm em nhé", {"when": "chiều hôm qua"}, False),
        (
            "tôi nói sai rồi, sửa chỗ nơi xảy ra thành xã Bình Khê, quầy hộ tịch số 4 rồi gửi luôn",
            {"office": "xã Bình Khê, quầy hộ tịch số 4"},
            True,
        ),
        (
            "doi noi xay ra thanh phuong vy da, quay so 1 roi gui di luon",
            {"office": "phuong vy da, quay so 1"},
            True,
        ),
        (
            "nơi xảy ra nữa: xã Nghi Lộc, quầy hộ tịch",
            {"office": "xã Nghi Lộc, quầy hộ tịch"},
            False,
        ),
        (
            "thôi kệ, sửa người liên quan thành chị Lan, đeo kính",
            {"who": "chị Lan, đeo kính"},
            False,
        ),
        (
            "sai tùm lum, người liên quan là ông ngồi quầy chứng thực chứ hổng phải câu kia",
            {"who": "ông ngồi quầy chứng thực"},
            False,
        ),
        (
            "sửa lại ngày thành 26/11, còn nơi xảy ra bỏ mấy chữ chửi đi, chỉ ghi xã Nghi Lộc "
            "quầy 2",
            {"when": "26/11", "office": "xã Nghi Lộc quầy 2"},
            False,
        ),
        (
            "người liên quan chỉ ghi chị Lan thôi, còn ngày là 26/11, gửi giùm tui",
            {"who": "chị Lan", "when": "26/11"},
            True,
        ),
        ("ngày xảy ra: hôm kia", {"when": "hôm kia"}, False),
    ],
)
def test_corrections_name_a_field_and_what_it_is_to_hold(words, changed, sends):
    said = read(words)
    assert plain(said.changed) == changed
    assert said.sends is sends
    assert not said.story


@pytest.mark.parametrize(
    "words",
    [
        "cán bộ chỉ ghi vào sổ rồi đuổi tôi về",
        "họ bắt tôi sửa tờ khai ba lần",
        "người ta ghi sai tên con tôi",
        "nói hoài không ai nghe",
    ],
)
def test_a_story_corrects_nothing(words):
    said = read(words, "who")
    assert not said.changed
    assert not said.cut
    assert not said.sends


@pytest.mark.parametrize(
    ("asked", "words", "told", "changed"),
    [
        (
            "who",
            "à em nhớ nhầm, thứ 4 tuần trước mới đúng, chị ấy tên Lan đeo kính",
            {"when": "thứ 4 tuần trước", "who": "chị ấy tên Lan đeo kính"},
            {},
        ),
        (
            "when",
            "chiều thứ 4 tuần trước, khoảng 2 giờ. Người liên quan chỉ ghi: chị Lan, đeo kính",
            {"when": "chiều thứ 4 tuần trước, khoảng 2 giờ"},
            {"who": "chị Lan, đeo kính"},
        ),
        (
            "who",
            "chị Lan, đeo kính. Thời gian chỉ ghi chiều thứ tư 25/11/2026",
            {"who": "chị Lan, đeo kính"},
            {"when": "chiều thứ tư 25/11/2026"},
        ),
        (
            "confirm",
            "sai ngày rồi ạ, thứ 4 tuần trước chứ không phải thứ 5, với lại người liên quan "
            "chỉ ghi cô Lan",
            {"when": "thứ 4 tuần trước"},
            {"who": "cô Lan"},
        ),
        (
            "office",
            "phường Hòa Cường nói rồi đó ạ, quầy số 5",
            {"office": "phường Hòa Cường, quầy số 5"},
            {},
        ),
        (
            "office",
            "thì p. Tân Phú đó, quầy chứng thực",
            {"office": "p. Tân Phú, quầy chứng thực"},
            {},
        ),
        (
            "office",
            "phuong tan uyen, ong ay ten Hung, hom 22/11",
            {"office": "phuong tan uyen", "who": "ong ay ten Hung", "when": "hom 22/11"},
            {},
        ),
        (
            "office",
            "hôm thứ 6 vừa rồi ở phường Thuận An, à không, thứ 5 mới đúng",
            {"when": "thứ 5", "office": "phường Thuận An"},
            {},
        ),
        ("who", "em nói rồi mà, hôm qua, không có mã", {"when": "hôm qua", "dossier_code": ""}, {}),
        (
            "when",
            "tôi kể rồi mà, sáng hôm qua, từ 7 rưỡi tới 10 giờ",
            {"when": "sáng hôm qua, từ 7 rưỡi tới 10 giờ"},
            {},
        ),
        (
            "who",
            "k nhớ tên, chỉ nhớ ngồi cửa số 3, mã hồ sơ tui quên đem theo, giấu tên",
            {"who": "k nhớ tên, chỉ nhớ ngồi cửa số 3", "dossier_code": ""},
            {},
        ),
        (
            "who",
            "tên Hùng, thằng cha béo béo đeo kính. hỏi chi lắm rứa, ngu chi mà ngu lạ",
            {"who": "tên Hùng, thằng cha béo béo đeo kính"},
            {},
        ),
        (
            "when",
            "xã Nghi Lộc, ghi là chuyện hôm thứ sáu 27/11",
            {"office": "xã Nghi Lộc", "when": "hôm thứ sáu 27/11"},
            {},
        ),
    ],
)
def test_several_things_told_at_once_are_parted(asked, words, told, changed):
    said = read(words, asked)
    assert plain(said.told) == told
    assert plain(said.changed) == changed
    assert not said.story


@pytest.mark.parametrize(
    ("asked", "words", "question", "told"),
    [
        (
            "when",
            "chiều t4 tuần rồi hồi 1h30. mà cho hỏi chứng thực bản sao bên xã khác đc hem, chứ "
            "quay lại đó ớn quá",
            "chứng thực bản sao bên xã khác đc hem",
            {"when": "chiều t4 tuần rồi hồi 1h30"},
        ),
        (
            "dossier_code",
            "k có mã. Mà hồi nãy hỏi chứng thực xã khác đc hem á",
            "chứng thực xã khác đc hem",
            {"dossier_code": ""},
        ),
        (
            "who",
            "ko biet ten, chi ay deo kinh. ma cho hoi le phi khai sinh bao nhieu",
            "le phi khai sinh bao nhieu",
            {"who": "ko biet ten, chi ay deo kinh"},
        ),
        (
            "confirm",
            "gui luon di, ma truoc khi gui cho hoi 500k do co phai le phi gi k",
            "500k do co phai le phi gi k",
            {},
        ),
    ],
)
def test_a_question_is_parted_from_what_is_told(asked, words, question, told):
    said = read(words, asked)
    assert said.question == question
    assert plain(said.told) == told
    assert not said.story


def test_a_question_about_the_complaint_itself_has_its_sentence():
    said = read("phường Vỹ Dạ, Huế ạ. Mà gửi xong bao lâu thì có kết quả hả anh chị?", "office")
    assert said.asides == ["when_answered"]
    assert plain(said.told) == {"office": "phường Vỹ Dạ, Huế"}


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ('bỏ câu "có khi em không gửi nữa" đi giùm em, rồi gửi', "có khi em không gửi nữa"),
        ("xóa giùm tui chữ “hủy phản ánh” rồi gửi đi", "hủy phản ánh"),
        ("bỏ câu có khi em không gửi nữa đi giùm em, rồi gửi", "có khi em không gửi nữa"),
    ],
)
def test_quoted_words_are_cut_and_are_no_command(words, cut):
    said = read(words)
    assert said.cut == [cut]
    assert said.sends
    assert not said.stops
    assert not said.doubts


def test_what_others_said_is_no_command():
    said = read('chị ấy nói "hủy đi, gửi cái gì mà gửi"', "who")
    assert not said.stops
    assert not said.sends
    assert not may_stop('bảo là "thôi hủy đi"')


@pytest.mark.parametrize("words", ["hủy", "dừng", "mệt quá, thôi khỏi gửi nữa", "ko gui nua", ""])
def test_a_clear_wish_may_stop(words):
    assert may_stop(words)


@pytest.mark.parametrize(
    "words",
    [
        "em không biết tên, anh ấy cao cao đeo kính. Mà nghĩ lại em sợ quá, có khi em không "
        "gửi nữa",
        "em phân vân quá, hay là thôi không gửi nữa nhỉ",
        "co khi em khong gui",
    ],
)
def test_a_doubt_is_neither_kept_nor_a_wish_to_stop(words):
    said = read(words, "who")
    assert said.doubts
    assert not said.stops
    assert not said.story


@pytest.mark.parametrize(
    "words",
    [
        "gửi đi cho rồi, đồ vô dụng",
        "thôi gửi cho xong đi",
        "ok gui luon di em oi",
        "rồi thì gửi nhanh giùm",
    ],
)
def test_a_wish_to_send_beside_an_insult(words):
    said = read(words)
    assert said.sends
    assert not said.story


@pytest.mark.parametrize(
    "words", ["nó chửi tôi ngu", "ông bảo vệ nói tôi vô dụng", "cô ấy kêu tôi điên"]
)
def test_an_insult_that_was_suffered_is_told(words):
    said = read(words, "when")
    assert said.story == [words]
    assert not said.chatters


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        ("đã nói giấu tên rồi, cái máy ni điếc à", True),
        ("có biết mã chi mô, bỏ đi, giấu tên luôn cho lẹ", True),
        ("bỏ qua, cho em để tên: Trần Thị Thu, sđt 0905123456", True),
        ("em không biết tên chị ấy", False),
        ("chị ấy không đeo bảng tên", False),
    ],
)
def test_who_speaks_of_their_own_name(words, naming):
    assert bool(read(words, "dossier_code").naming) is naming


@pytest.mark.parametrize(
    ("story", "found"),
    [
        (
            "anh cán bộ tư pháp ở phường Vỹ Dạ hôm qua nói em ngu",
            {"office": "phường Vỹ Dạ", "when": "hôm qua"},
        ),
        (
            "hom qua anh can bo tu phap phuong vy da noi em ngu",
            {"office": "phuong vy da", "when": "hom qua"},
        ),
        ("cán bộ ở quầy số 3 quát tôi sáng nay", {"office": "quầy số 3", "when": "sáng nay"}),
        (
            "ông ở quầy chứng thực bên p. Tân Phú nhậu say chửi dân chiều t4 tuần rồi",
            {"office": "quầy chứng thực, p. Tân Phú", "when": "chiều t4 tuần rồi"},
        ),
        ("chị Lan ở xã Bình Khê ném hồ sơ", {"office": "xã Bình Khê", "who": "chị Lan"}),
        ("cô tóc ngắn đeo kính quát tôi", {"who": "cô tóc ngắn đeo kính"}),
        ("nộp hôm 20/10, sáng thứ hai tuần trước mới nhận", {}),  # two days: it is asked which
        ("tôi qua phường nộp, họ thu 2 triệu rồi hẹn thứ sáu tuần sau", {}),
        ("cho tui gửi phản ánh giấu tên đi", {}),
    ],
)
def test_facts_of_a_story(story, found):
    assert plain(facts_in(story, TODAY)) == found


def test_the_words_are_not_in_the_repr():
    assert "Lan" not in repr(read("sửa người liên quan thành chị Lan"))


@pytest.mark.parametrize(
    "words", ["gửi. à khoan, sửa ngày đã", "đừng gửi, gửi sau", "gửi đi, từ từ đã", "khoan gửi"]
)
def test_what_holds_back(words):
    assert read(words).waits


@pytest.mark.parametrize(
    ("words", "asked", "told"),
    [
        ("phường Hiệp Thành chơ mô. Mà cho tui hỏi đóng mấy tiền", "office", {"office"}),
        ("hôm thứ 4, à không, thứ 5 tuần trước", "when", {"when": "thứ 5 tuần trước"}),
        ("deo co ma", "dossier_code", {"dossier_code": ""}),
        ("ma khong phai quay 2 dau, quay 3", "who", {"office": "quay 3"}),
    ],
)
def test_what_is_taken_back_in_the_same_breath_is_not_told(words, asked, told):
    fields = plain(read(words, asked).told)
    assert (fields == told) if isinstance(told, dict) else (set(fields) == told)


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("sua ngay lai la thu 5 tuan truoc, thu 4 la tui nho lon", {"when": "thu 5 tuan truoc"}),
        ("sửa ngày, là hôm qua chứ", {"when": "hôm qua"}),
        ("nơi ghi rứa lộn rồi, ghi phường Phú Lợi thôi", {"office": "phường Phú Lợi"}),
    ],
)
def test_a_correction_in_two_clauses_is_one(words, changed):
    said = read(words)
    assert plain(said.changed) == changed
    assert said.reopened is None
    assert not said.question


def test_a_name_that_ends_like_a_question_is_a_name():
    said = read("tôi để tên, Lê Thị Thanh Hà, 0903 123 456", "anonymous")
    assert not said.question
    assert "Lê Thị Thanh Hà" in said.naming


@pytest.mark.parametrize(
    "words", ["xóa dòng Lê Thị Hà đi", "bỏ câu Lê Thị Hà trong nội dung ra", "bo chu Lê Thị Hà nha"]
)
def test_what_is_to_be_taken_out_is_named_without_what_stands_around_it(words):
    assert read(words).cut == ["Lê Thị Hà"]


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("phường Hiệp Thành, quầy 2", "quầy 3", "phường Hiệp Thành, quầy 3"),
        ("phường Hiệp Thành", "quầy 3", "phường Hiệp Thành, quầy 3"),
        ("phường Hiệp Thành", "phường Phú Lợi", None),
        ("quầy 2", "quầy 3", None),
    ],
)
def test_another_counter_leaves_the_ward(before, words, after):
    assert counter_changed(before, words) == after
