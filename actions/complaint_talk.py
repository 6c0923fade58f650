"""Talk about complaining that is no complaint: worries before one, wishes after it was sent.

It is recognised by its words, whatever the model took it for, and answered before anything is
looked up: the record knows what the law says of denunciations, not what happens here. Nothing is
changed or deleted by a message; who wants that is told how.
"""

from __future__ import annotations

from actions import complaint_store as store
from actions.complaint_answers import words_of
from actions.complaint_phrases import asks_whether_here
from actions.complaint_replies import box_button, day, meta, say, start_button
from actions.complaint_sent import Talk, Wish, asks_to_write, names_code, wish_in
from actions.complaint_worries import Topic, topics_in
from actions.services import services
from actions.turn import Done, Turn
from complaints import codes
from complaints.citizen import Following, NoSuchComplaint
from complaints.guessing import TooManyGuesses
from contract.outcomes import Outcome
from contract.reply import Button, Reply

SLOT = "complaining"
"""Holds the ``Talk`` that a short question may go on with; empty once something else is asked."""

_ANSWERED_FIRST = frozenset({"emergency", "refuse_request"})
_TO_THE_BOX = frozenset({Wish.CHANGE, Wish.WRITE})
"""Wishes that end with a message to who handles it."""


def talk_in(turn: Turn) -> Talk | None:
    """Give what of complaining was last talked about."""
    value = turn.slots.get(SLOT)
    return Talk(value) if value in list(Talk) else None


async def answered(turn: Turn) -> Done | None:
    """Answer what is asked about complaining here, or wanted of a complaint that was sent.

    Within the form only questions are answered: what is to be stopped or changed there is not sent.
    """
    if turn.text.startswith("/") or turn.intent in _ANSWERED_FIRST:
        return None
    words, talk = words_of(turn), talk_in(turn)
    if turn.active_form is None:
        wish = wish_in(words, turn.intent, talk)
        if wish is None and turn.intent != "talk_to_staff" and asks_to_write(words):
            wish = Wish.WRITE
        if wish is not None:
            return await _of_wish(turn, wish, talk)
    topics = topics_in(words, talked=talk is not None)
    if not topics and asks_whether_here(words):
        topics = (Topic.HERE,)
    if not topics:
        return None
    text = "\n".join(say(topic.value) for topic in topics)
    buttons = () if turn.active_form else (start_button(),)
    slots = {} if turn.active_form else {SLOT: (talk or Talk.ASKED).value}
    return Done((Reply(text, meta(Outcome.COMPLAINT_STATUS), buttons),), slots)


async def _of_wish(turn: Turn, wish: Wish, talk: Talk | None) -> Done:
    """Say what can be done, about the complaint whose code is told or that was sent from here."""
    told = say(f"sent_{wish.value}")
    if wish is Wish.RECOVER:
        return _said(told, talk, start_button())
    try:
        code = codes.find(words_of(turn)) if names_code(words_of(turn)) else None
        if code is None and talk is Talk.SENT:
            code = await store.receipt(turn.conversation)
        if code is None and talk is Talk.FOLLOWED:
            return _said(told, talk)  # its button to write was shown, and is still good
        if code is None:
            return _said(f"{told}\n{say('sent_code')}", talk)
        following = await store.follow(code, turn.conversation)
    except codes.CodeMistyped:
        return _said(f"{told}\n{say('status_mistyped')}", talk)
    except TooManyGuesses:
        return _said(say("status_too_many"), talk)
    except NoSuchComplaint:
        return _said(say("status_not_found"), talk)
    writes = (box_button(code, turn.conversation),) if following.may_write else ()
    text = f"{_standing(code, following)}\n{_possible(wish, following)}"
    return _said(text, talk if talk is Talk.SENT else Talk.FOLLOWED, *writes)


def _possible(wish: Wish, following: Following) -> str:
    """Give what can still be done as the complaint stands."""
    if following.erased:
        return say("sent_erased")
    if wish in _TO_THE_BOX and not following.may_write:
        return services().sentences.say("box_closed")
    return say(f"sent_{wish.value}")


def _standing(code: str, following: Following) -> str:
    standing = following.standing
    return say(
        "status",
        code=code,
        filed=day(standing.filed_at),
        since=day(standing.since),
        status=say(f"status_{standing.status.value}"),
    )


def _said(text: str, talk: Talk | None, *buttons: Button) -> Done:
    said = Reply(text, meta(Outcome.COMPLAINT_STATUS), buttons)
    return Done((said,), {SLOT: talk.value if talk else Talk.ASKED.value})
