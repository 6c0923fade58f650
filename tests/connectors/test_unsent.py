"""What could not be sent: staff see when, where and why, and decide."""

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from connectors.errors import Trouble
from connectors.models import ChannelName, Conversation, Delivery, OutboundMessage
from connectors.unsent import REASONS
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/staff/unsent/"
WORDS = "Lệ phí 8.000 đồng một bản."


@pytest.fixture
def given_up():
    conversation = Conversation.objects.create(channel=ChannelName.TELEGRAM)
    outbound = OutboundMessage.objects.create(conversation=conversation, reply={"text": WORDS})
    return Delivery.objects.create(
        outbound=outbound,
        conversation=conversation,
        channel=ChannelName.TELEGRAM,
        status=Delivery.Status.GAVE_UP,
        attempts=7,
        trouble=Trouble.BLOCKED,
        next_at=timezone.now(),
    )


@pytest.fixture
def boss(client):
    sign_in(client, User.objects.create_superuser("sếp", password="x"))
    return client


def decide(client, delivery, choice):
    return client.post(PAGE, {"delivery": delivery, "choice": choice}, follow=True)


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Trouble)


def test_the_list_says_when_where_and_why_but_not_what(boss, given_up):
    shown = boss.get(PAGE).content.decode()
    assert "Telegram" in shown
    assert "người nhận đã chặn" in shown
    assert WORDS not in shown
    assert given_up.conversation.key not in shown


def test_an_empty_list_says_why_it_is_empty(boss):
    assert "Không có tin nào bị giữ lại" in boss.get(PAGE).content.decode()


def test_a_message_is_sent_again(boss, given_up):
    assert "gửi lại ngay" in decide(boss, given_up.pk, "retry").content.decode()
    given_up.refresh_from_db()
    assert (given_up.status, given_up.attempts) == (Delivery.Status.WAITING, 0)


def test_a_message_is_taken_off_the_list(boss, given_up):
    decide(boss, given_up.pk, "dismiss")
    given_up.refresh_from_db()
    assert given_up.status == Delivery.Status.DISMISSED


def test_what_somebody_else_decided_is_said(boss, given_up):
    decide(boss, given_up.pk, "dismiss")
    assert "có người vừa xử lý" in decide(boss, given_up.pk, "retry").content.decode()


@pytest.mark.parametrize("delivery", ["", "x", "-1", "9" * 30, "²"])
def test_a_forged_choice_changes_nothing(boss, given_up, delivery):
    assert decide(boss, delivery, "retry").status_code == 200
    assert decide(boss, given_up.pk, "delete").status_code == 200
    given_up.refresh_from_db()
    assert given_up.status == Delivery.Status.GAVE_UP


def test_only_who_looks_after_people_waiting_may_see_it(client, given_up):
    user = User.objects.create_user("nhân viên", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    sign_in(client, user)
    assert client.get(PAGE).status_code in (302, 403)
    client.post(PAGE, {"delivery": given_up.pk, "choice": "dismiss"})
    given_up.refresh_from_db()
    assert given_up.status == Delivery.Status.GAVE_UP
