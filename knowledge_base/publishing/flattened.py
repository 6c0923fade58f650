"""An answer as a channel without cards shows it, and what of it does not fit there."""

from __future__ import annotations

from dataclasses import dataclass

from contract.reply import Reply, Source


@dataclass(frozen=True, slots=True)
class Form:
    """What one message of a channel can hold.

    Attributes:
        name: as staff know the channel.
        longest: characters of one message that the channel takes.
        comfortable: characters that people read without scrolling for long.
        buttons: choices that fit below one message.
        button_longest: characters of a choice.
    """

    name: str
    longest: int
    comfortable: int
    buttons: int
    button_longest: int


FORMS = {
    "telegram": Form("Telegram", 4096, 900, 8, 64),
    "zalo": Form("Zalo", 2000, 900, 4, 100),
}


@dataclass(frozen=True, slots=True)
class Flattened:
    """An answer as one text.

    Attributes:
        text: everything on lines.
        buttons: titles of the choices that fit.
        remarks: what does not fit, each a sentence for staff.
    """

    text: str
    buttons: tuple[str, ...]
    remarks: tuple[str, ...]


def flattened(reply: Reply, form: Form) -> Flattened:
    """Write a reply as a text with choices."""
    lines = [reply.text]
    for section in reply.card.sections if reply.card else ():
        if section.open or section.facet == reply.meta.facet:
            lines += [f"\n{section.title}:", *(f"- {item}" for item in section.items)]
    if reply.meta.sources:
        lines.append("\nNguồn: " + "; ".join(_source(s) for s in reply.meta.sources))
    text = "\n".join(lines)
    kept = reply.buttons[: form.buttons]
    return Flattened(
        text=text,
        buttons=tuple(button.title[: form.button_longest] for button in kept),
        remarks=tuple(_remarks(text, reply, form)),
    )


def _remarks(text: str, reply: Reply, form: Form) -> list[str]:
    found = []
    if len(text) > form.longest:
        parts = -(-len(text) // form.longest)
        found.append(f"Dài {len(text)} ký tự, quá {form.longest}: sẽ tách thành {parts} tin.")
    elif len(text) > form.comfortable:
        found.append(
            f"Dài {len(text)} ký tự; quá {form.comfortable} ký tự thì nên viết gọn lại, người đọc "
            "trên điện thoại ngại cuộn."
        )
    if len(reply.buttons) > form.buttons:
        found.append(f"Có {len(reply.buttons)} nút, {form.name} chỉ hiện {form.buttons}.")
    return found


def _source(source: Source) -> str:
    return ", ".join(filter(None, (source.document, source.article)))
