"""What is said to the assistant, and tells nothing: "nói rồi mà", "đồ vô dụng", a doubt, a goodbye.

Each function takes one clause. Where a clause speaks of somebody else it is never chatter: "nó chửi
tôi ngu" is what happened.
"""

from __future__ import annotations

import re

from actions.complaint_clauses import Clause

_WHO = r"(?:em|toi|tui|minh|chau|con|e|t|mk|m|tao)"
_LEADS = re.compile(
    r"^(?:(?:a|o|u|ua|uh|da|vang|thi|la|ma|ok|oke|roi|the|vay|troi(?: oi| dat)?|thoi(?: ke)?"
    r"|ke|khoan"
    r"|nhung|nhung ma|voi lai|con(?= (?:noi|thoi gian|ngay|nguoi lien|ma ho so|phan|ten)\b))"
    r"(?:\s*,)?\s+(?!gian\b))+"
)
_TAILS = re.compile(
    rf"(?:[\s,]+(?:(?:{_WHO} )?(?:da |vua |moi )?(?:noi|ke|ghi|bao|nhan) roi"
    r"(?: (?:do|day|ma|a|nha|ne|co))*|(?:cho|chu) (?:mo|dau)"
    r"|(?:thoi|a|ak|nha|nhe|nghe|nghen|hen|hi|luon|di|giup|gium|dum|ho)"
    r"|(?:giup|gium|cho|dum) (?:em|toi|tui|minh|chau|con)|(?:chi|anh|em|co|chu|bac|ad|chau|con) a"
    r"|(?<!chi )(?<!anh )(?<!ong )(?<!ba )(?<!co )(?<!nguoi )(?:do|day)(?: (?:a|nha|nhe|ne))?))+$"
)
_SAYS_AGAIN = re.compile(
    rf"(?:(?:{_WHO}|da|thi|troi|ua|oi|cai nay|cai do|hoi nay|luc nay) )*(?:da |vua |moi )?"
    r"(?:noi|nhan|ghi|ke|bao|tra loi|khai)(?: \w+){0,4} roi(?: (?:do|ma|day|a|nha|nhe|co|ne"
    r"|con hoi))*"
    rf"|{_WHO} (?:da |co |dau )*(?:noi|ke|ghi) (?:gi|chi) (?:dau|mo)(?: .*)?"
    rf"|{_WHO} (?:vua|moi|da) (?:noi|ke|ghi|bao)(?: (?:do|day|ma|a|xong))*"
    r"|(?:ghi nguyen van|hoi (?:lai|hoai|nua|gi nua))(?: .{0,15})?"
    r"|(?:noi|ke) (?:tu dau|roi)(?: .{0,12})?"
    r"|(?:tra loi|dap)(?: (?:di|lai|giup|gium|cau do|cau nay|toi|tui|em|chau|con|coi|xem|cho|nhanh"
    r"|len|luon|da|ma|cai|ngay))*"
)
_SAYS_UNTOLD = re.compile(
    rf"(?:(?:{_WHO}|bac|co|chu|ong|ba|da|thi|ua|oi|moi|dau|ma|nhung|hinh nhu) )*chua (?:he |co )?"
    r"(?:noi|ke|bao|khai|ghi|tra loi|cho biet)(?: (?:cho|toi|phan|la|ve))*"
    r" (?:cho|noi|dia diem|o dau|o cho nao|ngay|ngay nao|ngay gio|khi nao|luc nao|ai|la ai"
    r"|phuong nao|xa nao)"
    r"(?: (?:nao|xay ra|het|ma|a|dau|do|day|co))*"
)
"""What the assistant took for an answer was none: "chưa nói chỗ mà"."""
_TALK = re.compile(
    rf"(?:(?:{_WHO}|cho {_WHO}|da|a|o|u|ua|thi|thoi|roi|ma|khoan|khoan da|da khoan|troi oi|troi dat"
    r"|troi|met qua|met ghe|chan qua|ke|lai|cam on|cam on nha|xin loi|tam biet|bye|chao|nhe"
    r"|nha|luon"
    r"|chao nhe|ok|vang|y|la|sai|sai roi|sai tum lum|sai ngay|sai het|nham|nham roi|lon|lon roi|noi"
    r"|nho|ghi|noi sai|nho nham|noi nham|ghi nham|noi lon|a khong|a lon|khong|ko|k|chi|anh|ad"
    r"|di|day"
    r"|ban|co|chu|bac|em|oi|nay|nua|doi y|doi y roi|hong phai|khong phai|hong phai noi|tai|dung r"
    r"|dung roi|noi dung r|noi dung roi|sua|sua lai|sua gium|cho|gium|giup|nghe|nghen|hi|hen|a|ah"
    r"|ha|oi la|la troi|i)\b\s*)+"
)
_RUDE = re.compile(
    r"(?<!\w)(?:ngu|đồ ngu|vô dụng|điếc|đui|khùng|điên|câm|óc chó|rác|máy móc|cái máy|con bot|bot"
    r"|hỏi chi lắm|hỏi hoài|hỏi lắm|hỏi nhiều|vo dung|may moc|cai may|hoi chi lam|hoi hoai|hoi lam"
    r"|tong dai|diec|oc cho|đm|dm|vcl|vl|đéo)(?!\w)"
)
_OF_OTHERS = re.compile(
    r"(?<!\w)(?:chửi|mắng|quát|nói (?:tôi|em|tui|mình|mẹ|ba|rằng|là)|kêu|bảo|nạt|la|nhục|mỉa"
    r"|chê|chị"
    r"|anh|ông|bà|cán bộ|nhân viên|bảo vệ|nó|họ|người ta|cô|ổng|bả"
    r"|chui|mang|quat|keu|nat|can bo|nhan vien|bao ve|nguoi ta|ong (?:ay|do|no)|noi (?:toi|em|tui))"
    r"(?!\w)"
)
_LONGEST_INSULT = 9  # words
_DOUBT = re.compile(
    rf"\b(?:co khi|hay (?:la )?|chac|co le|biet dau)(?: {_WHO})? ?(?:thoi )?(?:khong|ko|k|hong"
    r"|khoi)"
    rf" (?:gui|phan anh|kien)\b|\b{_WHO} (?:\w+ )?so (?:qua|lam|ghe|bi|nguoi ta|ho)\b|^so qua"
    r"|^(?:nghi lai|phan van|luong lu|do du|dan do)\b|\b(?:phan van|luong lu|do du) (?:qua|lam)\b"
    r"|\b(?:khong biet|ko biet|k biet) co nen (?:gui|phan anh)\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:nham|lon|sai|noi lai|moi dung|moi phai|sua|doi lai)\b"
    r"|\b(?:chu|cho|ma) (?:khong|hong|ko|k|chang|dau|hok)(?: \w+)? (?:phai|la)\b"
    r"|^(?:a|o|u|y) (?:khong|ko|k|hong)$"
)
_REGRETS = re.compile(
    rf".+ (?:la|thi) (?:do )?{_WHO} (?:nho|ghi|noi|ke|viet|go) (?:nham|lon|sai)"
    r"(?: (?:roi|do|a|thoi))*"
)
_FEW = re.compile(r"\w+")


def bare(clause: Clause) -> Clause:
    """Leave out what leads up to a clause and what closes it: "thì p. Tân Phú đó ạ"."""
    # "mã" (code) and "má" (mother) are no "mà" that leads up to something.
    typed = zip(clause.words, clause.flat, strict=True)
    lead = _LEADS.match("".join("_" if c in "ãáảÃÁẢ" else f for c, f in typed))
    if lead is not None and lead.end() < len(clause.flat):
        clause = clause.without(0, lead.end())
    tail = _TAILS.search(clause.flat)
    if tail is not None and tail.start() > 0:
        clause = clause.without(tail.start(), len(clause.flat))
    return clause


def is_chatter(clause: Clause) -> bool:
    """Tell whether a clause tells nothing of the complaint and asks nothing either."""
    said = clause.flat.strip()
    if _SAYS_AGAIN.fullmatch(said) or _TALK.fullmatch(said):
        return True
    short = len(_FEW.findall(said)) <= _LONGEST_INSULT
    typed = clause.words.lower()
    return short and bool(_RUDE.search(typed)) and not _OF_OTHERS.search(typed)


def says_untold(clause: Clause) -> bool:
    """Tell whether somebody says that they have not told yet where, when or who."""
    return _SAYS_UNTOLD.fullmatch(clause.flat.strip()) is not None


def doubts(clause: Clause) -> bool:
    """Tell whether somebody wonders whether to send it at all: a doubt deletes nothing."""
    return _DOUBT.search(clause.flat) is not None


def takes_back(clause: Clause) -> bool:
    """Tell whether a clause says that something told before was wrong."""
    return _TAKES_BACK.search(clause.flat) is not None


def regrets(clause: Clause) -> bool:
    """Tell whether a clause says only what was wrong: "thứ 4 là tui nhớ lộn"."""
    return _REGRETS.fullmatch(clause.flat) is not None
