import pytest
from django.utils import timezone

from complaints import drafts, filing, handling
from complaints.drafts import Field
from complaints.models import Complaint, Status
from complaints.steps import take
from connectors.models import ChannelName, Conversation, OutboundMessage
from connectors.stored_reply import reply_of
from portal import complaints
from tests.complaints.people import Administration

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return Administration()


def file(conversation):
    drafts.start(conversation)
    drafts.put(conversation, Field.WHAT, "Cán bộ quát tôi ở quầy")
    code = filing.file(conversation, "đồng ý").code
    complaint = Complaint._record.get()
    take(complaint, Status.ANSWERED, timezone.now())
    return code, complaint


def test_a_step_is_told_once_in_the_chat_without_code_or_words():
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    code, complaint = file(conversation.key)
    assert complaints.tell_in_chats() == 1
    assert complaints.tell_in_chats() == 0
    row = OutboundMessage.objects.get(conversation=conversation)
    reply = reply_of(row)
    assert complaint.number in reply.text
    assert "đã có trả lời" in reply.text
    assert code not in str(row.reply) + reply.text
    assert "quát" not in reply.text


def test_a_question_of_the_handler_is_told_in_their_words_and_stored_sealed(people):
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    drafts.start(conversation.key)
    drafts.put(conversation.key, Field.WHAT, "Cán bộ quát tôi ở quầy")
    filing.file(conversation.key, "đồng ý")
    pk = Complaint._record.get().pk
    handling.triage(people.inbox, pk, people.ward, [people.clerk])
    handling.assign(people.inbox, pk, people.other)
    handling.ask(people.other, pk, "Anh/chị nộp lúc mấy giờ?")
    assert complaints.tell_in_chats() == 2
    row = OutboundMessage.objects.order_by("pk").last()
    assert "mấy giờ" not in str(row.reply)
    assert "Anh/chị nộp lúc mấy giờ?" in reply_of(row).text
    assert "Lê Thị Khác" not in reply_of(row).text  # the unit answers, not a person


def test_a_conversation_that_is_gone_does_not_hold_up_the_others():
    file("gone")
    assert complaints.tell_in_chats() == 0
    complaints.keep()
