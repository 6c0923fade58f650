"""The box of a complaint, from the chat: somebody with the code writes to who handles it.

The status of a complaint, asked for by its code, offers to write. The next message goes into the
box, sealed, and nowhere else: the dialogue never sees it. Between the two the code stands sealed
in the way out that is offered with the question. Who says at once what is to be told
("viết cho người xử lý: …") need not be asked.
"""

from __future__ import annotations

import json
import re
import uuid

from complaints import citizen, code_marks, evidence
from complaints.citizen import NoSuchComplaint, NotPossible
from complaints.evidence import MAX_FILES, EvidenceRefused
from complaints.folding import fold
from complaints.guessing import Seeker, TooManyGuesses
from complaints.handling import MAX_WORDS
from connectors import inbox
from connectors.box_words import told_to_handler
from connectors.models import InboundMessage, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from contract.sentences import Sentences

WRITE = "/write_to_box"
LEAVE = "/leave_box"
SLOT = "box"
"""``Meta.slot`` of the reply that asks for the message."""

_NAMESPACE = uuid.UUID("0d1c6a53-7a0e-4a55-9a5c-2f4f2a1f6f0e")
_STOP = re.compile(
    r"(?:thoi|huy|dung|dung lai|khong|ko|bo qua|de do|khoi)"
    r"(?:[\s,.!]+(?:thoi|huy|khong|ko|bo|qua|de|do|khoi|can|viet|gui|nua|a|di|nhe|nha|luon|roi))*\W*"
)


def take(message: InboundMessage, sentences: Sentences, pressed: str | None = None) -> Reply | None:
    """Answer a message that is about the box; None for every other.

    Args:
        message: claimed; the same one again changes nothing.
        sentences: the bot's.
        pressed: payload of the button that the message is a reference to, where it is one.
    """
    text = pressed or message.text
    if text.startswith((WRITE, LEAVE)):
        if not pressed and text not in inbox.offered_payloads(message.conversation_id):
            return None
        if text.startswith(LEAVE):
            return left(sentences)
        return _ask(_marked(text), message.conversation.key, sentences)
    if text.startswith("/"):
        return None
    marked = _asked_for(message)
    told = told_to_handler(text)
    if told is not None and (marked or inbox.form_step(message.conversation_id) is None):
        return _written_at_once(message, marked or _offered(message), told, sentences)
    if marked is None:
        return None
    if _STOP.fullmatch(fold(text)):
        return left(sentences)
    return _write(message, marked, text, sentences)


def is_asked_for(message: InboundMessage) -> bool:
    """Tell whether the next message, or file, of a conversation goes into a box."""
    return inbox.form_step(message.conversation_id) == SLOT


def left(sentences: Sentences) -> Reply:
    """Say that nothing was passed on."""
    return _say(sentences, "box_left")


def take_file(message: InboundMessage, content: bytes, sentences: Sentences) -> Reply | None:
    """Add a file to the complaint that is being written about; None where none is."""
    marked = _asked_for(message)
    code = code_marks.code_in(marked, message.conversation.key) if marked else None
    if marked is None or code is None:
        return None
    try:
        file_id = uuid.uuid5(_NAMESPACE, f"file {message.channel} {message.message_id}")
        citizen.add_files(code, _seeker(message), [evidence.check(content)], file_id)
    except EvidenceRefused as exc:
        words = sentences.say(f"file_{exc.refusal.value}", limit=str(MAX_FILES))
        return _again(Reply(words, Meta(Outcome.REFUSED, slot=SLOT)), marked, sentences)
    except (NoSuchComplaint, NotPossible, TooManyGuesses) as exc:
        return _refused(exc, sentences)
    done = Reply(sentences.say("box_file_taken"), Meta(Outcome.COMPLAINT_STATUS, slot=SLOT))
    return _again(done, marked, sentences)


def _written_at_once(
    message: InboundMessage, marked: str | None, told: str, sentences: Sentences
) -> Reply | None:
    """Pass on what is told together with the wish to write; ask for it where it is only wished."""
    if marked is None:
        return None  # no code was shown: the dialogue says how to begin
    if not told:
        return _ask(marked, message.conversation.key, sentences)
    return _write(message, marked, told, sentences)


def _offered(message: InboundMessage) -> str | None:
    """Give the sealed code of the complaint that one was last offered to write about."""
    offered = inbox.latest_payloads(message.conversation_id)
    return next((_marked(one) for one in offered if one.startswith(WRITE)), None)


def _ask(marked: str, conversation: str, sentences: Sentences) -> Reply:
    if code_marks.code_in(marked, conversation) is None:
        return _say(sentences, "complaint_status_ask_code")
    asked = Reply(sentences.say("box_ask"), Meta(Outcome.COMPLAINT_STATUS, slot=SLOT))
    return _again(asked, marked, sentences)


def _write(message: InboundMessage, marked: str, words: str, sentences: Sentences) -> Reply:
    code = code_marks.code_in(marked, message.conversation.key)
    if code is None:
        return _say(sentences, "complaint_status_ask_code")
    box_id = uuid.uuid5(_NAMESPACE, f"{message.channel} {message.message_id}")
    try:
        citizen.write(code, _seeker(message), words, box_id)
    except NotPossible as exc:
        if exc.args[0] != "too_long":
            return _refused(exc, sentences)
        too_long = sentences.say("box_too_long", limit=str(MAX_WORDS))
        return _again(Reply(too_long, Meta(Outcome.REFUSED, slot=SLOT)), marked, sentences)
    except (NoSuchComplaint, TooManyGuesses) as exc:
        return _refused(exc, sentences)
    status = Button(
        sentences.say("button_status"), "/complaint_status" + json.dumps({"complaint_code": marked})
    )
    more = Button(sentences.say("button_box_more"), WRITE + json.dumps({"complaint_code": marked}))
    return Reply(sentences.say("box_written"), Meta(Outcome.COMPLAINT_STATUS), (status, more))


def _refused(exc: Exception, sentences: Sentences) -> Reply:
    if isinstance(exc, TooManyGuesses):
        return _say(sentences, "complaint_status_too_many")
    if isinstance(exc, NoSuchComplaint):
        return _say(sentences, "complaint_status_not_found")
    return _say(sentences, f"box_{exc.args[0]}")


def _asked_for(message: InboundMessage) -> str | None:
    """Give the sealed code if this message was asked for, for the box.

    Who was told whom to call in an emergency is still asked for it.
    """
    if not is_asked_for(message):
        return None
    asked = OutboundMessage.objects.filter(
        conversation=message.conversation_id, in_reply_to__isnull=False, reply__meta__slot=SLOT
    )
    last = asked.exclude(in_reply_to=message).order_by("-pk").first()
    if last is None:
        return None
    payloads = [str(button["payload"]) for button in last.reply.get("buttons") or ()]
    return next((_marked(one) for one in payloads if one.startswith(LEAVE)), None)


def _again(reply: Reply, marked: str, sentences: Sentences) -> Reply:
    """Offer the way out, which carries the code."""
    leave = Button(
        sentences.say("button_box_leave"), LEAVE + json.dumps({"complaint_code": marked})
    )
    return Reply(reply.text, reply.meta, (leave,))


def _marked(payload: str) -> str:
    try:
        return str(json.loads(payload[payload.index("{") :])["complaint_code"])
    except (KeyError, TypeError, ValueError):
        return ""


def _say(sentences: Sentences, name: str) -> Reply:
    return Reply(sentences.say(name), Meta(Outcome.COMPLAINT_STATUS))


def _seeker(message: InboundMessage) -> Seeker:
    return Seeker(conversation=message.conversation.key)
