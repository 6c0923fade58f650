"""Everything that is neither a question nor a complaint: greetings, help, guardrails."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import complaint_earlier, complaint_talk
from actions.answer import AnswerQuestion
from actions.complaint_sent import Talk
from actions.corrections import corrected, rejects
from actions.courtesy import asked_beside, without_courtesy
from actions.edge import EdgeAction
from actions.services import services
from actions.turn import Done, Turn
from complaints.folding import fold
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from knowledge_base.retrieval.languages import is_another_language
from knowledge_base.retrieval.screen import ENDINGS as SCREENED
from knowledge_base.retrieval.screen import Kind, kind_of

ENDINGS: dict[str, tuple[Outcome, str]] = {
    "greet": (Outcome.SMALLTALK, "greet"),
    "thank": (Outcome.SMALLTALK, "thank"),
    "goodbye": (Outcome.SMALLTALK, "goodbye"),
    "help": (Outcome.SMALLTALK, "help"),
    "bot_challenge": (Outcome.SMALLTALK, "bot_challenge"),
    "affirm": (Outcome.SMALLTALK, "affirm"),
    "deny": (Outcome.SMALLTALK, "deny"),
    "skip": (Outcome.SMALLTALK, "nothing_pending"),
    "cancel_complaint": (Outcome.SMALLTALK, "complaint_cancel_nothing"),
    "correct_complaint": (Outcome.SMALLTALK, "complaint_correct_nothing"),
    "go_anonymous": (Outcome.SMALLTALK, "complaint_anonymity_nothing"),
    "go_named": (Outcome.SMALLTALK, "complaint_anonymity_nothing"),
    "talk_to_staff": (Outcome.HANDOVER, "handover"),
    "emergency": (Outcome.EMERGENCY, "emergency"),
    "out_of_scope": (Outcome.OUT_OF_SCOPE, "out_of_scope"),
    "refuse_request": (Outcome.REFUSED, "refused"),
    "other_language": (Outcome.OUT_OF_SCOPE, "other_language"),
    "personal_number_only": (Outcome.SAFETY_ADVICE, "personal_number"),
}
"""How each intent ends, and the sentence it gets; what is not here gets the help."""

ANSWERS = frozenset(
    {"complain", "inform", "nlu_fallback", "affirm", "deny", "skip", "submit_complaint"}
)
"""Intents that answer a form's question; one that reaches here was not taken by the form."""

_MAY_CORRECT = frozenset({"deny", "correct_complaint", "affirm", "nlu_fallback"})
"""Intents that a message has which takes back the question before it."""

_SURELY_NO_QUESTION = {  # docs/decisions/0043
    "out_of_scope": 0.85, "refuse_request": 0.9, "deny": 0.8, "help": 0.7,
    "correct_complaint": 0.95, "cancel_complaint": 0.9, "go_named": 0.95, "go_anonymous": 0.95,
    "talk_to_staff": 0.85,
}  # fmt: skip
"""How sure an intent must be to leave what is talked about: most of what people say next asks on
("be sinh 2 thang ruoi roi co bi phat k"), and is looked up."""

_NOTHING_TOLD = frozenset({"emergency", "refuse_request"})
_COURTESY = frozenset({"thank", "greet", "goodbye", "affirm", "deny"})

_OF_THE_REQUEST = re.compile(
    r"\byeu cau (?:\w+ ){0,2}gap\b(?!.*\bgoi\b)(?=.*\b(?:luc nay|hoi nay|vua roi|vua ghi|thi sao"
    r"|huy|(?<!can )bo|rut|xoa|thoi|khoi)\b)"
    r"|\b(?:huy|(?<!can )bo|rut|xoa|thoi|khoi) (?:\w+ ){0,3}yeu cau (?:\w+ ){0,2}gap\b"
    r"|\b(?:co|dau co|khong|ko|k|hong|chua|dau) (?:he )?(?:nho|xin|doi|keu|yeu cau)"
    r" (?:\w+ ){0,2}gap\b(?! (?:\w+ ){0,4}(?:khong|ko|duoc)\b)"
)
"""On folded words: a request that was logged is what is talked about, not one that is made."""

_BUTTONS: dict[str, tuple[tuple[str, str], ...]] = {
    "help": (("complain", "/complain"), ("staff", "/talk_to_staff")),
    "bot_challenge": (("staff", "/talk_to_staff"),),
    "complaint_anonymity_nothing": (("complain", "/complain"),),
}
"""Ways on that a sentence names: name of the button's sentence, payload."""


class Converse(EdgeAction):
    """Says one fixed sentence."""

    action_name = "action_converse"

    async def act(self, turn: Turn) -> Done:
        """See ``EdgeAction``."""
        if turn.intent in _MAY_CORRECT and not turn.active_form and _takes_back(turn):
            return await AnswerQuestion().act(turn)  # "à không, khai tử cơ" is a question again
        kind = kind_in(turn)
        if kind is None and _OF_THE_REQUEST.search(fold(turn.text)):
            logged = services().sentences.say("handover_unwanted")
            return Done((Reply(logged, Meta(Outcome.SMALLTALK)),))  # none is logged again
        of_complaining = await complaint_talk.answered(turn) if kind is None else None
        if of_complaining is not None:
            return of_complaining
        if kind is None and complaint_earlier.opens(turn, complaint_talk.talk_in(turn)):
            return complaint_talk.opening()
        if kind is None and turn.intent not in _NOTHING_TOLD:
            complaint_earlier.keep(turn)
        asked = _asked_beside_courtesy(turn) if kind is None else None
        if asked is not None:
            done = await AnswerQuestion().act(replace(turn, text=asked, intent="ask"))
            if turn.intent != "greet" or done.replies[0].meta.outcome is not Outcome.NO_ANSWER:
                return done  # "chào em, em khỏe không" is a greeting
        if kind is None and (_may_ask_on(turn) or _is_partly_vietnamese(turn)):
            done = await AnswerQuestion().act(turn)
            if done.replies[0].meta.outcome is not Outcome.NO_ANSWER:
                return done
        outcome, sentence = ENDINGS.get(turn.intent, (Outcome.SMALLTALK, "help"))
        if turn.active_form and turn.intent in ANSWERS:
            outcome, sentence = Outcome.COMPLAINT_STARTED, "answer_not_taken"
        if kind is not None:  # what is known more exactly: fire, violence at home…
            outcome, sentence = SCREENED[kind].outcome, SCREENED[kind].sentence
        said = Reply(services().sentences.say(sentence), Meta(outcome), _buttons(sentence))
        slots: dict[str, object] = {}
        if sentence == "complaint_anonymity_nothing":  # complaining is what is talked about
            slots[complaint_talk.SLOT] = Talk.ASKED.value
        return Done((said,), slots)


def _asked_beside_courtesy(turn: Turn) -> str | None:
    """Give what is asked beside thanks, a greeting or goodbye: "mấy giờ mở cửa, cảm ơn nha"."""
    if turn.active_form or turn.intent not in _COURTESY:
        return None
    aspect = bool(services().facets_in(without_courtesy(turn.text)))
    asked = asked_beside(turn.text, names_aspect=aspect)
    return None if asked == turn.text.strip() else asked


def _may_ask_on(turn: Turn) -> bool:
    """Tell whether what seems to be no question may ask on about what was talked about."""
    least = _SURELY_NO_QUESTION.get(turn.intent)
    unsure = least is not None and turn.confidence is not None and turn.confidence < least
    return unsure and _talked_about(turn) and not turn.active_form


def _is_partly_vietnamese(turn: Turn) -> bool:
    """Tell whether what was read as another language says things in Vietnamese, too."""
    typed = turn.intent == "other_language" and not turn.text.startswith("/")
    return typed and not turn.active_form and not is_another_language(turn.text)


def _takes_back(turn: Turn) -> bool:
    """Tell whether a message says what is meant instead, or that what was answered is not it."""
    return bool(corrected(turn.text)) or (rejects(turn.text) and _talked_about(turn))


def _talked_about(turn: Turn) -> bool:
    return bool(turn.slots.get("procedure") or turn.slots.get("candidates"))


def kind_in(turn: Turn) -> Kind | None:
    """Give what the portal recognised before Rasa saw the message, else what the words show."""
    try:
        return Kind(str(turn.entities["kind"]))
    except (KeyError, ValueError):
        return None if turn.text.startswith("/") else kind_of(turn.text)


def _buttons(sentence: str) -> tuple[Button, ...]:
    say = services().sentences.say
    return tuple(Button(say(f"button_{name}"), to) for name, to in _BUTTONS.get(sentence, ()))
