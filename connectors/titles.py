"""Words of a button: typing what stands on one does what pressing it does.

Only the buttons under the last answer count, and what is done is what was stored with them: nobody
can type something that was not offered, and a conversation keeps nothing more for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q

from complaints.folding import fold
from connectors.models import OutboundMessage
from contract.reply import Button

_MARKS = " .,;:!?…~^()\"'“”"
_MOST_REPLIES = 6
"""Replies looked at: those of one answer, and what came unasked after it."""

_NUMBER = re.compile(r"^\d{1,2}\s*[.)]\s*")
_PRESSES = re.compile(r"^(?:(?:em |toi |minh )?(?:bam|chon|nhan|an)(?: vao)?(?: nut)? |nut )")
_ENDS = frozenset(
    "a ah ad nha nhe nghe nghen nhen ne hen di giup gium dum ho em oi voi luon toi minh tui cai chi"
    " anh hi he ha".split()
)
"""Folded: what people put behind a wish."""


def buttons_of_last_answer(conversation_pk: int) -> tuple[tuple[Button, ...], bool]:
    """Give the buttons that are under the last answer, and whether it asks something (a form)."""
    rows = OutboundMessage.objects.filter(conversation=conversation_pk)
    last = rows.filter(in_reply_to__isnull=False).order_by("-pk").first()
    if last is None:
        return (), False
    said = rows.filter(Q(in_reply_to=last.in_reply_to_id) | Q(pk__gt=last.pk))
    replies = [row.reply for row in said.order_by("-pk")[:_MOST_REPLIES]]
    buttons = [
        Button(str(button["title"]), str(button["payload"]))
        for reply in replies
        for button in reply.get("buttons") or ()
    ]
    return tuple(buttons), any((reply.get("meta") or {}).get("slot") for reply in replies)


def payload_of(words: str, buttons: Sequence[Button], *, in_form: bool = False) -> str | None:
    """Give the payload of the button whose title somebody typed; None where it is no title.

    Accents may be missing in a title of several words. One word must be written as it stands on
    the button: without accents "Hủy" is a name, too.

    Args:
        words: as typed.
        buttons: what was offered.
        in_form: whether a form asks: there a question about a title is no answer.
    """
    if "?" in words and in_form:
        return None
    typed = " ".join(words.lower().split())
    exact = {_plain(button.title): button.payload for button in buttons}
    found = next((exact[form] for form in _forms(typed) if form in exact), None)
    if found is not None:
        return found
    several = [button for button in buttons if " " in _plain(button.title)]
    for form in _forms(fold(typed)):
        payloads = {b.payload for b in several if fold(_plain(b.title)) == form}
        if payloads:  # of two titles that differ by their accents neither is guessed
            return payloads.pop() if len(payloads) == 1 else None
    return None


def _forms(typed: str) -> list[str]:
    """Give the words, and what is left of them without what leads up to a title and follows it."""
    words = _plain(typed).split()
    forms = [" ".join(words)]
    led = _PRESSES.match(fold(forms[0]))
    if led:
        words = words[len(led[0].split()) :]
        forms.append(" ".join(words))
    while len(words) > 1 and fold(words[-1]).strip(_MARKS) in _ENDS:
        words = words[:-1]
        forms.append(_plain(" ".join(words)))
    return forms


def _plain(title: str) -> str:
    """Leave out the number before a title, and the marks at its end."""
    return _NUMBER.sub("", " ".join(title.lower().split())).strip(_MARKS)
