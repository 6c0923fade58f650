"""Talk about complaining that is no complaint: worries before one, wishes after it was sent.

It is recognised by its words, whatever the model took it for, and answered before anything is
looked up: the record knows what the law says of denunciations, not what happens here. Nothing is
changed or deleted by a message; who wants that is told how.
"""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import complaint_hotline
from actions import complaint_store as store
from actions.complaint_answers import words_of
from actions.complaint_calls import asks_hotline
from actions.complaint_earlier import asked_then_told
from actions.complaint_phrases import asks_whether_here
from actions.complaint_replies import (
    box_button,
    day,
    is_open,
    meta,
    say,
    start_button,
    status_button,
)
from actions.complaint_sent import Talk, Wish, asks_to_write, names_code, needs_help, wish_in
from actions.complaint_worries import Topic, topics_in
from actions.services import services
from actions.turn import Done, Turn
from complaints import codes
from complaints.citizen import Following, NoSuchComplaint
from complaints.guessing import TooManyGuesses
from contract.outcomes import Outcome
from contract.reply import Button, Reply

ACTION_START = "action_start_complaint"
SLOT = "complaining"
"""Holds the ``Talk`` that a short question may go on with; empty once something else is asked."""

_SENT = frozenset({Talk.SENT, Talk.FOLLOWED})
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
    if turn.active_form is None and asked_then_told(words) is not None:
        return opening()  # the story is to be kept, and the form says what was asked
    topics = topics_in(words, talked=talk is not None or is_open(turn))
    if not topics and asks_whether_here(words):
        topics = (Topic.HERE,)
    if not topics and turn.intent == "talk_to_staff" and asks_hotline(words):
        topics = (Topic.HOTLINE,)  # who asks for a number does not ask to be met
    if not topics:
        return None
    if turn.active_form:
        return Done(complaint_hotline.replies_to(topics, Outcome.COMPLAINT_STATUS))
    code = await store.receipt(turn.conversation) if talk is Talk.SENT else None
    buttons = (start_button(),) if talk not in _SENT else ()
    if code is not None:
        buttons = (status_button(code, turn.conversation),)
    said = complaint_hotline.replies_to(
        [
            "when_answered_sent" if topic is Topic.WHEN and talk in _SENT else topic
            for topic in topics
        ],
        Outcome.COMPLAINT_STATUS,
        buttons,
    )
    return Done(said, {SLOT: (talk or Talk.ASKED).value})


def opening() -> Done:
    """Let the complaint begin, in the place of an answer."""
    return Done(events=(FollowupAction(ACTION_START),))


async def _of_wish(turn: Turn, wish: Wish, talk: Talk | None) -> Done:
    """Say what can be done, about the complaint whose code is told or that was sent from here."""
    told = _how(wish, words_of(turn))
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
    text = f"{_standing(code, following)}\n{_possible(wish, told, following)}"
    return _said(text, talk if talk is Talk.SENT else Talk.FOLLOWED, *writes)


def _how(wish: Wish, words: str) -> str:
    helped = wish is Wish.WITHDRAW and needs_help(words)
    return "\n".join(
        say(f"sent_{name}") for name in (wish, *(("withdraw_help",) if helped else ()))
    )


def _possible(wish: Wish, told: str, following: Following) -> str:
    """Give what can still be done as the complaint stands."""
    if following.erased:
        return say("sent_erased")
    if wish in _TO_THE_BOX and not following.may_write:
        return services().sentences.say("box_closed")
    return told


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
