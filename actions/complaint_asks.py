"""The questions of the complaint form, one action each, as Rasa looks for them by name."""

from __future__ import annotations

from abc import ABC, abstractmethod

from actions import complaint_office, complaint_paths
from actions import complaint_store as store
from actions.complaint_answers import CONFIRM, Digression, read
from actions.complaint_fields import field_meant
from actions.complaint_naming import name_and_contact
from actions.complaint_replies import (
    FEEDBACK_LAW,
    FORM,
    buttons_of,
    field_name,
    meta,
    office_buttons,
    say,
    slot_of,
    step_of,
    summary,
)
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.drafts import Field
from contract.reply import Reply, Source


class Ask(EdgeAction, ABC):
    """Asks for one slot; says that it goes on where a question came in between."""

    sources: tuple[Source, ...] = ()

    @property
    @abstractmethod
    def step(self) -> str:
        """The step that is asked."""

    def name(self) -> str:
        """Give the name Rasa's form looks for."""
        return f"action_ask_{FORM}_{slot_of(self.step)}"

    async def act(self, turn: Turn) -> Done:
        """Ask; after an emergency only wait, so that nothing stands below the number to call."""
        if turn.intent == "emergency" and comes_back(turn, self.step):
            return Done()
        return Done((await self.question(turn),))

    async def question(self, turn: Turn) -> Reply:
        """Put the question."""
        question = say(f"ask_{self.step}")
        if turn.intent == "correct_complaint" and field_meant(turn) == self.step:
            question = f"{say('correct', field=field_name(Field(self.step)))} {question}"
        elif comes_back(turn, self.step):
            question = say("resume", question=question)
        return Reply(question, meta(slot=self.step, sources=self.sources), buttons_of(self.step))


class AskPath(Ask):
    """Feedback, formal complaint or denunciation, and how they differ."""

    step = complaint_paths.STEP
    sources = complaint_paths.SOURCES


class AskWhat(Ask):
    """What happened?"""

    step = Field.WHAT.value


class AskOffice(Ask):
    """Where?"""

    step = Field.OFFICE.value

    async def question(self, turn: Turn) -> Reply:
        """Ask; or which office is meant, where an answer fits several."""
        draft = await store.load(turn.conversation)
        if draft is None or not complaint_office.is_pending(draft):
            return await super().question(turn)
        offered = (await store.recognise(draft.words.get(Field.OFFICE, ""))).offered
        names = "\n".join(f"{n}. {office.name}" for n, office in enumerate(offered, start=1))
        question = say("ask_office_which", offices=names)
        if comes_back(turn, self.step) and turn.intent != "inform":
            question = say("resume", question=question)
        return Reply(question, meta(slot=self.step), office_buttons(offered))


class AskWhen(Ask):
    """When?"""

    step = Field.WHEN.value


class AskWho(Ask):
    """Who was it?"""

    step = Field.WHO.value


class AskDossierCode(Ask):
    """Which dossier?"""

    step = Field.DOSSIER_CODE.value


class AskAnonymous(Ask):
    """Anonymous or named, and what each means."""

    step = Field.ANONYMOUS.value
    sources = (FEEDBACK_LAW,)


class AskContact(Ask):
    """How to be reached; only asked of whoever gives their name."""

    step = Field.CONTACT.value

    async def question(self, turn: Turn) -> Reply:
        """Ask; only for a way to be reached, where the name is known."""
        draft = await store.load(turn.conversation)
        name = draft.words.get(Field.CONTACT) if draft is not None else None
        corrects = turn.intent == "correct_complaint"
        if name is None or name_and_contact(name).is_reachable or corrects:
            return await super().question(turn)
        said = say("ask_contact_number", name=name)
        return Reply(said, meta(slot=self.step), buttons_of(self.step))


class AskConfirm(Ask):
    """Reads the person's own words back, once for every time they get here."""

    step = CONFIRM

    async def question(self, turn: Turn) -> Reply:
        """Show everything, or only the choice if it was shown the turn before."""
        draft = await store.load(turn.conversation)
        if draft is None or turn.requested_slot == slot_of(CONFIRM):
            question = say("confirm_unclear")
        else:
            question = "\n".join((summary(draft), say("consent"), say("ask_confirm")))
        return Reply(question, meta(slot=CONFIRM), buttons_of(CONFIRM))


def comes_back(turn: Turn, step: str) -> bool:
    """Tell whether this question was asked before and something else came in between.

    While a form asks, ``requested_slot`` still holds what was asked in the turn before.
    """
    if step_of(turn.requested_slot) != step:
        return False
    return isinstance(read(turn, step, store.today()), Digression)
