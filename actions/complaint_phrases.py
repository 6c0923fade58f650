"""How people say what can be said at any step of the complaint form.

Each function takes the words of one message and knows nothing of what was asked. Folded words are
lower case and without accents.
"""

from __future__ import annotations

import re
import unicodedata

from complaints.folding import fold

QUESTION = re.compile(
    r"\?|\b(?:the nao|nhu nao|bao nhieu|bao lau|bao gio|o dau|can gi|gom gi|lam sao|la gi|nhung gi"
    r"|giay to gi|duoc khong|dc ko|duoc ko|dc k|co phai|phai khong|khi nao|may gio|tai sao"
    r"|ra dau|nop dau|den dau|di dau|may ngay)\b"
)
"""On folded words: something is asked."""

TELEPHONE = re.compile(r"(?<![\d.])0(?:[ .]?\d){8,9}(?![\d.-])")
"""No dossier code looks like it."""

OFFICE_KINDS = (
    "phuong|xa|dac khu|ubnd|uy ban|trung tam|mot cua|cong an|tru so|chi nhanh|van phong|thi tran"
    "|quan|huyen|thanh pho|tp"
)
"""On folded words, as alternatives: what a place where something happened is called."""

REACHABLE = re.compile(r"(?:\d[\s.\-]?){8,}|\S+@\S+\.\S+")

_ANSWER_ASKED_IN = 80  # characters; a longer message tells rather than asks

_WISH = re.compile(
    r"\b(?:muon|can|xin|de nghi|cho|gui) (?:\w+ ){0,2}"
    r"(?:phan anh|gop y|kien nghi|khieu nai|to cao)\b"
    r"|^(?:phan anh|gop y|kien nghi|khieu nai|to cao)\b"
)
_BARE_WISH = re.compile(
    r"(?:(?:toi|em|minh|tui|chau|cho|da) )*(?:muon|can|xin|de nghi) (?:duoc )?(?:gui )?(?:mot )?"
    r"(?:phan anh|gop y|kien nghi|khieu nai|to cao)(?: (?:can bo|nhan vien|mot cua|a|nhe|voi))*"
)
"""What opens the form, said once more, perhaps after an error; no story yet."""


_STAFF = re.compile(
    r"\b(?:can bo|nhan vien|cong chuc|vien chuc|cb|nv|lanh dao|chu tich|bao ve|cong an|tiep nhan"
    rf"|quay|{OFFICE_KINDS}|ho (?:bao|noi|keu|bat|hen|doi|khong|lam|tra)|nguoi ta|tui no|bon no"
    r"|(?:co|chi|anh|ong|ba|chu|bac|o|thang|con|bon) (?:ay|do|kia|no|ta|nay|tiep|ngoi|lam)"
    r"|ba co|may ong|may ba|phan anh|khieu nai|to cao|gop y|kien nghi|hanh (?:toi|dan|em|tui|len)"
    r"|phong bi|lot tay|hoi lo|boi duong|doi tien|voi tien|quat|chui|mang|nat)\b"
)
"""On folded words: whom or what a complaint is about."""

_SOMEBODY = re.compile(
    r"(?<!\w)(?:cán bộ|can bo|nhân viên|nhan vien|công chức|cong chuc|cb|nv|bảo vệ|bao ve|lãnh đạo"
    r"|chủ tịch|chu tich|họ|người ta|nguoi ta|tụi nó|bọn nó|nó|mấy (?:ông|bà|anh|chị|cô)|ổng|bả"
    r"|(?:cô|chị|anh|ông|bà|chú|bác|o|thằng|con) (?:ấy|đó|kia|ta|này|ở|ngồi|tiếp|tên|nớ|ni)"
    r"|(?:co|chi|anh|ong|ba) (?:ay|kia|ngoi|tiep nhan)|quát|chửi|mắng|nạt|vòi|vứt|ném)(?!\w)"
)
"""As typed: "hành dân vừa thôi" blames nobody."""

_GIVE_UP = re.compile(
    r"(?:thoi|huy|dung lai|khoi|ngung|bo)(?: (?:di|nhe|nha|luon|a|het|bo|khoi|ghi|nua|phan anh"
    r"|khong (?:muon|can|gui|phan anh|noi|ke|lam)"
    r"(?: (?:phan anh|gui|noi|ke|lam|tiep))?(?: nua)?))*"
    r"|(?:toi |em )?(?:khong|ko|k) (?:muon |can )?(?:phan anh|gui|noi|ke|lam|tiep tuc)(?: nua)?"
    r"|(?:toi |em )?(?:khong|ko|k) (?:muon|can|gui) nua"
)
# Not "dung": without accents it is "đúng" (right) as well as "dừng" (stop).
_SEND = re.compile(
    r"(?:(?:ok|oke|da|vang|u|uh|o|uhm|roi|dung roi|duoc roi|xong|thoi|toi|em|tui|minh|chi|anh|co"
    r"|bac|cu|va|thi|sau do|a|ma|con) )*"
    r"(?:gui|chot|dong y|xac nhan|goi(?= (?:di|luon|giup|gium|nhe|nha)))"
    r"(?: (?:gui|di|le|luon|nhe|nha|nghe|nghen|hen|he|giup|gium|dum|ho|ngay|lien|cho|toi|tui|em"
    r"|minh|con|chau|ba|bac|ong|chu|co|phan anh|cai|nay|a|ah|ad|voi|do|thoi|lun|ik|i|can bo|roi"
    r"|xong|oi|dum"
    r"|nhanh|nua|het))*"
)
_HOLDS_BACK = re.compile(r"\b(?:khoan|chua|sua|huy|doi chut|cho chut|khong gui|ko gui|dung gui)\b")
_CLAUSES = re.compile(r"[.,;!?…\n]+")

COMPLAINS = re.compile(r"\b(?:phan anh|to cao|khieu nai|gop y)\b")
"""On folded words: a complaint is meant."""

ENDS_ASKING = re.compile(
    r"(?:\?|\b(?:khong|ko|k|hong|hok|chua|ha|chu|sao|ai|gi|nao)"
    r"(?: (?:a|ha|vay|z|the|em|ban|nhi|ad|hen|ta|ma|he|nha|hi|ho))*)\W*$"
)
"""On folded words: they end as a question does."""

_CALLED = re.compile(
    r"(?:[\s,]+(?:cháu|chau|con|cô|bác|bac|chú|chu|anh|chị|chi|em|ông|bà|ad|ơi|oi|ạ|hả|vậy|thế|nhỉ))+\W*$"
)
"""As typed: whom a question is put to. "Không còn" and "không có" end no question."""

_HERE = re.compile(r"\b(?:o day|cho nay|trong nay|tren nay|tai day|qua day|vao day)\b")
_TAKES_COMPLAINTS = re.compile(
    r"\b(?:co |duoc )?(?:nhan|tiep nhan|ghi nhan|thu) (?:\w+ )?(?:phan anh|gop y|khieu nai"
    r"|to cao)\b"
    r".*\b(?:khong|ko|k|hong|hem|hok|chua|chang)(?: (?:a|ha|vay|z|the|em|ban|nhi|ad))*\W*$"
)
_WHEN_ASKED = re.compile(
    r"\b(?:bao lau|khi nao|bao gio|may ngay|chung nao|bao nhieu ngay|hoi nao)\b"
)
_HAD_ASKED = re.compile(r"\b(?:toi|em|tui|minh|chau|co|chu) (?:moi |co |da )?hoi\b")
_ANSWERED = re.compile(
    r"\b(?:tra loi|phan hoi|hoi am|goi lai|lien he lai|lien lac lai|xu ly xong|giai quyet xong"
    r"|bao lai|xu ly phan anh|giai quyet phan anh)\b"
)
_SENT_AND_DONE = re.compile(r"\b(?:gui|phan anh)\b(?!.*\bho so\b).*\b(?:ket qua|xong)\b", re.DOTALL)
_NO_CODE = re.compile(
    r"\b(?:không|ko|k|chưa|hổng|hông|chả|chẳng|đâu|làm (?:chi|gì)|mần chi) (?:\w+ ){0,3}mã\b"
    r"|\b(?:biết|có|nhớ|thấy) mã (?:số |hồ sơ )?(?:chi|gì|nào|đâu)\b|\b(?:quên|mất"
    r"|bỏ qua) (?:\w+ )?mã\b"
    r"|\bmã(?: số| hồ sơ)? (?:\w+ ){0,2}(?:quên|mất"
    r"|(?:không|ko|k|hổng|hông|chẳng|chả) (?:nhớ|có|biết|thấy|còn|giữ))\b"
    r"|\bmã (?:số |hồ sơ )?(?:gì|nào|chi) (?:\w+ ){0,3}(?:có|biết|nhớ|thấy)(?: (?!ở)\w+)?"
    r" (?:đâu|mô)\b"
    r"|\bma ho so (?:\w+ ){0,2}(?:quen|mat|khong (?:nho|co|biet))\b|\b(?:quen|mat"
    r"|bo qua) ma ho so\b"
    r"|\bmã(?: số| hồ sơ)? (?:thì |cũng )?(?:không|chưa|hổng|chả|ko|k)\b"
    r"|\b(?:khong|ko|k|chua|hong|cha|chang|dau|lam chi|lam gi) (?:\w+ ){0,3}ma (?:so|ho so)\b"
    r"|\b(?:đéo|đếch|nỏ|méo) (?:\w+ ){0,2}mã\b|\b(?:deo|dech|meo|no) co ma\b"
)
"""Not folded: "mã" (code) is no "mà"."""
_HAS_NO_CODE = re.compile(
    r"(?:\w+ )?(?:khong|ko|k|hong|hok|chua|dau|chang) (?:co |biet |nho |thay )*ma"
    r"(?: (?:gi|chi|nao|dau|ca|het|so|ho so|a|roi))*"
    r"|(?:\w+ ){0,2}ma (?:so |ho so )?(?:gi|nao|chi) (?:\w+ ){0,3}(?:co|biet|nho|thay)(?: \w+)? dau"
    r"|(?:(?:da|a|thi|ua|noi|bac|ba|co|chu|ong|toi|em|tui|minh|chau|con) )*"
    r"(?:khong|ko|k|hong|hok|chua)"
    r"(?: (?:co|nho))+(?: (?:dau|gi|het|ca|luon|nua|ma|a|em|chau|con|roi))*"
    r"|(?:\w+ ){0,2}lam (?:gi|chi) (?:ma )?co ma(?: (?:gi|nao|dau|ca|het|so|ho so|a|ma))*"
    r"|(?:\w+ ){0,2}ma (?:so |ho so )?(?:\w+ ){0,2}(?:khong|ko|k|hong|chang|cha)"
    r" (?:nho|co|biet|thay|con|giu)(?: (?:roi|nua|dau|a))*"
    r"|(?:\w+ ){0,2}giay(?: ma| to| hen| tiep nhan)?(?: \w+){0,4} (?:khong|ko|k|hong|chang|cha|dau)"
    r" (?:con|co|giu)(?: (?:cai|nao|gi|het|dau|to|ma))*"
)
"""Right after it was asked for; without accents "ma" means much else."""


def ends_asking(words: str) -> bool:
    """Tell whether words end as a question does, whomever it is put to: "được không cháu"."""
    return bool(ENDS_ASKING.search(fold(words)) or ENDS_ASKING.search(fold(without_call(words))))


def without_call(words: str) -> str:
    """Leave out whom words are put to, at their end: "… không cháu ơi"."""
    return _CALLED.sub("", unicodedata.normalize("NFC", words).lower())


def has_no_code(folded: str) -> bool:
    """Tell whether folded words, right after a code was asked for, say that there is none."""
    return _HAS_NO_CODE.fullmatch(folded) is not None


def wishes_to_complain(words: str) -> bool:
    """Tell whether somebody says that they want to complain, perhaps beside other things."""
    return _WISH.search(fold(words)) is not None


def names_staff(words: str) -> bool:
    """Tell whether words speak of somebody at a counter, an office, or of complaining."""
    return _STAFF.search(fold(words)) is not None


def blames_somebody(words: str) -> bool:
    """Tell whether words speak of a person, rather than of how things are."""
    return _SOMEBODY.search(words.lower()) is not None


def only_wishes_to_complain(words: str) -> bool:
    """Tell whether they say no more than that."""
    return _BARE_WISH.fullmatch(fold(words).strip(" .!")) is not None


def asks_whether_here(words: str) -> bool:
    """Tell whether somebody asks if a complaint can be made here."""
    folded = fold(words)
    if _TAKES_COMPLAINTS.search(folded):
        return True
    return wishes_to_complain(words) and bool(QUESTION.search(folded) and _HERE.search(folded))


def asks_of_answer(words: str) -> bool:
    """Tell whether somebody asks when their complaint will be answered."""
    folded = fold(words)
    if len(folded) > _ANSWER_ASKED_IN or _HAD_ASKED.search(folded):
        return False
    results = _ANSWERED.search(folded) or _SENT_AND_DONE.search(folded)
    return bool(_WHEN_ASKED.search(folded) and results)


def denies_code(words: str) -> bool:
    """Tell whether somebody says, perhaps beside other things, that they have no dossier code."""
    return _NO_CODE.search(words.lower()) is not None


def sends(words: str) -> bool:
    """Tell whether a clause says to send it, and none holds it back.

    What the next clause asks ("bao giờ trả lời?") the receipt tells.
    """
    folded = fold(words)
    sending = any(_SEND.fullmatch(clause) for clause in _clauses(folded))
    return sending and not _HOLDS_BACK.search(folded)


def is_wish_to_send(folded: str) -> bool:
    """Tell whether one clause, folded, says to send it and nothing else."""
    return _SEND.fullmatch(folded.strip()) is not None


def gives_up(words: str) -> bool:
    """Tell whether a message, or how it begins, says that somebody does not want to go on."""
    folded = fold(words)
    first = _clauses(folded)[:1]
    return bool(_GIVE_UP.fullmatch(folded)) or any(
        " " in clause and _GIVE_UP.fullmatch(clause) for clause in first
    )


def _clauses(folded: str) -> list[str]:
    return [clause for part in _CLAUSES.split(folded) if (clause := part.strip())]
