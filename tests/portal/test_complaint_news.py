import pytest
from django.utils import timezone

from complaints import drafts, filing
from complaints.drafts import Field
from complaints.models import Complaint, Status
from complaints.steps import take
from connectors.models import ChannelName, Conversation, OutboundMessage
from portal import complaints

pytestmark = pytest.mark.django_db


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
    reply = OutboundMessage.objects.get(conversation=conversation).reply
    assert complaint.number in reply["text"]
    assert "đã có trả lời" in reply["text"]
    assert code not in str(reply)
    assert "quát" not in str(reply)


def test_a_conversation_that_is_gone_does_not_hold_up_the_others():
    file("gone")
    assert complaints.tell_in_chats() == 0
    complaints.keep()
