"""What was told before the complaint form came on: it is not asked for again.

Kept in this process for some minutes, as the question of a choice is; nothing is written down.
"""

from __future__ import annotations

import re

from actions.complaint_answers import MAX_WORDS, day_in, words_of
from actions.complaint_asides import stops
from actions.complaint_clauses import clauses_of, flat
from actions.complaint_naming import speaks_of_hiding
from actions.complaint_phrases import (
    QUESTION,
    blames_somebody,
    ends_asking,
    wishes_to_complain,
)
from actions.complaint_sent import Talk
from actions.complaint_store import today
from actions.pending import Pending
from actions.turn import Turn
from complaints.folding import fold

earlier = Pending()

_FEWEST = 5  # words: fewer tell nothing
_LONGEST = 1000  # characters kept of several messages
_OF_COMPLAINING = frozenset({"go_anonymous", "go_named", "submit_complaint"})
_SELF = r"(?:toi|em|e|tui|minh|mk|chau|con|bac|co|chu|ong|ba|anh|chi)"
_WILL_TELL = re.compile(
    rf"(?:(?:vay|zay|v|thi|da|ok|oke|roi|thoi|the|gio|de|cho|nghe) )*{_SELF} (?:xin |se "
    rf"|bat dau )?ke"
    r"(?: (?:cho|lai|ra|luon|day|ne|nha|nhe|nghe|hen|vay|ban|em|con|chau|ad|chuyen|nay|di|tu dau))*"
)
_ASKS_THEN_TELLS = re.compile(
    rf"(?P<lead>.+?)[\s.,;!?…\n]+(?:{_WILL_TELL.pattern})\s*[:.,;!…\n]+\s*(?P<story>\S.+)",
    re.DOTALL,
)
_ASKED_IN = 100  # characters before the story; more may tell, too
_BEGINS = 3  # words
_DENIED = re.compile(
    r"\b(?:khong|ko|k|hong|chua|dung|thoi)(?: \w+){0,2} (?:phan anh|gop y|kien nghi|khieu nai"
    r"|to cao)\b"
    r"|\b(?:phan anh|gop y|kien nghi|khieu nai|to cao)\b(?: \w+){0,2} (?:roi|hom|bua|truoc)\b"
)


def keep(turn: Turn) -> None:
    """Keep what a message tells of somebody, or of a day, though it opened no form."""
    words = words_of(turn)
    if turn.active_form or not _tells(words):
        return
    before = earlier.take(turn.conversation)
    both = f"{before}\n{words}" if before else words
    earlier.keep(turn.conversation, both if len(both) <= _LONGEST else words)


def opens(turn: Turn, talk: Talk | None) -> bool:
    """Tell whether a message that was taken for something else begins a complaint.

    Args:
        turn: the message, outside of the form.
        talk: what of complaining was last talked about.
    """
    words = words_of(turn)
    if turn.active_form or not words:
        return False
    if announced(words) != words:
        return talk in (Talk.ASKED, Talk.DELETED) or blames_somebody(words)
    meant = turn.intent in _OF_COMPLAINING or talk in (Talk.ASKED, Talk.DELETED)
    asks = QUESTION.search(fold(words)) or ends_asking(words)
    if not meant or asks or stops(words) is not None or _DENIED.search(fold(words)):
        return False
    return wishes_to_complain(words)


def asked_then_told(words: str) -> tuple[str, str] | None:
    """Part a question about complaining from the story announced behind it.

    "Em gửi ẩn danh được không, em kể nhé: chị ở quầy…" is a complaint. What does not ask, or
    tells of somebody itself, is no such question: nothing of it is to be lost.

    Args:
        words: one message.

    Returns:
        The question and the story; None where there are not both.
    """
    found = _ASKS_THEN_TELLS.fullmatch(flat(words))
    if found is None:
        return None
    lead, story = words[: found.end("lead")].strip(), words[found.start("story") :].strip()
    asks = len(lead) <= _ASKED_IN and (ends_asking(lead) or speaks_of_hiding(lead))
    if not asks or blames_somebody(lead) or len(story.split()) < _BEGINS:
        return None
    return (lead, story) if blames_somebody(story) else None


def announced(words: str) -> str:
    """Give what follows the word that one will tell: "vậy mình kể nha. Hôm qua…"."""
    parted = asked_then_told(words)
    if parted is not None:
        return parted[1]
    first, *_ = clauses_of(words) or (None,)
    if first is None or not _WILL_TELL.fullmatch(first.flat):
        return words
    return words[words.find(first.words) + len(first.words) :].strip(" .,;:!…\n")


def _tells(words: str) -> bool:
    if not len(words.split()) >= _FEWEST or len(words) > MAX_WORDS or "?" in words:
        return False
    if wishes_to_complain(words) or any(ends_asking(c.words) for c in clauses_of(words)):
        return False
    return blames_somebody(words) or day_in(words, today()) is not None
