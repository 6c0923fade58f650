"""The preview of the staff site is what the channels really send."""

from dataclasses import replace

import pytest

from connectors.models import ChannelName
from connectors.previews import draw, register_previews
from connectors.telegram.channel import TelegramChannel
from connectors.zalo.channel import capabilities_of
from connectors.zalo.settings import ZaloSettings
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, Meta, Reply, Section
from knowledge_base.publishing.channels import drawn

TELEGRAM, ZALO = TelegramChannel.capabilities, capabilities_of(ZaloSettings(max_buttons=4))


def reply(text="Mang <tờ khai>.", items=("Tờ khai",), buttons=()):
    sections = (Section(Facet.DOSSIER, "Hồ sơ", items, open=True),
                Section(Facet.STEPS, "Các bước", ("Bước dài. " * 120,)))  # fmt: skip
    meta = Meta(Outcome.ANSWERED, facet=Facet.DOSSIER)
    return Reply(text, meta, card=Card("Khai sinh", sections), buttons=buttons)


def on(name, capabilities, said):
    return draw(name, capabilities, "", said)


def test_headings_are_bold_on_telegram_alone_and_words_never_markup():
    telegram = on(ChannelName.TELEGRAM, TELEGRAM, reply()).messages[0].text
    zalo = on(ChannelName.ZALO, ZALO, reply()).messages[0].text
    assert "<b>Hồ sơ:</b>" in telegram
    assert "&lt;tờ khai&gt;" in telegram.__html__()
    assert not hasattr(zalo, "__html__")
    assert "<tờ khai>" in zalo


def test_a_long_answer_shows_what_was_asked_and_says_where_the_rest_is():
    found = on(ChannelName.ZALO, ZALO, reply())
    assert "Xem đủ" in found.messages[-1].buttons[0]
    assert "Các bước" not in found.messages[0].text
    assert "Xem đủ" in found.remarks[0]


def test_choices_that_do_not_fit_as_buttons_are_told():
    buttons = tuple(Button(f"Lựa chọn {n}", "/x") for n in range(6))
    short = replace(reply(buttons=buttons), card=None)
    assert on(ChannelName.TELEGRAM, TELEGRAM, short).remarks == ()
    found = on(ChannelName.ZALO, ZALO, short)
    assert "Có 6 lựa chọn" in found.remarks[0]
    assert "6. Lựa chọn 5" in found.messages[-1].text


def test_a_text_too_long_for_one_message_says_how_many_it_takes():
    long = replace(reply(text="Câu này khá dài. " * 300), card=None)
    found = on(ChannelName.ZALO, ZALO, long)
    assert len(found.messages) > 1
    assert f"{len(found.messages)} tin" in found.remarks[0]
    assert found.length > 4000


@pytest.mark.django_db
def test_both_channels_are_registered_without_being_configured():
    register_previews(ZaloSettings(), "https://mot-cua.example")
    assert [mode for mode, _ in drawn(reply())] == ["telegram", "zalo"]
