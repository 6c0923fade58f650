"""One fact as one line, with everything that limits it: case, number, form, dates, doubt."""

from __future__ import annotations

import re
from datetime import date, timedelta

from contract.facets import Facet
from contract.sentences import Sentences
from knowledge_base.retrieval.compose.wording import lower_first, say_day
from knowledge_base.retrieval.records import Certainty, Fact

SOON = timedelta(days=60)
"""An end this near is said although nobody asked."""
_STEP_NUMBER = re.compile(r"^Bước \d+\s*[:.]\s*")  # lists number their items themselves


def write_item(fact: Fact, day: date, sentences: Sentences) -> str:
    """Write one fact out, with what limits it as seen on ``day``."""
    text = _STEP_NUMBER.sub("", fact.text) if fact.facet is Facet.STEPS else fact.text
    counts = [
        f"{n} {name}" for n, name in ((fact.originals, "bản chính"), (fact.copies, "bản sao")) if n
    ]
    if counts:
        text = f"{text.rstrip('.')} ({', '.join(counts)})"
    if fact.form and fact.form.lower() not in text.lower():
        text = f"{text.rstrip('.')} – mẫu {fact.form}"
    if fact.case:
        text = f"{fact.case}: {lower_first(text)}"
    if fact.valid_from and fact.valid_from > day and say_day(fact.valid_from) not in text:
        text = sentences.say("fact_later", day=say_day(fact.valid_from), text=text)
    elif ends_soon(fact, day) and say_day(fact.valid_to) not in text:
        text = f"{text.rstrip('.')} (đến hết ngày {say_day(fact.valid_to)})"
    if fact.certainty is Certainty.LOW:
        text = sentences.say("fact_unverified", text=text)
    return text


def warns(fact: Fact, day: date, sentences: Sentences) -> bool:
    """Tell whether what is written of a fact opens with the warning that it is unverified.

    The warning is whatever stands before the fact in ``utter_fact_unverified``: it must be there,
    and it must come first, so that no cut of a long text can take it away.
    """
    warning, _, _ = sentences.say("fact_unverified", text="\0").partition("\0")
    return bool(warning.strip()) and write_item(fact, day, sentences).startswith(warning)


def ends_soon(fact: Fact, day: date) -> bool:
    """Tell whether the last day of a fact is near."""
    return fact.valid_to is not None and fact.valid_to - day <= SOON
