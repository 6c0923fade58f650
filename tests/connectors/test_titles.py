"""Typing the words of a button does what pressing it does."""

import uuid

import pytest

from connectors import inbox, titles
from connectors.models import ChannelName, Conversation, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply

BUTTONS = (
    Button("Viết cho người xử lý", "/write"),
    Button("Xem tình trạng", "/status"),
    Button("Hủy", "/cancel"),
    Button("Gửi đi", "/send"),
    Button("1. Đăng ký khai sinh", "/birth"),
    Button("Khiếu nại, tố cáo?", "/ways"),
    Button("Phường An Phú", "/an"),
    Button("Phường Ân Phú", "/aan"),
)


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        ("Viết cho người xử lý", "/write"),
        ("viet cho nguoi xu ly", "/write"),
        ("VIẾT CHO NGƯỜI XỬ LÝ!!", "/write"),
        ("viết cho người xử lý giúp em nha.", "/write"),
        ("bấm nút viết cho người xử lý", "/write"),
        ("xem tình trạng đi", "/status"),
        ("hủy", "/cancel"),
        ("Hủy đi ạ", "/cancel"),
        ("gui di nhe", "/send"),
        ("đăng ký khai sinh", "/birth"),
        ("1. dang ky khai sinh", "/birth"),
        ("khiếu nại, tố cáo", "/ways"),
        ("phường ân phú", "/aan"),
    ],
)
def test_a_title_is_its_payload(words, payload):
    assert titles.payload_of(words, BUTTONS) == payload


@pytest.mark.parametrize(
    "words",
    [
        "Huy",  # a name
        "huy a",
        "gửi",
        "phuong an phu",  # one of two
        "viết cho người xử lý là viết gì",
        "đăng ký khai sinh cần gì",
        "xem",
        "",
        "!!!",
        "nha",
    ],
)
def test_other_words_are_left_to_the_dialogue(words):
    assert titles.payload_of(words, BUTTONS) is None


def test_within_a_form_a_question_presses_nothing():
    assert titles.payload_of("gửi đi?", BUTTONS, in_form=True) is None
    assert titles.payload_of("xem tình trạng?", BUTTONS) == "/status"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation():
    return Conversation.objects.create(channel=ChannelName.WEB)


def said(conversation, *replies):
    message = inbox.store(conversation, ChannelName.WEB, str(uuid.uuid4()), "x")
    inbox.settle(message, replies)


def offering(*buttons, slot=None):
    return Reply("…", Meta(Outcome.ANSWERED, slot=slot), buttons)


def test_all_buttons_of_the_last_answer_count_and_no_older_ones(conversation):
    said(conversation, offering(Button("Cũ", "/old")))
    said(conversation, offering(Button("Một", "/1")), offering(Button("Hai", "/2"), slot="who"))
    buttons, in_form = titles.buttons_of_last_answer(conversation.pk)
    assert {b.payload for b in buttons} == {"/1", "/2"}
    assert in_form


def test_what_came_unasked_after_it_counts_too(conversation):
    said(conversation, offering(Button("Một", "/1")))
    news = offering(Button("Xem câu trả lời", "/news")).to_json()
    OutboundMessage.objects.create(conversation=conversation, position=0, reply=news)
    buttons, in_form = titles.buttons_of_last_answer(conversation.pk)
    assert {b.payload for b in buttons} == {"/1", "/news"}
    assert not in_form


def test_buttons_of_somebody_else_do_not(conversation):
    said(Conversation.objects.create(channel=ChannelName.WEB), offering(Button("Một", "/1")))
    assert titles.buttons_of_last_answer(conversation.pk) == ((), False)


async def test_the_dialogue_hears_the_payload(rasa, post):
    rasa.replies = (offering(Button("Nộp ở đâu", "/ask_facet")),)
    session = (await post("khai sinh")).json()["session"]
    await post("nop o dau a", session)
    assert rasa.words == ["khai sinh", "/ask_facet"]
    await post("nop o dau vay em oi", session)
    assert rasa.words[-1] == "nop o dau vay em oi"


async def test_long_conversations_store_nothing_more(rasa, post):
    rasa.replies = (offering(Button("Nộp ở đâu", "/ask_facet")),)
    session = (await post("khai sinh")).json()["session"]
    for _ in range(5):
        await post("nộp ở đâu", session)
    assert await OutboundMessage.objects.acount() == 6
