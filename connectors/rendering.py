"""A reply as messages of a channel that has no cards: flattened, numbered, shortened, split.

What comes back from a button is a reference (``#<outbound>:<position>``), not the payload: it fits
every vendor's limit, stays valid as long as the reply is kept, and opens nothing in another
conversation. ``pressed`` reads it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from connectors.channel import ButtonLimits, Capabilities, Markup, Part
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply, Section, Source
from contract.sentences import Sentences

SHOW_ALL = "*"
_REFERENCE = re.compile(r"#(\d{1,15}):(\d{1,3}|\*)")
_PATH = re.compile(r"\((/[a-z0-9/-]+/)\)")
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; a heading is marked where the channel can."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """What rendering needs to know of a channel and of this installation.

    Attributes:
        capabilities: of the channel.
        sentences: the bot's.
        public_url: address of the portal, without a slash at its end; empty where none is known.
    """

    capabilities: Capabilities
    sentences: Sentences
    public_url: str = ""


def render(reply: Reply, outbound_pk: int, style: Style) -> tuple[Part, ...]:
    """Give the messages that say a reply, the buttons under the last one.

    An answer longer than ``brief_units`` shows what was asked, and a button for the rest. What
    has no card is always said whole: a summary to be confirmed is read before it is sent.
    """
    lines, is_whole = _lines(reply, style)
    buttons = [
        Button(_button_title(reply, i), f"#{outbound_pk}:{i}") for i in range(len(reply.buttons))
    ]
    if not is_whole:
        show_all = style.sentences.say("button_show_all")
        buttons.insert(0, Button(show_all, f"#{outbound_pk}:{SHOW_ALL}"))
    shown = _fitting(buttons, style.capabilities.buttons)
    if len(shown) < len(buttons):
        lines += [Line(""), *_numbered(reply, style)]
        if not is_whole and style.capabilities.buttons is None:
            lines.append(Line(style.sentences.say("show_all_by_words")))
    texts = split(lines, style.capabilities)
    return (*(Part(text) for text in texts[:-1]), Part(texts[-1], tuple(shown)))


def whole(reply: Reply) -> Reply:
    """Give a reply with everything that its card holds written out in its text."""
    if reply.card is None:
        return reply
    lines = [reply.text, *(line.text for line in _card_lines(reply.card.sections))]
    return replace(reply, text="\n".join(lines), card=None)


def pressed(text: str) -> tuple[int, str] | None:
    """Read what a button gave back.

    Returns:
        The key of the reply, and the position of the button or ``SHOW_ALL``; None for other words.
    """
    found = _REFERENCE.fullmatch(text.strip())
    return (int(found[1]), found[2]) if found else None


def picked_by_number(text: str, reply: Reply, capabilities: Capabilities) -> str | None:
    """Give the payload that a bare number picks from what a reply offers.

    In the middle of a form a number may be an answer; there it picks only what was shown numbered.
    A choice between procedures is left to the dialogue, which knows what it offered.
    """
    number = text.strip().rstrip(".)")
    if not (number.isascii() and number.isdigit()) or reply.meta.outcome is Outcome.CLARIFY:
        return None
    if reply.meta.slot is not None and not is_numbered(reply, capabilities):
        return None
    index = int(number[:4]) - 1
    return reply.buttons[index].payload if 0 <= index < len(reply.buttons) else None


def is_numbered(reply: Reply, capabilities: Capabilities) -> bool:
    """Tell whether the choices of a reply are shown with numbers on this channel."""
    if reply.meta.outcome is Outcome.CLARIFY:
        return True
    return len(_fitting(list(reply.buttons), capabilities.buttons)) < len(reply.buttons)


def split(lines: list[Line], capabilities: Capabilities) -> list[str]:
    """Cut a text into messages within the limit: between lines, else sentences, else words."""
    messages: list[list[Line]] = [[]]
    used = 0
    for line in lines:
        for piece in _pieces(line.text, capabilities.text_units):
            size = units(piece) + 1
            if used + size > capabilities.text_units and messages[-1]:
                messages.append([])
                used = 0
            messages[-1].append(Line(piece, line.heading))
            used += size
    texts = (_marked(message, capabilities.markup) for message in messages)
    return [text for text in texts if text]


def units(text: str) -> int:
    """Count UTF-16 units, as vendors do; never fewer than characters."""
    return len(text) + sum(c > "\uffff" for c in text)


def _lines(reply: Reply, style: Style) -> tuple[list[Line], bool]:
    """Give the lines to show, and whether they are all there are."""
    text = _with_addresses(reply.text, style.public_url)
    said = [Line(part) for part in text.split("\n")]
    source = _source_lines(reply.meta, style.sentences)
    if reply.card is None:
        return [*said, *source], True
    everything = [*said, *_card_lines(reply.card.sections), *source]
    limit = style.capabilities.brief_units
    if limit is None or sum(units(line.text) + 1 for line in everything) <= limit:
        return everything, True
    opened = _card_lines(tuple(s for s in reply.card.sections if s.open))
    room = limit - sum(units(line.text) + 1 for line in (*said, *source))
    return [*said, *_first(opened, room), *source], False


def _first(lines: list[Line], room: int) -> list[Line]:
    """Give as many whole lines as fit; no heading without a line below it."""
    kept: list[Line] = []
    for line in lines:
        room -= units(line.text) + 1
        if room < 0:
            break
        kept.append(line)
    while kept and (kept[-1].heading or not kept[-1].text):
        kept.pop()
    return kept


def _card_lines(sections: tuple[Section, ...]) -> list[Line]:
    lines: list[Line] = []
    for section in sections:
        lines += [Line(""), Line(f"{section.title}:", heading=True)]
        lines += [Line(f"• {item}") for item in section.items]
    return lines


def _source_lines(meta: Meta, sentences: Sentences) -> list[Line]:
    if not meta.sources or meta.as_of is None:
        return []
    named = "; ".join(dict.fromkeys(_named(source) for source in meta.sources))
    day = f"{meta.as_of:%d/%m/%Y}"
    return [
        Line(""),
        Line(sentences.say("source_line", sources=named, day=day, release=meta.release or "–")),
    ]


def _named(source: Source) -> str:
    return ", ".join(filter(None, (source.document, source.article)))


def _button_title(reply: Reply, index: int) -> str:
    title = reply.buttons[index].title
    return _with_number(title, index + 1) if reply.meta.outcome is Outcome.CLARIFY else title


def _with_number(title: str, number: int) -> str:
    """Number a choice, unless it is: choices among procedures bring their numbers along."""
    lead = f"{number}. "
    return title if title.startswith(lead) else lead + title


def _fitting(buttons: list[Button], limits: ButtonLimits | None) -> list[Button]:
    """Give the buttons that a channel can show; a title that is cut off says less, so none is."""
    if limits is None:
        return []
    return [b for b in buttons if len(b.title) <= limits.title][: limits.count]


def _numbered(reply: Reply, style: Style) -> list[Line]:
    offered = [Line(_with_number(b.title, n)) for n, b in enumerate(reply.buttons, start=1)]
    by_number = reply.meta.outcome is not Outcome.CLARIFY and bool(offered)
    return [*offered, Line(style.sentences.say("choose_by_number"))] if by_number else offered


def _with_addresses(text: str, public_url: str) -> str:
    """Write the whole address of a page of ours, where it is known: a chat follows no paths."""
    return _PATH.sub(rf"({public_url}\1)", text) if public_url else text


def _pieces(text: str, limit: int) -> list[str]:
    if units(text) < limit:
        return [text]
    pieces = [""]
    for part in _SENTENCE_END.split(text):
        for word in [part] if units(part) < limit // 2 else part.split(" "):
            for bit in _cut(word, limit // 2):
                joined = f"{pieces[-1]} {bit}".strip()
                if units(joined) < limit:
                    pieces[-1] = joined
                else:
                    pieces.append(bit)
    return pieces


def _cut(word: str, size: int) -> list[str]:
    """Cut what has no spaces; ``size`` counts characters, so half of the limit is safe."""
    return [word[i : i + size] for i in range(0, len(word), size)] or [""]


def _marked(lines: list[Line], markup: Markup) -> str:
    if markup is Markup.PLAIN:
        return "\n".join(line.text for line in lines).strip()
    escaped = ((html.escape(line.text, quote=False), line.heading) for line in lines)
    return "\n".join(f"<b>{t}</b>" if heading and t else t for t, heading in escaped).strip()
