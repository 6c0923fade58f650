"""What a message says it is not about: "không phải kết hôn, em hỏi khai sinh"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NOT = r"(?:không|khong|ko|k|kh|hông|hong|hổng|chẳng|chả|nỏ|đâu\s+(?:có\s+)?|dau\s+(?:co\s+)?)"
_WORD = r"(?!(?:thì|thi|mà|ma|nhưng|được|duoc|dc|không|khong)\b|sao\s*(?:[,.?!]|$))[^\s,.;:?!]+"
_WHAT = rf"(?P<what>(?:{_WORD}\s+){{0,5}}?{_WORD})"
_ENDS = r"(?=\s*(?:[,.;:?!]|$)|\s+(?:mà|ma|chứ|chớ|đâu|dau|nữa|nua|nha|nhé|chi\s+hết)\b)"
_BEGINS = (
    r"(?:^|[,.;:?!]\s*|\s(?:chứ|chớ|chu|cho|mà|ma|ủa|ơ)\s+)"
    r"(?:(?:ủa|ua|ơ|à|dạ|da|uh|ừ|ờ|trời\s+ơi|troi\s+oi|sai\s+rồi|thôi|thoi)\s+){0,3}"
)
_WHO = (
    r"(?:(?:em|e|tôi|toi|tui|mình|minh|chị|chi|anh|cô|bác|con|cháu|nhà\s+em|t|mk)\s+"
    r"(?:mình\s+)?(?:thì\s+)?)?"
)
_ACT = (
    r"(?:tạm\s+)?(?:dừng|dung|chấm\s+dứt|cham\s+dut|ngừng|ngung|mất|mat|cấp|cap|đổi|doi|thi|xóa|xoa"
    r"|hủy|huy|tố\s+cáo|to\s+cao|khiếu\s+nại|khieu\s+nai|kiện|kien|thưa|thua|phản\s+ánh|phan\s+anh"
    r"|bán|ban|sang\s+tên|sang\s+ten|nhờ|nho|ủy\s+quyền|uy\s+quyen|rút|rut|gia\s+hạn|gia\s+han"
    r"|sửa|sua|ly\s+hôn|ly\s+hon|ly\s+dị|thế\s+chấp|the\s+chap|tách|tach|xin|nghỉ|nghi"
    r"|(?:bị|bi)\s+(?:tước|tuoc|thu\s+hồi|thu\s+hoi))"
)
"""What one does, as procedures are called by it: "em không có hộ khẩu" denies no topic."""
_ASKS = r"(?![^,.;:?!]*\b(?:hả|ha|hở|à|phải\s+không|phai\s+khong|đúng\s+không)\s*[?!.]*\s*$)"
_DENIALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_BEGINS}{_WHO}(?:đâu\s+(?:có\s+)?|dau\s+co\s+){_ASKS}(?P<what>{_ACT}(?:\s+{_WORD}){{0,6}}?)"
        rf"(?:\s+(?:gì|gi|chi)(?=\s+(?:đâu|dau|mô)\b))?{_ENDS}",
        rf"{_BEGINS}{_WHO}(?:có|co)\s+(?:(?:phải|phai)\s+)?(?P<what>{_ACT}(?:\s+{_WORD}){{0,5}}?)"
        r"\s+(?:(?:gì|gi|chi)\s+)?(?:đâu|dau|mô)\b",
        rf"{_BEGINS}{_WHO}{_NOT}\s+(?:(?:có|co|định|dinh|muốn|muon|hề|he|xin)\s+)"
        rf"{_ASKS}(?P<what>{_ACT}(?:\s+{_WORD}){{0,4}}?)(?:\s+(?:gì|gi|chi)(?:\s+(?:hết|het|cả))?)?"
        rf"{_ENDS}",
        rf"{_BEGINS}{_WHO}{_NOT}\s+(?:hỏi|hoi)\s+{_ASKS}{_WHAT}{_ENDS}",
        rf"{_BEGINS}(?:lại|lai)\s+{_WHAT}\s+(?:nữa|nua)\b",
        rf"(?:hỏi|hoi|nói|noi)\s+(?P<asked>[^,.;?!]{{2,60}}?)\s+(?:mà|ma)\s+(?:\w+\s+){{0,3}}?"
        rf"(?:đưa|dua|trả\s+lời|tra\s+loi|nói|noi)\s+{_WHAT}"
        r"(?:\s+(?:(?:hoài|hoai|miết|miet)\b|(?:là|la)\s+(?:sao|răng|rang)\b)"
        r"|(?=\s*(?:[^\w\s]|$)))",
        rf"{_BEGINS}{_NOT}\s*(?:phải|phai)\s+(?:là\s+|la\s+)?{_WHAT}{_ENDS}",
        rf"{_BEGINS}(?:(?:em|tôi|toi|tui|mình|e)\s+)?(?:{_NOT}|đừng|dung)\s+"
        r"(?:hỏi|hoi|nói|noi|đưa|dua|cần|can)\s+"
        rf"(?:(?:về|ve|vụ|vu|cái|cai)\s+)?{_WHAT}\s+(?:nữa|nua)\b",
        rf"{_BEGINS}(?:đừng|dung)\s+(?:có\s+|co\s+)?(?:đưa|dua)\s+(?:cái\s+|cai\s+)?{_WHAT}"
        r"\s+(?:ra|vào|vô)\b",
        rf"{_BEGINS}(?:sao|răng|rang)\s+(?:lại|lai|cứ|cu)\s+(?!(?:phải|phai|cần|can|bị|bi|có|co)\b)"
        rf"(?:(?:nói|noi|ra|trả\s+lời)\s+)?{_WHAT}"
        r"(?:\s+(?:hoài|hoai|hè|vậy|vay))?\s*(?=[,.;?!]|$)",
        rf"{_BEGINS}(?:(?:chị|chi|em|e|tôi|toi|tui|bác|mình)\s+)?(?:có|co)\s+"
        rf"(?:(?:nói|noi|hỏi|hoi)\s+{_WHAT}|{_WHAT.replace('what', 'thing')}\s+(?:gì|gi|chi))"
        r"\s+(?:đâu|dau|mô)\b",
    )
)
_BARE = re.compile(
    r"^(?:đâu|dau|vậy|vay|thế|the|cái\s+(?:này|nay|đó|do|kia)|mấy\s+cái.*|\d+|như\s+vậy|"
    r"(?:nộp|nop|có|co|đóng|dong|mang|trả|tra|đi|di|khai(?!\s+(?:sinh|sanh|tử|tu))|chờ|cho|làm|lam|ký|ky)\b.*"
    r"|(?:.*\s)?(?:ở|o|tại|tai))$",
    re.IGNORECASE,
)
"""What denies no topic: "không phải nộp phí" says what need not be done."""


_REJECTS = re.compile(
    r"^(?:(?:dạ|da|à|a|ơ|ủa|ua|trời|troi|ơi|oi|thôi|thoi)[\s,!.]+)*"
    r"(?:(?:không|khong|ko|hông|hong)(?:[,.!]|\s+(?:không|khong)\b[,.]?|\s+(?:can|cần)\s*,)"
    r"|(?:sai|trật|trat|nhầm|nham)\s+(?:rồi|roi)\b[,.]?"
    r"|(?:nói|noi|hỏi|hoi)\s+(?:hoài|hoai)(?:\s+(?:hổng|không|khong|ko)\s+(?:hiểu|hieu))?[,.]?"
    r"|(?:nói|noi)\s+(?:vậy|vay)\s+(?:không|khong|ko)\s+(?:hiểu|hieu)[,.]?"
    r"|(?:.{0,12}\s)?(?:quay|trở)\s+(?:lại|lai)\s+(?:(?:cái|cai|vụ|vu|chuyện|chuyen|phần)\s+)?"
    r"|(?:đã|da)\s+(?:nói|noi)\s+(?:rồi\s+|roi\s+)?(?:mà|ma)?[\s,.]*"
    r"|(?:trả\s+lời|tra\s+loi)\s+(?:lộn|lạc\s+đề|sai)(?:\s+(?:hoài|rồi))?[\s,.]*"
    r"|(?:anh/chị\s+)?(?:lạc|đi\s+lạc)\s+(?:đề|hết)\s+rồi[\s,.]*"
    r"|(?:hỏi|hoi)\s+(?:cái|chuyện|vụ)\s+khác[\s:,.]*"
    r"|(?:thôi\s+)?bỏ\s+(?:qua|đi|vụ\s+[^,.]{1,30}\s+đi)[,.]"
    r"|(?:nỏ|no)\s+(?:phải|phai)\b[,.]?"
    r"|bỏ\s+qua[,.]|(?:tui|tôi|em)\s+hỏi\s+chuyện\s+khác[:,.]?"
    r"|(?:em|e|tôi|toi|tui|mình|t|tao)\s+(?:hỏi|hoi|nói|noi)\b"
    r"(?=.*\b(?:mà|ma|cơ|chứ|chớ)\b\W*$))",
    re.IGNORECASE,
)
"""How a message begins that says: this is not what I asked, or back to something else."""


_OR = re.compile(r"\s+(?:hay|hoặc|hoac|và|va|với|voi)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A message without what it denies.

    Attributes:
        text: the rest.
        denied: what is denied, in the words of the message.
    """

    text: str = field(repr=False)
    denied: tuple[str, ...] = field(repr=False, default=())


def rejects_answer(text: str) -> bool:
    """Tell whether a message begins by saying that what was answered is not what was asked.

    Args:
        text: the message, composed.
    """
    return _REJECTS.match(text.strip()) is not None


def without_denied(text: str) -> Told:
    """Take out what a message says it is not about.

    Args:
        text: the message, composed.
    """
    denied: list[str] = []
    text = _REJECTS.sub(" ", text.strip()).strip()
    for pattern in _DENIALS:
        rest, end = [], 0
        for found in pattern.finditer(text):
            named = found.groupdict()
            what = named.get("what") or named["thing"]
            if _BARE.match(what):
                continue
            denied += _OR.split(what)
            rest += [text[end : found.start()], f" . {named.get('asked') or ''} . "]
            end = found.end()
        text = "".join([*rest, text[end:]])
    return Told(text, tuple(denied))
