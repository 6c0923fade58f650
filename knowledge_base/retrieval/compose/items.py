"""Facts as lines: one fact with everything that limits it, many facts as a list to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contract.facets import Facet
from contract.sentences import Sentences
from knowledge_base.retrieval.compose.wording import capital, lower_first, say_day, split_text
from knowledge_base.retrieval.records import Certainty, Channel, Fact
from knowledge_base.retrieval.text import folded_words

SOON = timedelta(days=60)
"""An end this near is said although nobody asked."""
_SOON_FOR_FEES = timedelta(days=366)
"""Money ends by a date more often than anything else, and people plan by it."""
_LONGEST_HEADING = 80
_SHORT_CASE = 2  # words
_ROOM = 3  # words before or between those of a case
_MOST_OF = 0.75  # share of a case's words that says it
_MARKS = " -–+*•"
_LONGEST_LINE = 320  # characters; a longer text is parted into several lines
_STEP_NUMBER = re.compile(r"^Bước \d+\s*[:.]\s*")  # lists number their items themselves
_FILE = re.compile(r"\.\w{3,4}$")  # the name of a file is no name of a form
_WAY = re.compile(r"^(?:Nộp trực tiếp|Nộp trực tuyến|(?:Nộp|Gửi) qua bưu (?:chính|điện)): (?=\S)")
_PRICE = re.compile(r"\d ?(?:đồng|USD|%)|miễn|không thu|không mất", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})*)\s*(?:Việt Nam Đồng|VNĐ|VND)\b")
_WAYS = {
    Channel.COUNTER: "trực tiếp",
    Channel.ONLINE: "trực tuyến",
    Channel.POSTAL: "qua bưu chính",
}
_FOR_EVERYBODY = re.compile(
    r"(?:[a-z\d]{1,2}[.)]\s*)?(?:nộp|xuất trình|bao gồm|thành phần hồ sơ.*|hồ sơ\b.*\bgồm.*"
    r"|(?:các )?giấy tờ phải (?:nộp|xuất trình).*)",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(
    r"\W*(?:không (?:phải|cần) (?:nộp|xuất trình)|miễn nộp|lưu ý|ghi chú|ví dụ)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ItemWriter:
    """Writes facts out as they are seen on a day.

    Attributes:
        sentences: the bot's sentences.
        day: the day answered for.
        today: the day of the turn; what has ended by then says so.
    """

    sentences: Sentences
    day: date
    today: date

    def item(self, fact: Fact) -> str:
        """Write one fact out, with everything that limits it."""
        text = fact.text
        if fact.facet is Facet.STEPS:
            text = capital(_STEP_NUMBER.sub("", text))
        text = _with_number(_AMOUNT.sub(_in_dong, text), fact)
        if fact.case and not _says_its_case(fact):
            text = f"{fact.case.rstrip(' :')}: {lower_first(text)}"
        text = self._dated(text, fact)
        if fact.certainty is Certainty.LOW:
            text = self.sentences.say("fact_unverified", text=text)
        return text

    def items(self, facts: Iterable[Fact]) -> list[str]:
        """Write facts of one facet as a list to read: parted where long, each line once."""
        ordered = _one_for_all_ways(_in_order(list(facts)))
        parts = [part for fact in _with_headings(ordered) for part in _parts(fact)]
        return list(dict.fromkeys(self.item(part) for part in parts))

    def warns(self, fact: Fact) -> bool:
        """Tell whether what is written of a fact opens with the warning that it is unverified.

        The warning is whatever stands before the fact in ``utter_fact_unverified``: it must be
        there, and it must come first, so that no cut of a long text can take it away.
        """
        warning, _, _ = self.sentences.say("fact_unverified", text="\0").partition("\0")
        return bool(warning.strip()) and self.item(fact).startswith(warning)

    def _dated(self, text: str, fact: Fact) -> str:
        """Say from when or until when, where that matters and the text does not."""
        first, last = say_day(fact.valid_from), say_day(fact.valid_to)
        starts_later = fact.valid_from is not None and fact.valid_from > self.day
        if last and last not in text and self._ends_soon(fact, starts_later=starts_later):
            text = f"{text.rstrip('.')} (đến hết ngày {last})"
        if starts_later and first not in text:
            text = self.sentences.say("fact_later", day=first, text=lower_first(text))
        return text

    def _ends_soon(self, fact: Fact, *, starts_later: bool) -> bool:
        if fact.valid_to is None or (starts_later and fact.valid_to >= self.today):
            return False
        is_price = fact.facet is Facet.FEE and _PRICE.search(fact.text)
        near = _SOON_FOR_FEES if is_price else SOON
        return fact.valid_to < self.today or fact.valid_to - self.day <= near


def is_paper(fact: Fact) -> bool:
    """Tell whether a line of the dossier is a paper to bring, not a remark or one to leave out."""
    return not _NO_PAPER.match(fact.case or "") and not _NO_PAPER.match(fact.text)


def is_for_everybody(fact: Fact) -> bool:
    """Tell whether a paper is asked of everybody: its case is a heading, not a situation."""
    return fact.case is None or bool(_FOR_EVERYBODY.fullmatch(fact.case.strip(" :")))


def _with_number(text: str, fact: Fact) -> str:
    """Add how many of a paper, and its form."""
    counts = [
        f"{n} {name}" for n, name in ((fact.originals, "bản chính"), (fact.copies, "bản sao")) if n
    ]
    if counts:
        text = f"{text.rstrip('.')} ({', '.join(counts)})"
    if fact.form and not _FILE.search(fact.form) and fact.form.lower() not in text.lower():
        text = f"{text.rstrip('.')} – mẫu {fact.form}"
    return text


def _in_dong(amount: re.Match[str]) -> str:
    return f"{amount[1].replace(',', '.')} đồng"


def _in_order(facts: list[Fact]) -> list[Fact]:
    """Order the papers of a dossier by case: for everybody, then by situation, then remarks."""
    if any(fact.facet is not Facet.DOSSIER for fact in facts):
        return facts
    first = {fact.case: n for n, fact in reversed(list(enumerate(facts)))}

    def rank(fact: Fact) -> tuple[int, int]:
        group = 2 if not is_paper(fact) else 0 if is_for_everybody(fact) else 1
        return group, first[fact.case]

    return sorted(facts, key=rank)


def _one_for_all_ways(facts: Sequence[Fact]) -> list[Fact]:
    """Join facts that say the same of several ways of filing into one."""
    said: dict[tuple[object, ...], list[Fact]] = {}
    for n, fact in enumerate(facts):
        joins = fact.channel is not None and _WAY.match(fact.text)
        rest = _WAY.sub("", fact.text)
        key = (rest, fact.case, fact.valid_from, fact.valid_to, fact.certainty) if joins else (n,)
        said.setdefault(key, []).append(fact)
    return [_joined(same) for same in said.values()]


def _joined(same: Sequence[Fact]) -> Fact:
    ways = list(dict.fromkeys(_WAYS[fact.channel] for fact in same if fact.channel))
    if len(ways) < 2:
        return same[0]
    named = f"Nộp {', '.join(ways[:-1])} hoặc {ways[-1]}"
    return replace(same[0], text=f"{named}: {_WAY.sub('', same[0].text)}", channel=None)


def _with_headings(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Put a line that only announces the next one ("Nộp hồ sơ:") in front of it."""
    heading: Fact | None = None
    for fact in facts:
        joined = fact
        if heading and heading.facet is not Facet.DOSSIER and fact.case == heading.case:
            text = f"{heading.text.strip()} {lower_first(fact.text.strip(_MARKS))}"
            joined = replace(fact, text=text)
        elif heading:
            yield heading
        heading = None
        if joined.text.rstrip().endswith(":") and len(joined.text) <= _LONGEST_HEADING:
            heading = joined
        else:
            yield joined
    if heading:
        yield heading


def _says_its_case(fact: Fact) -> bool:
    """Tell whether the text names the situation itself, so that naming it again is clutter.

    "Tổ chức: tổ chức nộp ở…": most words of the case stand where the text begins. The name of a
    paper may hold them and still be a paper for that case alone.
    """
    case = folded_words(fact.case or "")
    if fact.facet is Facet.DOSSIER:
        return (
            len(case) > _SHORT_CASE and (fact.case or "").lower().rstrip(" :") in fact.text.lower()
        )
    begins = folded_words(fact.text)[: len(case) + _ROOM]
    said = sum(word in begins for word in case)
    return said >= _MOST_OF * len(case)


def _parts(fact: Fact) -> list[Fact]:
    """Part a long text into lines; a paper stays one line, however long its name."""
    if fact.facet is Facet.DOSSIER or len(fact.text) <= _LONGEST_LINE:
        return [fact]
    return [replace(fact, text=text) for text in split_text(fact.text, _LONGEST_LINE)]
