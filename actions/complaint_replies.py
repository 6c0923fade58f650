"""What the complaint flow says: its steps in order, their buttons, the summary."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from django.utils import timezone

from actions.complaint_answers import CONFIRM
from actions.services import services
from actions.turn import Turn
from complaints.drafts import Draft, Field
from complaints.filing import NAMED
from complaints.seal import SealBroken, keyring
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Source

FORM = "complaint_form"
FEEDBACK_LAW = Source(document="Nghị định 20/2008/NĐ-CP", article="Điều 7")
"""What a complaint about staff is asked to carry: name, address, telephone."""

# Slot markers: what Rasa knows of an answer. The words are in the sealed draft only.
GIVEN, SKIPPED = "given", "skipped"

STEPS: tuple[str, ...] = (*(name.value for name in Field), CONFIRM)
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


def start_button() -> Button:
    """Begin a complaint."""
    return _button("complain", "/complain")


def status_button(code: str, conversation: str) -> Button:
    """Ask where a complaint stands; payloads are stored, so the code stands in it sealed."""
    sealed = keyring().seal(code, _button_place(conversation))
    marked = urlsafe_b64encode(sealed).decode("ascii")
    return _button("status", "/complaint_status" + json.dumps({"complaint_code": marked}))


def code_of_button(marked: str, conversation: str) -> str | None:
    """Open the code of a pressed button; None if the mark is something else."""
    try:
        return keyring().unseal(urlsafe_b64decode(marked), _button_place(conversation))
    except (SealBroken, ValueError):
        return None


def _button_place(conversation: str) -> str:
    return f"complaint-button:{conversation}"


def buttons_of(step: str) -> tuple[Button, ...]:
    """Give the ways on from a question; there is always a way out."""
    cancel = _button("cancel", "/cancel_complaint")
    match step:
        case Field.WHAT:
            return (cancel,)
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
    fields = [name for name in Field if name != Field.CONTACT or is_named(draft)]
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
    told = {name: draft.words.get(name) or say("not_given") for name in Field}
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
