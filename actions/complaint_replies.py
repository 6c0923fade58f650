"""What the complaint flow says: its steps in order, their buttons, the summary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from actions import complaint_paths
from actions.complaint_answers import CONFIRM
from actions.services import services
from actions.turn import Turn
from complaints import code_marks
from complaints.deadlines import Path
from complaints.drafts import ASKED, Draft, Field
from complaints.filing import NAMED
from complaints.offices import KnownOffice
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Source

FORM = "complaint_form"
FEEDBACK_LAW = Source(document="Nghị định 20/2008/NĐ-CP", article="Điều 7")
"""What a complaint about staff is asked to carry: name, address, telephone."""

_SHOWN = 200  # characters of an earlier message that is read back

# Slot markers: what Rasa knows of an answer. The words are in the sealed draft only.
GIVEN, SKIPPED, PRESUMED, STOPPED = "given", "skipped", "presumed", "stopped"

STEPS: tuple[str, ...] = (complaint_paths.STEP, *(name.value for name in ASKED), CONFIRM)
"""What the form asks, in order; the slots of domain.yml are ``complaint_<step>``."""


def slot_of(step: str) -> str:
    """Give the name of a step's slot."""
    return f"complaint_{step}"


def step_of(slot: str | None) -> str | None:
    """Give the step of a slot of the form; None for any other slot."""
    step = (slot or "").removeprefix("complaint_")
    return step if slot and slot != step and step in STEPS else None


def no_slots() -> dict[str, None]:
    """Give all slots of the form, emptied."""
    return {slot_of(step): None for step in STEPS}


def is_open(turn: Turn) -> bool:
    """Tell whether the form is running."""
    return turn.active_form == FORM


def meta(
    outcome: Outcome = Outcome.COMPLAINT_STARTED,
    slot: str | None = None,
    sources: tuple[Source, ...] = (),
) -> Meta:
    """Give what is known about a reply of the flow, as of today."""
    return Meta(outcome, slot=slot, as_of=timezone.localdate(), sources=sources)


def say(sentence: str, **values: str) -> str:
    """Give the words of ``utter_complaint_<sentence>``."""
    return services().sentences.say(f"complaint_{sentence}", **values)


def path_button(sentence: str, value: str) -> Button:
    """Choose the way a grievance goes."""
    return _button(sentence, "/inform" + json.dumps({complaint_paths.STEP: value}))


def office_buttons(offered: Sequence[KnownOffice]) -> tuple[Button, ...]:
    """Give one button for each office that may be meant, and one for none of them."""
    listed = tuple(
        Button(office.name, "/inform" + json.dumps({Field.OFFICE.value: office.key}))
        for office in offered
    )
    return (*listed, _button("office_other", "/skip"), _button("cancel", "/cancel_complaint"))


def petition_link(key: str = "", way: Path = Path.COMPLAINT) -> str:
    """Give the address where a petition is made; a key, never a word, stands in it."""
    query = f"?don={key}" if key else f"?loai={way.value}"
    return f"{settings.WAGTAILADMIN_BASE_URL}/phan-anh/don/{query}"


def start_button() -> Button:
    """Begin a complaint."""
    return _button("complain", "/complain")


def status_button(code: str, conversation: str) -> Button:
    """Ask where a complaint stands."""
    marked = code_marks.mark(code, conversation)
    return _button("status", "/complaint_status" + json.dumps({"complaint_code": marked}))


def box_button(code: str, conversation: str) -> Button:
    """Write to who handles a complaint; answered by the portal, not by the dialogue."""
    marked = code_marks.mark(code, conversation)
    return _button("box_write", "/write_to_box" + json.dumps({"complaint_code": marked}))


def buttons_of(step: str) -> tuple[Button, ...]:
    """Give the ways on from a question; there is always a way out."""
    cancel = _button("cancel", "/cancel_complaint")
    match step:
        case complaint_paths.STEP:
            ways = (path_button(f"path_{way.value}", way.value) for way in complaint_paths.WAYS)
            return (*ways, cancel)
        case Field.WHAT:
            return (path_button("path_ask", complaint_paths.CHOOSE), cancel)
        case Field.ANONYMOUS:
            hide, show = _button("anonymous", "/go_anonymous"), _button("named", "/go_named")
            return (hide, show, cancel)
        case "confirm":
            send = _button("submit", "/submit_complaint")
            return (send, _button("correct_any", "/correct_complaint"), cancel)
        case _:
            return (_button("skip", "/skip"), cancel)


def correction_buttons(draft: Draft) -> tuple[Button, ...]:
    """Give one button for everything that can be corrected."""
    fields = [name for name in ASKED if name != Field.CONTACT or is_named(draft)]
    return tuple(
        Button(
            services().sentences.say("button_correct", field=field_name(name)),
            "/correct_complaint" + json.dumps({"field": name.value}),
        )
        for name in fields
    )


def field_name(name: Field) -> str:
    """Give the name of a field within a sentence: "thời gian"."""
    return services().sentences.say(f"field_{name.value}")


def summary(draft: Draft) -> str:
    """Read the person's own words back, unchanged; skipped parts as such."""
    told = {name: draft.words.get(name) or say("not_given") for name in ASKED}
    named = told[Field.CONTACT] if is_named(draft) else say("sender_anonymous")
    return say(
        "summary",
        what=told[Field.WHAT],
        office=told[Field.OFFICE],
        when=told[Field.WHEN],
        who=told[Field.WHO],
        dossier_code=told[Field.DOSSIER_CODE],
        files=say("files_count", count=str(draft.files)) if draft.files else say("not_given"),
        sender=named,
    )


def kept_sentence(before: str) -> str:
    """Say that the story is kept, and what of it was told before the form came on."""
    if not before:
        return say("kept_what")
    shown = before if len(before) <= _SHOWN else f"{before[:_SHOWN]}…"
    return say("kept_earlier", words=shown.replace("\n", " / "))


def is_named(draft: Draft) -> bool:
    """Tell whether the person wants their name on it."""
    return draft.words.get(Field.ANONYMOUS) == NAMED


def day(moment: datetime) -> str:
    """Write a moment as a Vietnamese date."""
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def clock(moment: datetime) -> str:
    """Write a moment as hours and minutes."""
    return f"{timezone.localtime(moment):%H:%M}"


def _button(sentence: str, payload: str) -> Button:
    return Button(services().sentences.say(f"button_{sentence}"), payload)
