"""What the portal recognises before Rasa is asked: danger, misuse, what is not ours.

Who is in danger is answered here, at once, whether or not the rest of the product works and
whatever was being talked about: one sentence with the number to call, and nothing else. Of other
kinds Rasa is told what they are, so that no classifier has to guess and the words go no further.
"""

from __future__ import annotations

import json

from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from contract.sentences import Sentences
from knowledge_base.retrieval.screen import ENDINGS, URGENT, Kind, kind_of

_INTENTS = {
    Kind.INJECTION: "refuse_request",
    Kind.OTHER_LANGUAGE: "other_language",
    Kind.PERSONAL_NUMBER: "personal_number_only",
}


def urgent_reply(text: str, sentences: Sentences) -> Reply | None:
    """Give the answer to somebody who may be in danger; None for every other message."""
    kind = kind_of(text)
    if kind not in URGENT:
        return None
    ending = ENDINGS[kind]
    return Reply(sentences.say(ending.sentence), Meta(ending.outcome))


def recognised(text: str) -> str | None:
    """Give the payload that tells Rasa what a message is; None when it is left to Rasa.

    Not for the answers to a form: what somebody tells of a theft may be part of a complaint.
    """
    kind = kind_of(text)
    if kind is None or kind in URGENT:
        return None
    intent = _INTENTS.get(kind, "out_of_scope")
    return f"/{intent}" + json.dumps({"kind": kind.value})


def says_number_is_masked(reply: Reply, sentences: Sentences) -> Reply:
    """Add to a reply that the number in the message was not needed and is not kept."""
    notice = sentences.say("personal_number_masked")
    if reply.meta.outcome is Outcome.SAFETY_ADVICE:
        return reply
    return Reply(f"{reply.text}\n{notice}", reply.meta, reply.buttons, reply.card)
