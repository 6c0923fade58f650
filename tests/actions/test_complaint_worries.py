"""Questions and fears about complaining here, in any wording."""

import pytest

from actions.complaint_worries import Topic, tells_beside, topics_in
from complaints.folding import fold

R, H, N, U, W = Topic.REPRISAL, Topic.HERE, Topic.NAMING, Topic.UNREACHED, Topic.WHEN


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        (
            "cho em hỏi là nếu mình phản ánh cán bộ một cửa thì sau này đi làm giấy tờ "
            "có bị trù dập không ạ",
            (R, N),
        ),
        ("không phải mấy cái đó, em chỉ sợ họ biết tên em rồi họ gây khó dễ thôi", (R, N)),
        ("em sợ phản ánh xong họ ghét em, lần sau đi làm giấy họ làm khó", (R, N)),
        ("tôi muốn phản ánh nhưng sợ bị trù dập", (R, N)),
        ("góp ý xong lỡ họ để ý mình rồi hành mình thì sao", (R, N)),
        ("có bị gây khó dễ khi phản ánh không", (R, N)),
        ("phản ánh rồi hồ sơ của tôi có bị ngâm hồ sơ hay bị làm khó gì không", (R, N)),
        ("em hỏi phản ánh có được giấu tên không, người bị phản ánh có đọc được không", (H, N)),
        ("ban toi phan anh thi co lo ten khong, ho co tra thu khong", (R, N)),
        ("gửi xong có bị làm khó không em", (R, N)),
        ("ẩn danh thì có được xử lý không", (U,)),
        ("phản ánh có cần để lại tên thật không hay ghi đại cũng được", (H,)),
        ("gửi góp ý ở đây có bị lộ danh tính hem", (N,)),
        ("nếu tôi gửi phản ánh thì ai sẽ đọc", (N,)),
        ("phản ánh xong người ta có mò ra mình không", (N,)),
        ("rồi ai trả lời cho tui khi tui giấu tên", (U,)),
        ("phản ánh mà không ghi tên có được không", (H,)),
        ("phản ánh có bắt buộc phải khai họ tên không em", (H,)),
        ("gửi ẩn danh được hem", (H,)),
        ("cán bộ bị phản ánh có xem được nội dung không ạ", (N,)),
        ("phản ánh rồi họ có biết em là ai không", (N,)),
        ("phản ánh thì em sợ lộ tên lắm", (N,)),
        ("phản ánh ẩn danh thì làm sao biết kết quả", (U,)),
        ("cho tôi hỏi bao giờ có người gọi, tôi ẩn danh thì trả lời tôi kiểu gì", (U, W)),
        ("gửi ẩn danh thì làm sao nhận trả lời, bao lâu có kết quả", (U, W)),
    ],
)
def test_what_is_asked_about_complaining(words, topics):
    assert topics_in(words) == topics
    assert topics_in(fold(words)) == topics
    assert topics_in(words.upper()) == topics


@pytest.mark.parametrize(
    "words",
    [
        "người tố cáo có được giấu tên không",
        "luật có bảo vệ người khiếu nại khỏi bị trù dập không",
        "phản ánh cán bộ gây khó dễ ở đâu",
        "phản ánh cán bộ làm khó dân thì gửi cho ai",
        "phản ánh cán bộ có hành vi gây khó dễ được không",
        "phản ánh rồi mà cán bộ vẫn gây khó dễ, giờ làm sao",
        "cán bộ gây khó dễ thì bị xử lý thế nào",
        "sáng nay cán bộ làm khó tôi, bắt đi lại ba lần",
        "phản ánh bao lâu thì được giải quyết",
        "đăng ký hộ kinh doanh ẩn danh có được không vậy em",
        "không ghi tên cha trong giấy khai sinh được không",
        "làm khai sinh có phải khai tên ông bà không",
        "hồ sơ số 12 bao giờ có kết quả",
        "họ có biết tôi ở đâu không",
        "ẩn danh",
    ],
)
def test_other_questions_and_stories_are_left(words):
    assert topics_in(words) == ()
    assert topics_in(fold(words)) == ()


def test_where_complaining_is_talked_about_it_need_not_be_named():
    assert topics_in("bao giờ có người gọi") == ()
    assert topics_in("bao giờ có người gọi", talked=True) == (W,)
    assert topics_in("họ có biết em là ai không", talked=True) == (N,)
    assert topics_in("làm khai sinh bao lâu có kết quả", talked=True) == ()


def test_a_long_story_asks_nothing():
    assert topics_in("phản ánh có bị trù dập không " + "a " * 200) == ()


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("ẩn danh đc ko, ông ở quầy chứng thực bên phường Tân Phú nhậu say quát dân", True),
        ("em sợ phản ánh xong họ ghét em, lần sau đi làm giấy họ làm khó", False),
        ("phản ánh có được giấu tên không, người bị phản ánh có đọc được không", False),
    ],
)
def test_who_tells_what_happened_beside_asking(words, tells):
    assert tells_beside(words) is tells
