"""Writing to who handles a complaint, from the chat: by code, sealed, once."""

import re
import uuid

import pytest
from django.conf import settings
from django.db import connection

from complaints import code_marks, drafts, filing, handling, status
from complaints.drafts import Field
from complaints.guessing import Seeker
from complaints.models import BoxMessage, Complaint, Evidence, Status
from connectors import box, files, inbox
from connectors.models import ChannelName, Conversation, InboundMessage, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from contract.sentences import Sentences
from tests.complaints.people import Administration
from tests.complaints.test_complaint_evidence import picture

pytestmark = pytest.mark.django_db
WORDS = "Tôi nộp lúc 9 giờ, có giấy hẹn số 12, phải không?"


@pytest.fixture(scope="module")
def sentences():
    return Sentences.from_domain(settings.DOMAIN_FILE)


@pytest.fixture
def conversation():
    return Conversation.objects.create(channel=ChannelName.WEB)


@pytest.fixture
def code(conversation):
    drafts.start(conversation.key)
    drafts.put(conversation.key, Field.WHAT, "Cán bộ quát tôi ở quầy")
    return filing.file(conversation.key, "đồng ý").code


def send(conversation, text, message_id=None):
    row = inbox.store(conversation, ChannelName.WEB, message_id or str(uuid.uuid4()), text)
    row.refresh_from_db()
    return row


def answered(message, reply):
    inbox.settle(message, [reply])
    return reply


def offer(conversation, code):
    """Let the status have been asked for: it offers to write."""
    payload = f'{box.WRITE}{{"complaint_code": "{code_marks.mark(code, conversation.key)}"}}'
    shown = Reply("…", Meta(Outcome.COMPLAINT_STATUS), (Button("Viết", payload),))
    answered(send(conversation, "mã của tôi"), shown)
    return payload


def ask(conversation, code, sentences):
    message = send(conversation, offer(conversation, code))
    return answered(message, box.take(message, sentences))


def test_the_next_message_goes_to_who_handles_it_and_to_nobody_else(conversation, code, sentences):
    asked = ask(conversation, code, sentences)
    assert asked.meta.slot == box.SLOT
    message = send(conversation, WORDS)
    done = answered(message, box.take(message, sentences))
    assert "Đã chuyển" in done.text
    row = BoxMessage._record.get()
    assert row.kind == BoxMessage.Kind.WORDS
    assert [said.words for said in handling.box_of(row.complaint)] == [WORDS]
    assert box.take(send(conversation, "làm khai sinh cần gì"), sentences) is None


def test_the_same_message_again_is_written_once(conversation, code, sentences):
    ask(conversation, code, sentences)
    message = send(conversation, WORDS)
    for _ in range(3):  # killed before it was settled
        assert "Đã chuyển" in box.take(message, sentences).text
    assert BoxMessage._record.count() == 1


@pytest.mark.parametrize("words", ["thôi", "Thôi ạ", "hủy"])
def test_one_can_leave_without_writing(conversation, code, sentences, words):
    ask(conversation, code, sentences)
    message = send(conversation, words)
    reply = box.take(message, sentences)
    assert "chưa chuyển" in reply.text
    assert not BoxMessage._record.exists()


def test_who_was_told_whom_to_call_is_still_asked_for_the_message(conversation, code, sentences):
    ask(conversation, code, sentences)
    danger = Reply("Gọi ngay 113", Meta(Outcome.EMERGENCY))
    answered(send(conversation, "ông ấy đang đánh tôi"), danger)
    assert "Đã chuyển" in box.take(send(conversation, WORDS), sentences).text


def test_the_button_leaves_too(conversation, code, sentences):
    asked = ask(conversation, code, sentences)
    message = send(conversation, asked.buttons[0].payload)
    assert "chưa chuyển" in box.take(message, sentences).text


def test_a_button_picked_by_number_or_reference_counts_as_pressed(conversation, code, sentences):
    payload = offer(conversation, code)
    picked = send(conversation, "1")
    asked = answered(picked, box.take(picked, sentences, payload))
    assert asked.meta.slot == box.SLOT
    left = box.take(send(conversation, "#7:0"), sentences, asked.buttons[0].payload)
    assert "chưa chuyển" in left.text
    assert not BoxMessage._record.exists()


def test_a_payload_that_was_not_offered_is_nothing(conversation, code, sentences):
    forged = f'{box.WRITE}{{"complaint_code": "{code_marks.mark(code, conversation.key)}"}}'
    assert box.take(send(conversation, forged), sentences) is None


def test_the_mark_of_another_conversation_opens_nothing(conversation, code, sentences):
    other = Conversation.objects.create(channel=ChannelName.WEB)
    payload = f'{box.WRITE}{{"complaint_code": "{code_marks.mark(code, conversation.key)}"}}'
    answered(send(other, "x"), Reply("…", Meta(Outcome.COMPLAINT_STATUS), (Button("V", payload),)))
    reply = box.take(send(other, payload), sentences)
    assert reply.meta.slot is None
    assert not reply.buttons


def test_an_answer_to_a_question_takes_the_complaint_up_again(conversation, code, sentences):
    people = Administration()
    pk = Complaint._record.get().pk
    handling.triage(people.inbox, pk, people.ward, [people.clerk])
    handling.assign(people.inbox, pk, people.other)
    handling.ask(people.other, pk, "Anh/chị nộp lúc mấy giờ?")
    ask(conversation, code, sentences)
    box.take(send(conversation, WORDS), sentences)
    assert status.standing(code, Seeker("c")).status == Status.IN_PROGRESS


def test_to_a_closed_complaint_nothing_is_written(conversation, code, sentences):
    ask(conversation, code, sentences)
    handling.finish(Complaint._record.get(), "no_details", Complaint._record.get().filed_at, None)
    reply = box.take(send(conversation, WORDS), sentences)
    assert "đã kết thúc" in reply.text
    assert not BoxMessage._record.exists()


def test_files_go_into_the_complaint_once(conversation, code, sentences):
    ask(conversation, code, sentences)
    message = files.store(conversation, ChannelName.WEB, str(uuid.uuid4()))
    for _ in range(2):
        reply = files.take(message, picture(), sentences)
        assert reply.meta.slot == box.SLOT
    assert Evidence._record.count() == 1
    inbox.settle(message, [reply])
    assert "Đã chuyển" in box.take(send(conversation, WORDS), sentences).text


def test_a_program_is_refused_and_one_can_still_write(conversation, code, sentences):
    ask(conversation, code, sentences)
    message = files.store(conversation, ChannelName.WEB, str(uuid.uuid4()))
    reply = answered(message, files.take(message, b"MZ" + b"x" * 99, sentences))
    assert reply.meta.outcome == Outcome.REFUSED
    assert not Evidence._record.exists()
    assert "Đã chuyển" in box.take(send(conversation, WORDS), sentences).text


def test_neither_words_nor_code_stand_readable_in_the_tables(conversation, code, sentences):
    ask(conversation, code, sentences)
    message = send(conversation, WORDS)
    stored = everything()
    assert "Tôi nộp lúc" not in stored
    answered(message, box.take(message, sentences))
    stored = everything()
    assert "Tôi nộp lúc" not in stored
    assert code not in stored


def everything():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [
            name for (name,) in cursor.fetchall() if re.match(r"(complaints|connectors)_", name)
        ]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return str(rows)


def test_a_message_waits_sealed_and_is_read_as_it_was(conversation):
    message = send(conversation, WORDS)
    assert message.text == WORDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM connectors_inboundmessage WHERE id = %s", [message.pk])
        assert cursor.fetchone()[0].startswith("sealed:")
    InboundMessage.objects.filter(pk=message.pk).update(text="")
    assert InboundMessage.objects.get(pk=message.pk).text == ""


def test_what_was_stored_before_it_was_sealed_is_still_read(conversation):
    message = send(conversation, "x")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE connectors_inboundmessage SET text = 'chữ cũ' WHERE id = %s", [message.pk]
        )
    assert InboundMessage.objects.get(pk=message.pk).text == "chữ cũ"


@pytest.mark.parametrize("erased", ["draft", "complaint"])
def test_replies_that_read_words_back_are_erased_with_them(conversation, sentences, erased):
    drafts.start(conversation.key)
    drafts.put(conversation.key, Field.WHAT, "Cán bộ quát tôi ở quầy")
    read_back = Reply(
        "- Nội dung: Cán bộ quát tôi", Meta(Outcome.COMPLAINT_STARTED, slot="confirm")
    )
    answered(send(conversation, "x"), read_back)
    if erased == "draft":
        assert drafts.discard(conversation.key)
    else:
        from complaints import own_data

        own_data.erase(filing.file(conversation.key, "đồng ý").code, Seeker("c"))
    stored = OutboundMessage.objects.get().reply
    assert stored["text"] == sentences.say("complaint_erased")
    assert "sealed" not in stored


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("viết cho người xử lý: {}", WORDS),
        ("Viết cho người xử lý - {}", WORDS),
        ("viet cho nguoi xu ly: {}", WORDS),
        ("nhắn giúp em cho cán bộ xử lý là {}", "tôi nộp lúc 9 giờ sáng"),
        ("nói với người xử lý phản ánh rằng {}", "tôi nộp lúc 9 giờ sáng"),
    ],
)
def test_what_is_told_with_the_wish_to_write_is_passed_on(
    conversation, code, sentences, said, told
):
    offer(conversation, code)
    message = send(conversation, said.format(told))
    assert "Đã chuyển" in box.take(message, sentences).text
    (row,) = handling.box_of(BoxMessage._record.get().complaint)
    assert row.words == told


@pytest.mark.parametrize("said", ["viết cho người xử lý", "em muốn nhắn cho người xử lý ạ"])
def test_a_mere_wish_to_write_asks_what(conversation, code, sentences, said):
    offer(conversation, code)
    answered(send(conversation, "cảm ơn"), Reply("…", Meta(Outcome.SMALLTALK)))
    message = send(conversation, said)
    asked = answered(message, box.take(message, sentences))
    assert asked.meta.slot == box.SLOT
    message = send(conversation, said)  # said again, it is no message
    assert answered(message, box.take(message, sentences)).meta.slot == box.SLOT
    assert not BoxMessage._record.exists()


@pytest.mark.parametrize(
    "said", ["viết cho người xử lý là viết sao", "viết cho người xử lý thế nào", "viết gì vậy"]
)
def test_a_question_about_writing_writes_nothing(conversation, code, sentences, said):
    offer(conversation, code)
    assert box.take(send(conversation, said), sentences) is None


def test_without_a_code_shown_nothing_is_written(conversation, sentences):
    assert box.take(send(conversation, "viết cho người xử lý: a b c d"), sentences) is None


def test_what_is_told_to_a_form_is_not_written(conversation, code, sentences):
    offer(conversation, code)
    asked = Reply("Ai?", Meta(Outcome.COMPLAINT_STARTED, slot="who"))
    answered(send(conversation, "tôi muốn phản ánh"), asked)
    assert box.take(send(conversation, "viết cho người xử lý: a b c d"), sentences) is None
