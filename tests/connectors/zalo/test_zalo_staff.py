"""Staff give a conversation back to the assistant; and link their own chat on a page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from connectors import contacts
from connectors.models import ChannelName, Contact
from connectors.zalo_bot.models import BotChat, LinkCode
from connectors.zalo_bot.settings import ZaloBotSettings
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    sign_in(client, get_user_model().objects.create_superuser("lan", password="x"))
    return client


@pytest.fixture
def silent():
    contact = contacts.find_or_begin(ChannelName.ZALO, "person-77")
    Contact.objects.update(silent_until=timezone.now() + timedelta(hours=1))
    return contact


def test_a_conversation_is_given_back(staff, silent):
    page = staff.get("/staff/taken-over/").content.decode()
    assert "Trả lại cho trợ lý" in page
    assert "person-77" not in page
    staff.post("/staff/taken-over/", {"contact": str(silent.pk)})
    assert Contact.objects.get().silent_until is None
    assert "Không có cuộc trò chuyện nào" in staff.get("/staff/taken-over/").content.decode()


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 30])
def test_a_contact_that_is_none_changes_nothing(staff, silent, odd):
    assert staff.post("/staff/taken-over/", {"contact": odd}).status_code == 302
    assert Contact.objects.get().silent_until is not None


def test_who_may_not_look_after_requests_may_not_release(client, silent):
    sign_in(client, get_user_model().objects.create_user("an"))
    client.post("/staff/taken-over/", {"contact": str(silent.pk)})
    assert Contact.objects.get().silent_until is not None


def test_the_code_is_shown_once_on_the_page_of_its_owner(staff, settings):
    bot = ZaloBotSettings("token")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=bot)
    page = staff.post("/staff/zalo/", {"wish": "code"}).content.decode()
    assert "Gửi mã này" in page
    assert LinkCode.objects.get().user.username == "lan"
    assert "Gửi mã này" not in staff.get("/staff/zalo/").content.decode()


def test_a_linked_chat_is_shown_changed_and_ended(staff, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=ZaloBotSettings("token"))
    user = get_user_model().objects.get()
    BotChat.objects.create(chat_hash="h", sealed_chat=b"", user=user, linked_at=timezone.now())
    assert "Đã nối" in staff.get("/staff/zalo/").content.decode()
    staff.post("/staff/zalo/", {"wish": "outages", "outages": "on"})
    assert BotChat.objects.get().outages
    staff.post("/staff/zalo/", {"wish": "unlink"})
    assert BotChat.objects.get().user is None


def test_without_a_bot_the_page_says_how_to_switch_it_on(staff):
    assert "ZALO_BOT_TOKEN" in staff.get("/staff/zalo/").content.decode()
