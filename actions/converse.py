"""Everything that is neither a question nor a complaint: greetings, help, guardrails."""

from __future__ import annotations

from actions.edge import EdgeAction
from actions.services import services
from actions.turn import Done, Turn
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from knowledge_base.retrieval.screen import screen_text
from knowledge_base.retrieval.text import words

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


class Converse(EdgeAction):
    """Says one fixed sentence."""

    action_name = "action_converse"

    async def act(self, turn: Turn) -> Done:
        """See ``EdgeAction``."""
        outcome, sentence = ENDINGS.get(turn.intent, (Outcome.SMALLTALK, "help"))
        if turn.active_form and turn.intent in ANSWERS:
            outcome, sentence = Outcome.COMPLAINT_STARTED, "answer_not_taken"
        screened = screen_text(turn.text, words(turn.text))
        if screened is not None:  # what is known more exactly: fire, violence at home…
            outcome, sentence = screened.outcome, screened.sentence
        return Done((Reply(services().sentences.say(sentence), Meta(outcome)),))
