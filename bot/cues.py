"""Cues: what kind of message it looks like, as made-up words that the classifier counts too.

A few hundred examples can't show every verb for bad treatment or every way to ask; these lists
carry that knowledge. A cue never decides alone: it is one more word of the message.
"""

from __future__ import annotations

import re

from bot.mentions import complaint_codes
from bot.vietnamese import fold

_CONDUCT = (
    "quát|mắng|chửi|nạt|nạt nộ|la mắng|la lối|hạch sách|hoạnh họe|hách dịch|hống hách|cửa quyền|"
    "nhũng nhiễu|sách nhiễu|vòi vĩnh|vòi tiền|đòi tiền|lót tay|phong bì|gây khó dễ|làm khó|"
    "khó dễ|hành dân|hành tôi|hành hạ|hành lên|hành đi hành lại|đuổi|xua tay|ném|vứt|quăng|hất|"
    "xúc phạm|sỉ nhục|coi thường|khinh|miệt thị|phân biệt đối xử|thái độ|lồi lõm|cộc lốc|"
    "nói trống không|gắt|gắt gỏng|cáu|cáu gắt|lớn tiếng|to tiếng|đập bàn|hăm dọa|đe dọa|dọa|"
    "thách thức|láo|hỗn|mất dạy|vô trách nhiệm|tắc trách|ngâm hồ sơ|bị ngâm|làm ngơ|lơ tôi|"
    "bấm điện thoại|nói chuyện riêng|chen ngang|sàm sỡ|gạ gẫm|trêu ghẹo|xô|đẩy tôi|giật|leo cây|"
    "giang hồ|bực mình|bức xúc|không biên lai|khó chịu|khó nghe|dài cổ|trừng mắt|lườm|nguýt|"
    "chung chi|ăn tiền|ăn chặn|làm tiền|lướt facebook|chơi game|xua|chen hàng|bắt ép|mày tao|"
    "mất lịch sự|cụt ngủn|lạnh lùng|nhát gừng|thiếu tôn trọng|bất lịch sự|vô lễ|trù dập|"
    "chê tôi|cười nhạo|mỉa mai|nói móc|tát|nhận hối lộ|hối lộ|biết điều|nhậu|say xỉn|mùi rượu|"
    "nói nặng|nặng lời|nặng nhẹ|chửi bới|chửi thề|sỉ vả|nhục mạ|lăng mạ|bắt nạt|ăn hiếp|hiếp đáp|"
    "khinh bỉ|khinh khỉnh|hất hàm|trợn mắt|liếc xéo|cau có|quạu|xù lông|lấc cấc|xấc|xấc xược|"
    "vô văn hóa|vô học|vô cảm|vô lý|vô tâm|bỏ mặc|mặc kệ|lờ đi|làm thinh|phớt lờ|né|né tránh|"
    "đùn đẩy|đá bóng|chỉ lòng vòng|lòng vòng|hứa lèo|thất hứa|nuốt lời|hứa hoài|hẹn hoài|"
    "hẹn tới hẹn lui|hẹn lên hẹn xuống|chạy tới chạy lui|đi tới đi lui|đi lên đi xuống|"
    "năm lần bảy lượt|"
    "kiếm chuyện|bắt bẻ|vặn vẹo|hạch hỏi|bới lông|kiếm cớ|viện cớ|vin cớ|đủ điều|"
    "bồi dưỡng|trà nước|tiền cà phê|lại quả|quà cáp|chi tiền|đưa tiền|ăn bớt|xà xẻo|moi tiền|"
    "bỏ quầy|bỏ vị trí|ngủ gật|ngủ gục|làm việc riêng|tám chuyện|tán gẫu|tán dóc|nói chuyện phiếm|"
    "dâm ô|sờ soạng|khiếm nhã|tán tỉnh|quấy rối|lộng hành|lộng quyền|lạm quyền|bao che|thiên vị|"
    "chối|đổ thừa|đổ lỗi|làm mất hồ sơ|làm mất giấy|thất lạc|giữ luôn|không trả lại|"
    "uất ức|ấm ức|ức chế|tủi thân|phát khóc|quá đáng|quá quắt|chán ngán|ngang ngược|quan liêu|"
    "lề mề|chậm chạp|cẩu thả|tùy tiện|thô lỗ|cục cằn|cáu bẳn|hỗn láo|hỗn xược|trịch thượng|"
    "hành dân|hành là chính|mất cả ngày|chầu chực|chờ mòn mỏi|đợi mòn mỏi|chờ dài|không ai tiếp|"
    "không thèm|chẳng thèm|đéo|không ai ngó"
)
_STAFF = (
    "cán bộ|nhân viên|công chức|viên chức|bảo vệ|chủ tịch|trưởng phòng|lãnh đạo|cb|nv|"
    "(?:chị|anh|cô|ông|bà|chú|thằng|con|mụ|người) (?:ấy|đó|ta|kia|tiếp nhận|ở quầy|cán bộ|tư pháp|"
    "địa chính)|ổng|bả|tụi nó|bọn họ|chúng nó"
)
_QUESTION = (
    "bao nhiêu|nhiêu|ở đâu|đâu|chỗ nào|nơi nào|thế nào|như thế nào|làm sao|ra sao|sao vậy|gì|nào|"
    "bao lâu|khi nào|bao giờ|mấy ngày|mấy lần|mấy giờ|mấy bản|được không|phải không|có không|"
    "không ạ|là gì|thì sao|cho hỏi|xin hỏi|muốn hỏi|ntn|hay không|được ko|dc ko|dc k"
)
_RULE = (
    "quy định|theo luật|luật|nghị định|thông tư|có được phép|được phép|có được|có phải|"
    "có quyền|có cần|có bắt buộc|bị xử lý|xử lý thế nào|bị phạt|thời hạn|quy trình|trình tự|"
    "thủ tục|mẫu đơn|tối đa|trách nhiệm gì|nộp đơn|gửi đơn|đơn gửi"
)
_WISH = (
    "tôi muốn phản ánh|muốn phản ánh|cần phản ánh|muốn khiếu nại|cần khiếu nại|gửi khiếu nại|"
    "gửi phản ánh|muốn tố cáo|muốn góp ý|muốn báo cáo|đề nghị xử lý|đề nghị kiểm điểm"
)
_STORY = (
    "hôm qua|hôm kia|hôm nọ|hôm đó|bữa đó|bữa trước|sáng nay|chiều nay|trưa nay|sáng qua|chiều qua|"
    "sáng giờ|hồi nãy|lúc nãy|lúc đó|lúc tôi|khi tôi|tuần trước|tháng trước|hôm ấy|thì bị|tôi bị|"
    "em bị|tui bị|mình bị|bị cán bộ|bị nhân viên|bắt tôi|bảo tôi|nói tôi|kêu tôi|họ bảo|họ nói|"
    "rồi đuổi|xong rồi|sau đó|cuối cùng|tới lượt|đến lượt|mà họ|mà không ai|thì họ|thì chị|thì anh"
)
_DANGER = (
    "cháy|cấp cứu|cứu tôi|cứu với|bị thương|chảy máu|bất tỉnh|ngất|đâm|chém|giết|tự tử|đuối nước|"
    "điện giật|bắt cóc|cướp|bạo hành|xâm hại|đánh đập|đang bị đánh|chồng đánh|chồng tôi đánh|"
    "bố đánh|bố dượng|cầm dao|tai nạn|đột quỵ|sập nhà"
)
_RHETORIC = (
    "kiểu gì mà|cái kiểu|gì mà|kiểu đó|bộ (?:tôi|tui|dân|không|có|nghèo|làm|phường|ông|bà)|"
    "chẳng lẽ|chả lẽ|không lẽ|mắc gì|mắc mớ|mắc chi|ai đời|đời nào|lẽ nào|hay sao|hả trời|vậy trời|"
    "trời ơi|trời đất|coi được không|coi có|còn gì|thể thống|lương tâm|đâu ra|là sao|là thế nào|"
    "là ý gì|sao lại|sao cứ|sao dám|sao nỡ|tại sao tôi|vì sao tôi|ai cho phép|ai cho quyền|ai cho|"
    "có ai (?:quản|trị|kiểm tra|chịu)|đến bao giờ|tới bao giờ|chừng nào mới|bao giờ mới|như vậy đó|"
    "vậy đó|vậy hả|thế hả|hả|chứ có phải|ủa|rõ ràng"
)
_AIMED = (
    "(?:bắt|kêu|bảo|đuổi|hành|nạt|ép|dọa|lừa|trách|chửi|mắng|quát|la|nói|đòi|thu|giữ|lấy|cười|khinh|"
    "hẹn|từ chối|thách|đẩy|xua) (?:của |với )?(?:tôi|tui|em|mình|dân|con tôi|mẹ tôi|ba tôi|bố tôi|"
    "má tôi|vợ tôi|chồng tôi|người già|bà cụ|người dân|mẹ em|ba em|bọn tôi|tụi tui|chúng tôi)|"
    "(?:tôi|tui|em|mình|mẹ tôi|ba tôi|vợ tôi|má tôi|bà tôi|con tôi|dân) (?:\\w+ )?(?:bị|phải chờ|"
    "phải đợi|chờ|đợi|ngồi chờ|ngồi đợi)"
)
_RUDE = (
    "ngu|đồ ngu|óc chó|vô dụng|khùng|điên|dở hơi|câm|cút|im đi|đm|dm|đmm|dmm|vcl|vl|vãi|cc|clgt|"
    "đéo|địt|đụ|lồn|cặc|mẹ mày|má mày|con chó|chó má|rác|cứt"
)
_INJECTION = (
    "prompt|system|mật khẩu|password|admin|quản trị|chỉ dẫn|hướng dẫn (?:trước|trên|phía)|"
    "ignore|disregard|forget|jailbreak|developer|api key|đóng vai|giả vờ|giả bộ|giả làm|"
    "không giới hạn|hack|hacker|script|select|drop table|database|cơ sở dữ liệu|giả|làm giả|khống|"
    "lách luật|trốn thuế|thông tin cá nhân|địa chỉ nhà|nhà riêng|bỏ qua (?:mọi|các|hết|hướng)|"
    "quên (?:hết|mọi|các)|từ giờ|từ bây giờ"
)
_OUTSIDE = (
    "thời tiết|mưa|nắng|bão|giá vàng|vàng|usd|đô la|xăng|chứng khoán|cổ phiếu|coin|bitcoin|xổ số|"
    "vé số|số đề|bóng đá|bóng|đá banh|world cup|messi|ronaldo|đội tuyển|phim|nhạc|ca sĩ|game|"
    "người yêu|crush|chia tay|ngoại tình|ly hôn|ly dị|chia tài sản|nấu|món|ăn gì|quán ăn ngon|"
    "du lịch|khách sạn|vé máy bay|tour|thuốc gì|uống gì|đau|bệnh|ho|sốt|triệu chứng|giảm cân|"
    "bài văn|bài thơ|làm thơ|bài toán|giải toán|dịch giúp|tiếng anh|thơ|truyện|chuyện cười|"
    "việc làm|tuyển dụng|lương cao|đầu tư|lãi suất|vay tiền|tử vi|bói|nằm mơ|cúng|xem ngày|"
    "luật sư|kiện|tòa án|nợ lương|điện thoại nào|laptop|facebook|zalo bị|wifi|thủ đô|tổng thống|"
    "mấy giờ rồi|hôm nay thứ mấy|buồn quá|cô đơn|code|lập trình|caption|status"
)
_FORM = "phản ánh|khiếu nại|góp ý|tố cáo|đơn"
_STATUS = (
    "tới đâu|đến đâu|sao rồi|xử lý chưa|trả lời chưa|kết quả chưa|có kết quả|chưa thấy|im ru|im re|"
    "hồi âm|đã gửi|tôi gửi|em gửi|tui gửi|mình gửi|gửi hôm|gửi bữa|tình trạng|tiến độ|mã phản ánh|"
    "tra phản ánh|xem phản ánh|theo dõi|xử tới"
)
_ENGLISH = (
    "the|to|how|what|where|when|is|are|do|does|my|for|can|need|in|of|i|you|an|please|get|with"
)

_WORDS: dict[str, str] = {
    "conduct": _CONDUCT,
    "staff": _STAFF,
    "question": _QUESTION,
    "rule": _RULE,
    "wish": _WISH,
    "story": _STORY,
    "danger": _DANGER,
    "rhetoric": _RHETORIC,
    "aimed": _AIMED,
    "rude": _RUDE,
    "injection": _INJECTION,
    "outside": _OUTSIDE,
    "form": _FORM,
    "status": _STATUS,
}
_TOO_AMBIGUOUS = frozenset(
    "mang|nat|nem|hat|gat|cau|lao|hon|don|xo|gi|nao|dau|doa|giat|duoi|ba|cb|nv|chay|dam|cuop|ngat"
    "|quang|luat|giet|khinh|vut|chem|ngu|dien|cut|cam|rac|vai|vl|gia|ho|mua|nang|bao|vang|mon|bong"
    "|kien|tho|ne|choi|xang|xac|benh|sot|thuoc|bui|do|mo|hoi|nhac|tour|truyen|dan".split("|")
)
"""Folded forms that something harmless shares: they count only where accents are written."""


def _compile(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _unambiguous(alternatives: str) -> str:
    folded = dict.fromkeys(fold(a) for a in _BETWEEN.split(alternatives))
    return "|".join(a for a in folded if a not in _TOO_AMBIGUOUS)


_BETWEEN = re.compile(r"\|(?![^()]*\))")
"""Between two alternatives, not within a bracket."""

_ACCENTED = {name: _compile(words) for name, words in _WORDS.items()}
_FOLDED = {name: _compile(_unambiguous(words)) for name, words in _WORDS.items()}
_SHAPES: dict[str, re.Pattern[str]] = {
    # What may be a misread code: Crockford's alphabet, in groups or as one word; letters and
    # figures both occur.
    "code": re.compile(
        r"(?<![\w-])(?=\d*[a-z]+\d)(?=[a-z]*\d+[a-z])[0-9a-z]{12,14}(?![\w-])"
        r"|(?<![\w-])[0-9a-z]{4}(?:-[0-9a-z]{4}){2}-[0-9a-z](?![\w-])"
        r"|(?<![\w-])(?=[\w -]*\d)(?=[\d -]*[a-hjkmnp-tv-z])"
        r"(?:(?=\w*\d)[0-9a-hjkmnp-tv-z]{4,5}|[a-hjkmnp-tv-z]{4,5}(?=-))"
        r"(?:[ -](?=[a-z]*\d|[a-z]+[ -]\w*\d)[0-9a-hjkmnp-tv-z]{4,5}){1,4}"
        r"[ -]?[0-9a-z]?(?![\w-])"
    ),
    "dossier": re.compile(r"(?<!\w)(?:[a-z]\d{2}|\d{3})\.[\d.]+(?:h\d{2})?-\d{6}-\d+"),
    "email": re.compile(r"\S+@\S+\.\w+"),
    "date": re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?!\d)"),
    "clock": re.compile(r"(?<!\d)\d{1,2} ?(?:h|giờ|gio)(?:\d{2})?(?!\w)"),
    "phone": re.compile(r"(?<!\d)0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)"),
    "identity": re.compile(r"(?<![\d])(?:\d[ .-]?){11}\d(?!\d)|(?<!\d)\d{9}(?!\d)"),
    "mark": re.compile(r"\?"),
}
_UNHIDE = re.compile(
    r"\b(?:khong|ko|k|khoi|chang|bo|thoi) (?:can |phai |muon |so )*(?:an danh|giau)"
)
_HIDE = re.compile(
    r"\b(?:an danh|giau ten|giau danh|nac danh|khuyet danh|giu kin|lo ten|lo danh)"
    r"|\b(?:dung|khong|ko|k|khoi) (?:\w+ ){0,3}(?:ten|danh tinh)\b"
)
"""On folded text: the two are each other's negation, and a name must not show by mistake."""

_HALT = re.compile(r"(?<!\w)(?:dừng|đừng|ngừng)(?!\w)")
_RIGHT = re.compile(r"(?<!\w)(?:đúng|đúg)(?!\w)")
"""With their accents only: without, the one can't be told from the other."""

_ENDS_ASKING = re.compile(
    r"(?:khong|ko|k|hong|hok|gi|nao|dau|sao|bao nhieu|bn|bao lau|chua|ai|may gio|khi nao|bao gio"
    r"|the nao|ntn|duoc khong|nhieu|mo|rang)(?: (?:a|vay|z|v|ad|ban|em|the|ta|nhi|hen|ha|vs))*\W*$"
)
"""On folded text: the message ends as a question does."""

_ENGLISH_WORD = _compile(_ENGLISH)
_FOREIGN_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f\u0400-\u04ff]")


def without_figures(text: str) -> str:
    """Put the name of its kind in the place of each code, address, date and long number."""
    lower = text.lower()
    for code in reversed(list(complaint_codes(lower))):
        lower = f"{lower[: code.start]} xxcode {lower[code.end :]}"
    for name, pattern in _SHAPES.items():
        if name != "mark":
            lower = pattern.sub(f" xx{name} ", lower)
    return lower


def cues(text: str) -> list[str]:
    """Give the cues of a message, as words that nobody types.

    Args:
        text: the message, composed; accents may be missing.
    """
    lower = text.lower()
    folded = fold(lower)
    has_accents = folded != lower
    found = [name for name, pattern in _SHAPES.items() if pattern.search(lower)]
    if "code" not in found and any(complaint_codes(lower)):
        found.append("code")
    tables = _ACCENTED if has_accents else _FOLDED
    found += [name for name, pattern in tables.items() if pattern.search(lower)]
    if len(set(_ENGLISH_WORD.findall(lower))) >= 2 and not has_accents:
        found.append("english")
    if _FOREIGN_SCRIPT.search(lower):
        found.append("script")
    if _UNHIDE.search(folded):
        found.append("unhide")
    elif _HIDE.search(folded):
        found.append("hide")
    if {"conduct", "question"} <= set(found) and "story" not in found:
        found.append("conductquestion")
    if {"conduct", "story"} <= set(found) or {"conduct", "staff"} <= set(found):
        found.append("mistreated")
    if {"form", "status"} <= set(found):
        found.append("formstatus")
    if {"rhetoric", "aimed"} <= set(found) or {"rhetoric", "conduct"} <= set(found):
        found.append("scolding")
    if "conduct" in found and "rule" not in found and "question" not in found:
        found.append("plainconduct")
    if {"staff", "question"} <= set(found) and "conduct" not in found and "aimed" not in found:
        found.append("staffquestion")
    if _HALT.search(lower):
        found.append("halt")
    elif _RIGHT.search(lower):
        found.append("right")
    if _ENDS_ASKING.search(folded):
        found.append("endsasking")
    if len(lower.split()) <= 3:
        found.append("short")
    if len(lower.split()) > 12:
        found.append("long")
    return [f"xx{name}" for name in found]
