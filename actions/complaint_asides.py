"""What is said within the complaint form that is no answer: asides, stopping, additions.

Each function takes the words of one message and gives what is left of them for the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from actions.complaint_calls import asks_hotline, asks_of_lost_code
from actions.complaint_naming import asks_of_naming, asks_what_follows, speaks_of_hiding
from actions.complaint_phrases import (
    ENDS_ASKING,
    QUESTION,
    asks_of_answer,
    ends_asking,
    names_staff,
    wishes_to_complain,
    without_call,
)
from actions.complaint_worries import Topic, topics_in
from actions.courtesy import without_courtesy
from complaints.folding import fold

_CLAUSES = re.compile(
    r"(?<=[.,;!?…\n])\s*|\s+(?=(?:mà|ma)\s+(?:gửi|gui|phản|phan|ẩn|an\s+danh|có|họ|cho|phí|lệ)\b)"
)
_LEADS = re.compile(
    r"^(?:(?:à|a|ủa|ua|dạ|da|thế|the|vậy|mà|ma|rồi|còn|với lại)\s+)+", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_FILLERS = frozenset(
    "a ua u da vang ok oke thi la ma nhe nha roi the vay em toi minh tui oi".split()
)

_OF_ANONYMITY = re.compile(
    r"\ban danh\b.*\b(?:tra loi|giai quyet|xu ly|hoi am|phan hoi|xem xet)\b.*"
    r"(?:\?|\b(?:khong|ko|k|hong|chu|ha)\b\W*$)"
)
_GOES_WITH_IT = (
    r"(?: (?:di|ngay|luon|giup|gium|nhe|nha|bo|het|cho|toi|em|tui|phan anh|anh|chi|oi|dum))*"
)
_STOPS = re.compile(
    rf"(?:(?:thoi|u|ua|da|khong|ko) )*(?:huy|dung lai|bo phan anh){_GOES_WITH_IT}"
    r"|(?:(?:thoi|u|ua|da|thi|vay) )*(?:(?:toi|em|tui|minh|chau|con) )?(?:khong|ko|k|hong|hok|khoi)"
    r"(?: muon| can| dam)? (?:phan anh|khieu nai|to cao|thua|kien)(?: cao| gi| kien)? nua"
    r"(?: (?:dau|nha|a|het))*"
)
_MAY_STOP = re.compile(rf"(?:(?:thoi|u|ua|da) )*bo{_GOES_WITH_IT}|thoi(?: thoi)*")
"""Beside a clause that surely stops; alone it may mean this one question."""

_EXCUSES = re.compile(
    r"\b(?:(?:met|so|phien|chan|ngai) (?:qua|lam|roi|moi|ho|bi)|mat (?:cong|thoi gian|thi gio)"
    r"|bo qua|cho qua|dong tinh|toi nghiep|thay toi (?:ho|co|anh|chi|ong|ba)|nghi lai|doi y|xin loi"
    r"|thong cam|(?:vay|the) thoi|du roi|het buc|nguoi gian|(?:xong|on|giai quyet) roi)\b"
)
"""On folded words: said beside stopping, and nothing to look up."""

_BLAMES_NOBODY = re.compile(
    r"(?:(?:ua|o|a|da|thoi|nhung|ma|thi|troi oi|khong|phan anh gi) )*"
    r"(?:(?:toi|em|e|t|tui|minh|chau|con|tao) )?"
    r"(?:(?:khong|ko|k|hong|hok|chang|cha|dau|dau co|nao co|co)(?: (?:muon|he|dinh|phai|dam))*"
    r" (?:phan anh|khieu nai|to cao|thua|kien)(?: kien| gi)? (?:ai|gi|chi|ong nao|ba nao)?"
    r"(?: ?(?:dau|mo|het|ca|nha|a|ma))*)"
    r"|(?:(?:ua|o|a|da) )*(?:phan anh|khieu nai|to cao) (?:gi|ai)"
)
"""A clause in which somebody says of themselves that they complain of nobody."""

_ADDS = re.compile(
    r"(?:(?:thieu|con thieu) (?:roi|chuyen|nua)?|(?:ghi|viet|bo sung|ke|noi|them)(?: (?:them|vao|vo"
    r"|giup|toi|em|tui|minh|nua|noi dung|y|nay|nha|nhe|voi|chuyen|ay|do))+|y toi la them vao.*)"
)
_ADDING = re.compile(
    r"^(?:\W*(?:à|a|dạ|ủa)\W+)?(?:cho (?:tôi|em|tui) )?(?:(?:ghi|viết|viet|bổ sung|bo sung|kể|ke)"
    r"\s+thêm|(?:ghi|bo sung)\s+them|thêm\s+v(?:ào|ô)|them\s+v(?:ao|o))(?:\s+(?:vào|vô|vao|vo))?"
    r"(?:\s+(?:phần\s+)?(?:nội dung|noi dung))?(?:\s+(?:là|la))?\s*[:,]?\s+",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"{QUESTION.pattern}|\bco (?:\w+ ){{1,8}}(?:khong|hong|hok|ko|k)\W*$")
_ASKED_IN = 80  # characters of a clause; a longer one tells rather than asks
_SENTENCES = re.compile(r"(?<=[.!?…\n])\s+")
_OF_ONESELF = re.compile(r"\b(?:toi|em|e|tui|minh|mk|chau|con|bac|co|chu|ong|ba|gio)\b")
_WHAT_BECOMES = re.compile(
    r"\bco (?:bi|duoc|phai|sao|can|nen)\b.*\b(?:khong|ko|k|hong|hem|hok|chua)(?: (?:vay|z|ha|a"
    r"|ta))*$"
    r"|\b(?:thi|phai lam|nen lam|biet lam) (?:sao|gi)(?: (?:vay|bay gio|day))*$"
)
_FEWEST_TOLD = 5  # words
_SHORTEST = 10  # characters that may add to a story


@dataclass(frozen=True, slots=True)
class Aside:
    """A question about the complaint itself within a message.

    Attributes:
        sentence: name of the sentence that answers it.
        rest: the other words; empty where nothing else is said.
    """

    sentence: str
    rest: str = field(repr=False)


def aside_in(words: str) -> Aside | None:
    """Find a question about the complaint itself, and part it from what else is said."""
    clauses = [c for c in _CLAUSES.split(words) if c.strip()]
    for place, clause in enumerate(clauses):
        sentence = asked_of_complaint(_LEADS.sub("", clause.strip()))
        if sentence is not None:
            others = (c.strip() for i, c in enumerate(clauses) if i != place)
            rest = " ".join(c for c in others if not _says_nothing(c))
            return Aside(sentence, rest.strip(" ,;"))
    sentence = asked_of_complaint(words)
    return None if sentence is None else Aside(sentence, "")


def question_in(words: str) -> tuple[str, str] | None:
    """Find a clause that asks something, beside others that may answer.

    Returns:
        The clause, and the rest; None where nothing is asked, or nothing else is said.
    """
    clauses = [c.strip() for c in _CLAUSES.split(words) if c.strip()]
    for place, clause in enumerate(clauses):
        if len(clause) <= _ASKED_IN and _ASKS.search(fold(clause)):
            others = [c for i, c in enumerate(clauses) if i != place and not _says_nothing(c)]
            rest = " ".join(others).strip(" ,;")
            return (_LEADS.sub("", clause), rest) if rest else None
    return None


def question_after(words: str) -> tuple[str, str] | None:
    """Part a story from what somebody asks about themselves at its end.

    What is asked only to complain ("coi được không?") is part of the story.

    Returns:
        The story and the question; None where there are not both.
    """
    told = [sentence for sentence in _SENTENCES.split(words) if sentence.strip()]
    asked: list[str] = []
    while len(told) > 1 and len(told[-1]) <= _ASKED_IN and _asks_of_oneself(told[-1]):
        asked.insert(0, told.pop())
    story = " ".join(told)
    if not asked or len(story.split()) < _FEWEST_TOLD or not names_staff(story):
        return None
    return story, " ".join(asked)


def _asks_of_oneself(sentence: str) -> bool:
    folded = fold(without_call(sentence)).strip(" ?!.…")
    mine = _OF_ONESELF.search(folded) and _WHAT_BECOMES.search(folded)
    return bool(mine) or asked_of_complaint(sentence) is not None


def stops(words: str) -> str | None:
    """Tell whether somebody does not want to complain at all, and give what else they say.

    Returns:
        The rest of the message, perhaps empty; None where they want to go on.
    """
    clauses = [c for c in re.split(r"[.,;!?…\n]+", words) if c.strip()]
    told = [c for c in clauses if not _is_stop(fold(c))]
    if len(told) == len(clauses) or any(wishes_to_complain(c) for c in told):
        return None
    left = [c for c in told if not _MAY_STOP.fullmatch(fold(c).strip()) and not _excuses(c)]
    rest = ". ".join(c.strip() for c in left)
    return "" if _says_nothing(without_courtesy(rest)) else rest


def blames_nobody(words: str) -> bool:
    """Tell whether a clause says in so many words that somebody complains of nobody."""
    clauses = re.split(r"[.,;!?…\n]+", fold(words))
    return any(_BLAMES_NOBODY.fullmatch(clause.strip()) for clause in clauses)


def addition_in(words: str) -> str | None:
    """Give what somebody wants to have added to the story: "ghi thêm: họ vứt hồ sơ"."""
    rest = _ADDING.sub("", words, count=1)
    if rest != words:
        return rest if len(rest) >= _SHORTEST else None
    clauses = [c for c in re.split(r"[.,;!\n]+", words) if c.strip()]
    left = [c.strip() for c in clauses if not _ADDS.fullmatch(fold(c).strip())]
    told = ", ".join(left)
    return told if len(left) < len(clauses) and len(told) >= _SHORTEST else None


def asked_of_complaint(words: str) -> str | None:
    """Give the sentence that answers a question about the complaint itself; None for any other."""
    if _OF_ANONYMITY.search(fold(words)):
        return "anonymous_answered"
    if asks_of_answer(words):
        return Topic.WHEN.value
    asks = ends_asking(words)
    topics = set(topics_in(words, talked=True)) if asks else set[Topic]()
    if asks_of_lost_code(words):
        return Topic.CODE_LOST.value
    if topics & {Topic.REPRISAL, Topic.NAMING} or asks_of_naming(words):
        return Topic.NAMING.value
    told = (Topic.UNREACHED, Topic.CALLED, Topic.WHEN, Topic.HOTLINE)
    found = next((topic.value for topic in told if topic in topics), None)
    if found is None and asks_hotline(words):  # "cô hỏi số đường dây nóng" ends as it likes
        return Topic.HOTLINE.value
    return found


def choice_asked_of(words: str) -> str | None:
    """Give the sentence that tells of a choice, where somebody asks what follows from it."""
    if not asks_what_follows(words):
        return None
    return (Topic.UNREACHED if speaks_of_hiding(words) else Topic.NAMING).value


def _excuses(clause: str) -> bool:
    """Tell whether a clause says why somebody stops, and asks nothing: "em mệt quá"."""
    folded = fold(clause)
    asks = QUESTION.search(folded) or ENDS_ASKING.search(folded)
    return _EXCUSES.search(folded) is not None and not asks


def _is_stop(folded: str) -> bool:
    clause = folded.strip()
    if _STOPS.fullmatch(clause):
        return True
    return _BLAMES_NOBODY.fullmatch(clause) is not None and not QUESTION.search(clause)


def _says_nothing(words: str) -> bool:
    return all(word in _FILLERS for word in _WORDS.findall(fold(words)))
