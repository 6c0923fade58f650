"""The preview of the staff site shows an answer as these channels would send it."""

from __future__ import annotations

from functools import partial

from django.utils.safestring import mark_safe

from connectors import rendering
from connectors.channel import Capabilities, Markup
from connectors.models import ChannelName
from connectors.telegram.channel import TelegramChannel
from connectors.wording import sentences
from connectors.zalo.channel import capabilities_of
from connectors.zalo.settings import ZaloSettings
from contract.reply import Reply
from knowledge_base.publishing.channels import Drawn, Message, register


def register_previews(zalo: ZaloSettings, public_url: str) -> None:
    """Register Telegram and Zalo, whether or not they are configured.

    Args:
        zalo: settings of this installation: they limit the buttons.
        public_url: see ``rendering.Style``.
    """
    shown = {
        ChannelName.TELEGRAM: TelegramChannel.capabilities,
        ChannelName.ZALO: capabilities_of(zalo),
    }
    for name, capabilities in shown.items():
        register(name.value, partial(draw, name, capabilities, public_url))


def draw(name: ChannelName, capabilities: Capabilities, public_url: str, reply: Reply) -> Drawn:
    """Draw a reply as the channel sends it."""
    style = rendering.Style(capabilities, sentences(), public_url)
    parts = rendering.render(reply, 0, style)
    is_html = capabilities.markup is Markup.HTML
    messages = tuple(
        Message(
            # Escaped by ``rendering``, which writes the marks.
            mark_safe(part.text) if is_html else part.text,  # noqa: S308
            tuple(button.title for button in part.buttons),
        )
        for part in parts
    )
    return Drawn(str(name.label), messages, tuple(_remarks(reply, messages, capabilities, style)))


def _remarks(
    reply: Reply, messages: tuple[Message, ...], capabilities: Capabilities, style: rendering.Style
) -> list[str]:
    found = []
    show_all = style.sentences.say("button_show_all")
    if len(messages) > 1:
        found.append(f"Quá {capabilities.text_units} ký tự: gửi thành {len(messages)} tin.")
    if show_all in messages[-1].buttons:
        found.append(
            f"Cả câu trả lời dài quá {capabilities.brief_units} ký tự: chỉ hiện phần được hỏi, "
            f"phần còn lại nằm sau nút «{show_all}»."
        )
    if rendering.is_numbered(reply, capabilities) and reply.buttons:
        found.append(f"Có {len(reply.buttons)} lựa chọn, không đủ chỗ cho nút: ghi thành số.")
    return found
