"""Files sent in a conversation."""

import io

import pytest
from asgiref.sync import sync_to_async
from PIL import Image

from complaints import drafts
from complaints.drafts import Field
from complaints.evidence import MAX_FILES
from complaints.models import DraftFile
from connectors import dialogue, files, inbox
from connectors.errors import MessageIdTaken
from connectors.models import ChannelName, Conversation, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = Reply("Ai đã làm việc với anh/chị?", Meta(Outcome.COMPLAINT_STARTED, slot="who"))


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def conversation():
    return Conversation.objects.create(channel=ChannelName.WEB)


@pytest.fixture
def complaining(conversation, rasa):
    """Somebody in the middle of the form."""
    drafts.start(conversation.key)
    drafts.put(conversation.key, Field.WHAT, "Cán bộ quát tôi.")
    message = inbox.store(conversation, ChannelName.WEB, "told", "hôm qua")
    inbox.settle(message, (ASKED,))
    return conversation


async def send(conversation, content, message_id="f1"):
    message = await sync_to_async(files.store)(conversation, ChannelName.WEB, message_id)
    (reply,) = await dialogue.answer(message.pk, content=content)
    return reply


async def say(conversation, text, message_id="m1"):
    message = await sync_to_async(inbox.store)(conversation, ChannelName.WEB, message_id, text)
    return await dialogue.answer(message.pk)


async def count():
    return await DraftFile.objects.acount()


async def test_a_photo_is_kept_with_the_complaint_being_told(complaining, rasa):
    reply = await send(complaining, photo())
    assert reply.meta.outcome is Outcome.COMPLAINT_STARTED
    assert "tệp thứ 1" in reply.text
    assert await count() == 1
    assert rasa.heard == []  # the dialogue has nothing to do with it


async def test_the_form_still_asks_what_it_asked(complaining):
    await send(complaining, photo())
    assert await sync_to_async(inbox.form_step)(complaining.pk) == "who"


async def test_a_file_sent_twice_is_kept_and_answered_once(complaining):
    first = await send(complaining, photo())
    assert await send(complaining, photo()) == first
    assert await count() == 1
    assert await OutboundMessage.objects.filter(in_reply_to__is_file=True).acount() == 1


async def test_the_file_can_be_taken_back_by_its_button(complaining, rasa):
    reply = await send(complaining, photo())
    (after,) = await say(complaining, reply.buttons[0].payload)
    assert await count() == 0
    assert "còn kèm 0 tệp" in after.text
    assert rasa.heard == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "trống"),
        (b"MZ\x90\x00 a program", "Chỉ nhận ảnh"),
        (b"\xff\xd8\xff broken", "hỏng"),
        (b"%PDF-1.7 /JavaScript", "tự chạy"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
async def test_what_can_not_be_taken_is_said(complaining, content, told):
    reply = await send(complaining, content)
    assert reply.meta.outcome is Outcome.REFUSED
    assert told in reply.text
    assert reply.meta.slot == "who"
    assert await count() == 0


async def test_one_file_too_many_is_refused(complaining):
    for number in range(MAX_FILES):
        await send(complaining, photo(), f"f{number}")
    reply = await send(complaining, photo(), "one more")
    assert f"tối đa {MAX_FILES} tệp" in reply.text


async def test_outside_a_complaint_a_file_has_no_place(conversation, rasa):
    reply = await send(conversation, photo())
    assert reply.meta.outcome is Outcome.REFUSED
    assert "chỉ nhận tệp kèm theo một phản ánh" in reply.text
    assert await count() == 0


async def test_taking_back_outside_a_complaint_is_answered(conversation, rasa):
    (reply,) = await say(conversation, files.TAKE_BACK)
    assert reply.meta.outcome is Outcome.REFUSED


async def test_a_file_whose_process_died_is_asked_for_again(complaining):
    message = await sync_to_async(files.store)(complaining, ChannelName.WEB, "lost")
    (reply,) = await dialogue.answer(message.pk)  # as the worker does, without the content
    assert "gửi lại" in reply.text
    assert reply.meta.slot == "who"


async def test_the_id_of_another_conversation_opens_nothing(complaining):
    await send(complaining, photo())
    other = await Conversation.objects.acreate(channel=ChannelName.WEB)
    with pytest.raises(MessageIdTaken):
        await sync_to_async(files.store)(other, ChannelName.WEB, "f1")
