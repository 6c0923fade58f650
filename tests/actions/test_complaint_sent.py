"""What people want of a complaint that is sent, or of one that was just deleted."""

import pytest

from actions.complaint_sent import Talk, Wish, names_code, wish_in
from complaints.folding import fold

CODE = "APHG-AR28-SYDX-0"
OTHER = "nlu_fallback"


@pytest.mark.parametrize(
    ("words", "intent", "talk", "wish"),
    [
        ("ủa chưa trả lời mà gửi mất tiêu, giờ rút lại được hông", "ask", Talk.SENT, "withdraw"),
        (f"rút phản ánh mã {CODE}", "cancel_complaint", None, "withdraw"),
        ("rút cái phản ánh nớ đi được không", "cancel_complaint", None, "withdraw"),
        ("phản ánh gửi hôm qua muốn rút thì làm sao", "ask", None, "withdraw"),
        ("muốn rút cái đơn phản ánh về hồ sơ đất", "ask", None, "withdraw"),
        (f"xóa giúp em phản ánh {CODE}", OTHER, None, "withdraw"),
        ("hủy phản ánh em vừa gửi đi", "cancel_complaint", None, "withdraw"),
        ("thôi em không muốn phản ánh nữa", "cancel_complaint", Talk.SENT, "withdraw"),
        ("em lỡ gửi cả tên em, giờ đổi sang ẩn danh được không ạ", "go_anonymous", None, "hide"),
        ("phản ánh đã gửi bỏ tên em ra được không", "ask", None, "hide"),
        (f"mã {CODE} cho em chuyển thành ẩn danh", OTHER, None, "hide"),
        ("giấu tên em đi", "go_anonymous", Talk.SENT, "hide"),
        ("phản ánh gửi rồi ghi sai ngày, sửa sao đây", OTHER, None, "change"),
        ("ngày đúng là 30/11, ghi khác thì sửa giùm", "correct_complaint", Talk.SENT, "change"),
        (f"bổ sung ảnh vào phản ánh {CODE}", OTHER, None, "change"),
        ("trời ơi em bảo bỏ mỗi câu đó thôi, sao xóa hết của em, lấy lại được không ạ", OTHER,
         Talk.DELETED, "recover"),
        ("khôi phục lại giúp em với", OTHER, Talk.DELETED, "recover"),
        ("lỡ xóa phản ánh rồi, lấy lại được không", OTHER, None, "recover"),
        ("mất hết rồi hả", OTHER, Talk.DELETED, "recover"),
    ],
)  # fmt: skip
def test_what_is_wanted(words, intent, talk, wish):
    assert wish_in(words, intent, talk) is Wish(wish)
    assert wish_in(fold(words).replace(fold(CODE), CODE), intent, talk) is Wish(wish)


@pytest.mark.parametrize(
    ("words", "intent", "talk"),
    [
        ("rút đơn tố cáo được không", "ask", None),
        ("rút hồ sơ đã nộp được không", "ask", None),
        ("tôi muốn phản ánh cán bộ bắt tôi rút hồ sơ", "complain", None),
        ("phản ánh việc cán bộ ép tôi rút đơn", "complain", None),
        ("cán bộ hủy hồ sơ tôi đã gửi, tôi muốn phản ánh", "complain", None),
        ("tôi muốn phản ánh cán bộ ghi sai tên con tôi, sửa mãi không xong", OTHER, None),
        ("cán bộ kêu tôi rút lại phản ánh, dọa không làm giấy", "complain", None),
        ("rút hồ sơ đất đã nộp được không", "ask", Talk.SENT),
        ("hủy", "cancel_complaint", None),
        ("không muốn phản ánh nữa", "cancel_complaint", None),
        ("ẩn danh", "go_anonymous", None),
        ("sửa nội dung", "correct_complaint", None),
        ("đổi bằng lái xe ở đâu", "ask", Talk.SENT),
        ("xin phép sửa nhà thì hỏi ai", "ask", Talk.SENT),
        ("bị mất sổ đỏ, lấy lại thế nào", "ask", Talk.DELETED),
        ("xóa án tích cần gì", "ask", Talk.DELETED),
        ("xin xóa dữ liệu cá nhân thì làm sao", "ask", None),
        ("sáng nay cán bộ hủy hồ sơ rồi không trả lại giấy tờ cho tôi", "complain", None),
        ("phản ánh của tôi tới đâu rồi", "complaint_status", Talk.SENT),
        (f"mã {CODE} giờ sao rồi, có ai bị xử lý chưa", "complaint_status", None),
        ("cảm ơn", "thank", Talk.DELETED),
        ("tôi muốn phản ánh", "complain", Talk.DELETED),
        ("tôi muốn phản ánh", "complain", Talk.SENT),
    ],
)
def test_nothing_of_the_kind_is_wanted(words, intent, talk):
    assert wish_in(words, intent, talk) is None
    assert wish_in(fold(words).replace(fold(CODE), CODE), intent, talk) is None


def test_a_mistyped_code_is_one_all_the_same():
    wrong = CODE[:-1] + ("1" if CODE.endswith("0") else "0")
    assert names_code(f"rút {wrong}")
    assert not names_code("rút lại")
