"""Where a complaint stands, for whoever has its code."""

from __future__ import annotations

from actions import complaint_store as store
from actions import complaint_talk
from actions.complaint_answers import words_of
from actions.complaint_replies import box_button, day, is_open, meta, say
from actions.complaint_sent import Talk
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints import code_marks, codes
from complaints.citizen import Following, NoSuchComplaint
from complaints.guessing import TooManyGuesses
from complaints.models import BoxMessage
from contract.outcomes import Outcome
from contract.reply import Reply

MOST_SHOWN = 600  # characters of one message in the chat; the page shows all


class ComplaintStatus(EdgeAction):
    """Reads a code from the message and says where the complaint stands."""

    action_name = "action_complaint_status"

    async def act(self, turn: Turn) -> Done:
        """Answer by code; without one, ask for it. An unknown code gets one neutral sentence."""
        of_complaining = await complaint_talk.answered(turn)
        if of_complaining is not None:
            return of_complaining
        try:
            code = _code(turn)
        except codes.CodeMistyped:
            return _say("status_mistyped")
        if code is None:
            return _say("status_ask_code")
        try:
            following = await store.follow(code, turn.conversation)
        except TooManyGuesses:
            return _say("status_too_many")
        except NoSuchComplaint:
            return _say("status_not_found")
        # In the middle of a form its questions come next: writing waits until it is done.
        writes = following.may_write and not is_open(turn)
        buttons = (box_button(code, turn.conversation),) if writes else ()
        said = Reply(_describe(code, following), meta(Outcome.COMPLAINT_STATUS), buttons)
        slots = {} if is_open(turn) else {complaint_talk.SLOT: Talk.FOLLOWED.value}
        return Done((said,), slots)


def _code(turn: Turn) -> str | None:
    """Take the code from a button, else find it in the words.

    Raises:
        CodeMistyped: something looks like a code, but one symbol must be wrong.
    """
    marked = turn.entities.get("complaint_code")
    if marked:
        sealed = code_marks.code_in(str(marked), turn.conversation)
        if sealed is not None:
            return sealed
        try:
            return codes.parse(str(marked))
        except codes.CodeInvalid:
            pass  # the model may have cut it short: look at the whole message
    return codes.find(words_of(turn) or str(marked or ""))


def _describe(code: str, following: Following) -> str:
    """Say where it stands, with the last words of who handles it; all of the box is on the page."""
    standing = following.standing
    lines = [
        say(
            "status",
            code=code,
            filed=day(standing.filed_at),
            since=day(standing.since),
            status=say(f"status_{standing.status.value}"),
        )
    ]
    if following.opened_on:
        days = ", ".join(f"{opened:%d/%m/%Y}" for opened in following.opened_on)
        lines.append(say("status_opened", date=days))
    if standing.unit:
        lines.append(say("status_unit", unit=standing.unit))
    lines.append(
        say("due", due=f"{standing.due_on:%d/%m/%Y}") if standing.due_on else say("no_due")
    )
    told = [said for said in following.box if said.kind != BoxMessage.Kind.WORDS]
    if told:
        words = told[-1].words
        shown = words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
        kind = "question" if told[-1].kind == BoxMessage.Kind.QUESTION else "reply"
        lines.append(say(f"status_{kind}", day=day(told[-1].at), reply=shown))
    if following.box:
        lines.append(say("status_box", count=str(len(following.box))))
    lines.append(say(f"next_{standing.status.value}"))
    return "\n".join(lines)


def _say(sentence: str) -> Done:
    return Done((Reply(say(sentence), meta(Outcome.COMPLAINT_STATUS)),))
