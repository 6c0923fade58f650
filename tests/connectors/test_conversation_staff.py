"""What staff see of conversations: who asked for them and how turns went, never what was said."""

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from connectors import handover
from connectors.models import ChannelName, Conversation, HandoverRequest, TurnLog
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

CONTACT = "chị Hoa-9917, 0912345678"


@pytest.fixture
def request_left():
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    request = handover.request(conversation)
    assert handover.take_contact(conversation, CONTACT) == handover.CONTACT_LEFT
    return request


@pytest.fixture
def turn():
    return TurnLog.objects.create(
        at=timezone.now(), channel="web", conversation_hash="abcdef0123456789",
        outcome="no_answer", procedure="1.001193", total_ms=41,
    )  # fmt: skip


@pytest.fixture
def boss(client):
    sign_in(client, User.objects.create_superuser("sếp", password="x"))
    return client


@pytest.fixture
def clerk(client):
    """Somebody of the staff site without any of these permissions."""
    user = User.objects.create_user("nhân viên", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    sign_in(client, user)
    return client


def page(client, path):
    return client.get(f"/staff/{path}")


def test_requests_are_listed_without_the_contact(boss, request_left):
    shown = page(boss, "handover/").content.decode()
    assert "chờ nhận" in shown
    assert "9917" not in shown


def test_a_request_is_opened_from_the_list(boss, request_left):
    shown = page(boss, "handover/").content.decode()
    assert f'href="/staff/handover/edit/{request_left.pk}/"' in shown


def test_who_opens_a_request_sees_how_to_reach_the_person(boss, request_left):
    assert CONTACT in page(boss, f"handover/edit/{request_left.pk}/").content.decode()


def test_a_request_is_taken_and_its_contact_goes_when_it_is_done(boss, request_left):
    path = f"/staff/handover/edit/{request_left.pk}/"
    boss.post(path, {"status": "taken"})
    request_left.refresh_from_db()
    assert (request_left.status, handover.contact_of(request_left)) == ("taken", CONTACT)
    boss.post(path, {"status": "done"})
    request_left.refresh_from_db()
    assert (request_left.status, request_left.sealed_contact) == ("done", None)


def test_turns_are_listed_without_what_leads_to_a_person(boss, turn):
    shown = page(boss, "turn-log/").content.decode()
    assert "no_answer" in shown
    assert turn.conversation_hash not in shown


@pytest.mark.parametrize("path", ["handover/", "turn-log/"])
def test_nobody_sees_them_without_the_permission(clerk, request_left, turn, path):
    assert page(clerk, path).status_code == 302


@pytest.mark.parametrize("path", ["handover/", "turn-log/"])
def test_nobody_adds_or_deletes_any(boss, request_left, turn, path):
    assert page(boss, f"{path}new/").status_code == 404
    assert page(boss, f"{path}delete/{turn.pk}/").status_code == 404
    assert HandoverRequest.objects.count() == TurnLog.objects.count() == 1


def test_a_broken_seal_is_said(boss, request_left):
    HandoverRequest.objects.update(sealed_contact=b"damaged")
    assert "Không mở được" in page(boss, f"handover/edit/{request_left.pk}/").content.decode()
