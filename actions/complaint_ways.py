"""What follows from the way that somebody chooses for their grievance.

Feedback is recorded. For a formal complaint the form asks what belongs into the petition and
leaves out the rest. For a denunciation it asks nothing and keeps nothing.
"""

from __future__ import annotations

from django.conf import settings

from actions import complaint_paths, complaint_store
from actions.complaint_paths import Doubt
from actions.complaint_replies import (
    GIVEN,
    SKIPPED,
    meta,
    petition_link,
    say,
    slot_of,
    start_button,
)
from actions.turn import Done
from complaints.deadlines import Path, Rule
from complaints.drafts import Draft, Field
from complaints.paths import WAYS
from contract.outcomes import Outcome
from contract.reply import Reply

UNSURE = "unsure"
"""Stands in a draft for the way while nothing was said yet about how feedback is handled."""

_PATH = slot_of(complaint_paths.STEP)
_OF_PETITION = (Field.WHAT, Field.OFFICE, Field.WHEN, Field.WHO)
_SHOWN = {Path.COMPLAINT: 2, Path.DENUNCIATION: 3}  # deadlines told in the chat


def introduction() -> Reply:
    """Say who reads feedback, and how long it is kept: before the first question."""
    kept = str(settings.ENVIRONMENT.complaint_kept_days)
    return Reply(say("started", days=kept), meta())


async def chosen(draft: Draft, way: Path) -> Done:
    """Go the way that was chosen."""
    was = draft.words.get(Field.PATH)
    await complaint_store.put(draft.conversation, Field.PATH, way.value)
    if way == Path.FEEDBACK:
        said = introduction() if was == UNSURE else Reply(say("path_kept"), meta())
        reopened = {} if was != Path.COMPLAINT else _open_of_feedback(draft)
        return Done((said,), {_PATH: GIVEN, **reopened})
    filled: dict[str, object] = {
        _PATH: GIVEN,
        slot_of(Field.DOSSIER_CODE): SKIPPED,
        slot_of(Field.ANONYMOUS): False,
        slot_of(Field.CONTACT): SKIPPED,
        slot_of("confirm"): True,
    }
    if way == Path.COMPLAINT:
        return Done((_explained(way),), filled)
    return Done(slots={**filled, **{slot_of(name): SKIPPED for name in _OF_PETITION}})


async def in_doubt(draft: Draft, words: str) -> Done | None:
    """Keep a story that may want another way, and ask which; None where nothing is in doubt.

    A story that speaks of denouncing is not kept.
    """
    doubt = None if draft.words.get(Field.PATH) in list(Path) else complaint_paths.doubt_in(words)
    if doubt is None:
        return None
    slots = {_PATH: None, slot_of(Field.WHAT): GIVEN}
    if doubt is Doubt.DENOUNCES:
        return Done(
            (Reply(say("denounce_not_kept"), meta()),), {**slots, slot_of(Field.WHAT): None}
        )
    await complaint_store.put(draft.conversation, Field.WHAT, words)
    return Done(remarks(doubt), slots)


def remarks(doubt: Doubt) -> tuple[Reply, ...]:
    """Give what has to be said at once: whom to tell of money that was asked for."""
    return (Reply(say("bribe"), meta()),) if doubt is Doubt.BRIBE else ()


def petition_ready(key: str) -> Reply:
    """Hand out the link to the petition."""
    text = say("petition_ready", link=petition_link(key), where=_where(Path.COMPLAINT))
    return Reply(text, meta(Outcome.COMPLAINT_STATUS, sources=complaint_paths.SOURCES[:1]))


def asked_of(way: Path) -> Reply:
    """Say what a way takes, to who asks before choosing: nothing is chosen or erased by it."""
    sources = (
        complaint_paths.SOURCES[1:] if way == Path.DENUNCIATION else complaint_paths.SOURCES[:1]
    )
    text = say(f"needs_{way.value}", where=_where(way), deadlines=_deadlines(way))
    return Reply(text, meta(sources=sources))


def denounce() -> Reply:
    """Say where a denunciation goes, and that nothing of it is kept here."""
    way = Path.DENUNCIATION
    text = say(
        "denounce", where=_where(way), deadlines=_deadlines(way), link=petition_link(way=way)
    )
    sources = complaint_paths.SOURCES[1:]
    return Reply(text, meta(Outcome.COMPLAINT_STATUS, sources=sources), (start_button(),))


def _explained(way: Path) -> Reply:
    text = say("formal", where=_where(way), deadlines=_deadlines(way))
    return Reply(text, meta(sources=complaint_paths.SOURCES[:1]))


def _where(path: Path) -> str:
    return next(way.where for way in WAYS if way.path == path)


def _deadlines(path: Path) -> str:
    rules = next(way for way in WAYS if way.path == path).deadlines(complaint_store.today())
    return "; ".join(_told(rule) for rule in rules[: _SHOWN[path]])


def _told(rule: Rule) -> str:
    unit = "ngày làm việc" if rule.working else "ngày"
    return f"{rule.step}: {rule.days} {unit}"


def _open_of_feedback(draft: Draft) -> dict[str, object]:
    """Ask again what a formal complaint leaves out."""
    names = (Field.DOSSIER_CODE, Field.ANONYMOUS, Field.CONTACT)
    opened: dict[str, object] = {slot_of(name): None for name in names if name not in draft.words}
    return {**opened, slot_of("confirm"): None}
