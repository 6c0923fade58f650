"""Staff are told of complaints they may know of, without a word of them, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from complaints import filing, handling
from complaints.models import Complaint, StaffMember, StaffNotice
from connectors.zalo_bot import alerts, chats, messages
from connectors.zalo_bot.models import BotMessage, Outage
from tests.complaints.conftest import tell
from tests.complaints.people import the_complaint
from tests.connectors.zalo_bot.conftest import waiting

pytestmark = pytest.mark.django_db

carry = async_to_sync(messages.carry_due)
PLANTED = "Cán bộ ở quầy quát tôi"


@pytest.fixture
def complaint(people):
    tell("talk", who=None)
    filing.file("talk", "đồng ý")
    return the_complaint()


def texts(fake, member):
    return fake.texts_to(f"chat-{member.pk}")


def test_the_inbox_is_told_of_a_new_complaint_by_number_and_link(
    people, complaint, linked, api, fake
):
    linked(people.inbox)
    Complaint._record.update(filed_at=timezone.now() + timedelta(seconds=1))
    assert alerts.plan_complaints() == 1
    assert carry(api) == 1
    (said,) = texts(fake, people.inbox)
    assert complaint.number in said
    assert f"/staff/complaint/inspect/{complaint.pk}/" in said
    assert PLANTED not in said


def test_what_came_before_the_chat_was_linked_is_not_told(people, complaint, linked):
    Complaint._record.update(filed_at=timezone.now() - timedelta(minutes=1))
    linked(people.inbox)
    assert alerts.plan_complaints() == 0


def test_each_thing_is_told_once_however_often_it_is_looked_at(
    people, linked, complaint, api, fake
):
    linked(people.inbox)
    Complaint._record.update(filed_at=timezone.now() + timedelta(seconds=1))
    for _ in range(3):
        alerts.plan_complaints()
        carry(api)
    assert len(texts(fake, people.inbox)) == 1


def test_who_is_given_a_complaint_is_told(people, complaint, linked, api, fake):
    linked(people.above)
    handling.triage(people.inbox, complaint.pk, people.ward, [people.clerk])
    handling.assign(people.inbox, complaint.pk, people.above)
    alerts.plan_complaints()
    carry(api)
    assert [complaint.number in said for said in texts(fake, people.above)] == [True]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (StaffNotice.Kind.REMINDER, "sắp đến hạn"),
        (StaffNotice.Kind.ESCALATED, "quá hạn"),
        (StaffNotice.Kind.WORDS, "viết thêm"),
        (StaffNotice.Kind.REOPENED, "xem lại"),
    ],
)
def test_each_kind_of_notice_has_its_sentence(people, complaint, linked, api, fake, kind, told):
    linked(people.inbox)
    complaint.staff_notices.create(
        member=people.inbox, kind=kind, at=timezone.now() + timedelta(seconds=1)
    )
    alerts.plan_complaints()
    carry(api)
    assert any(told in said for said in texts(fake, people.inbox))


def test_every_kind_of_notice_is_known():
    assert set(alerts._NOTICES) == set(StaffNotice.Kind)


def test_nobody_who_is_recused_is_told_by_any_way(people, complaint, linked, api, fake):
    everybody = people.everybody()
    for member in everybody:
        linked(member)
    handling.triage(people.inbox, complaint.pk, people.ward, [people.clerk])
    now = timezone.now() + timedelta(seconds=1)
    for member in everybody:  # even if a notice was left by mistake
        for kind in StaffNotice.Kind:
            complaint.staff_notices.create(member=member, kind=kind, at=now)
    alerts.plan_complaints()
    while carry(api):
        pass
    for recused in (people.clerk, people.head, people.deputy):
        assert texts(fake, recused) == []
    assert texts(fake, people.inbox)


def test_who_becomes_recused_before_it_is_sent_is_not_written_to(
    people, complaint, linked, api, fake
):
    linked(people.inbox)
    Complaint._record.update(filed_at=timezone.now() + timedelta(seconds=1))
    alerts.plan_complaints()
    handling.triage(people.inbox, complaint.pk, people.ward, [people.inbox])
    assert carry(api) == 0
    assert fake.sent == []
    assert BotMessage.objects.get(complaint=complaint.pk).status == "dropped"


def test_an_account_that_may_not_open_complaints_is_not_told(people, complaint, linked):
    linked(people.inbox)
    people.inbox.user.user_permissions.clear()
    Complaint._record.update(filed_at=timezone.now() + timedelta(seconds=1))
    assert alerts.plan_complaints() == 0


def test_who_left_is_not_told(people, complaint, linked):
    linked(people.inbox)
    StaffMember.objects.filter(pk=people.inbox.pk).update(active=False)
    Complaint._record.update(filed_at=timezone.now() + timedelta(seconds=1))
    assert alerts.plan_complaints() == 0


def test_what_was_seen_on_the_staff_site_is_not_told_again(people, complaint, linked):
    linked(people.above)
    handling.triage(people.inbox, complaint.pk, people.ward, [people.clerk])
    handling.assign(people.inbox, complaint.pk, people.above)
    StaffNotice._record.update(seen_at=timezone.now())
    assert alerts.plan_complaints() == 0


# --- sending -------------------------------------------------------------------------------------


@pytest.fixture
def one(api):
    """One message that is due."""
    row = chats.find_or_keep("c1")
    messages.plan(row, "k", "bot_linked")
    return row


def due_again():
    BotMessage.objects.update(next_at=timezone.now())


@pytest.mark.parametrize("fault", ["503", "drop"])
def test_trouble_on_the_way_is_tried_again_later(one, api, fake, fault):
    fake.faults = [fault]
    assert carry(api) == 0
    assert carry(api) == 0  # not at once
    due_again()
    assert carry(api) == 1


def test_the_wish_of_the_platform_is_honoured(one, api, fake):
    fake.faults = ["429"]
    carry(api)
    (row,) = waiting()
    assert 25 < (row.next_at - timezone.now()).total_seconds() <= 30


def test_a_chat_that_can_not_be_written_to_is_given_up_at_once(one, api, fake):
    fake.strangers = {"c1"}
    carry(api)
    assert BotMessage.objects.get().status == "gave_up"


def test_after_enough_tries_it_is_given_up(one, api, fake):
    for _ in range(messages.ATTEMPTS):
        fake.faults = ["503"]
        due_again()
        carry(api)
    assert BotMessage.objects.get().status == "gave_up"
    assert BotMessage.objects.get().attempts == messages.ATTEMPTS


def test_a_message_that_somebody_else_is_sending_is_left_alone(one):
    pk = BotMessage.objects.get().pk
    assert messages._claimed(pk) is not None
    assert messages._claimed(pk) is None


def test_the_month_keeps_a_rest_for_outages(one, api, fake, settings, bot):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=replace(bot, monthly=10))
    for number in range(9):
        messages.plan(one, f"k{number}", "bot_linked")
    while carry(api):
        pass
    assert len(fake.sent) == 9
    messages.plan(one, "down", "bot_down", {"parts": "x", "since": "y"})
    carry(api)
    assert len(fake.sent) == 10


def test_what_was_said_long_ago_is_forgotten(one, api):
    carry(api)
    BotMessage.objects.update(at=timezone.now() - timedelta(days=61))
    assert messages.forget_old() == 1


def test_no_log_line_holds_the_token_or_the_chat(one, api, fake, bot, caplog):
    caplog.set_level("DEBUG", logger="connectors")
    fake.faults = ["drop"]
    carry(api)
    due_again()
    fake.strangers = {"c1"}
    carry(api)
    assert bot.token not in caplog.text
    assert "c1" not in caplog.text


# --- outages -------------------------------------------------------------------------------------


@pytest.fixture
def operator(linked, people):
    people.inbox.user.is_superuser = True
    people.inbox.user.save()
    linked(people.inbox)
    linked(people.above)  # did not ask for outages
    return people.inbox


def after(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def planned():
    return [row.sentence for row in waiting() if row.sentence.startswith("bot_")
            and row.sentence in ("bot_down", "bot_up")]  # fmt: skip


def test_an_outage_is_told_once_after_a_minute_and_its_end_once(operator, api, fake):
    alerts.note_health({"bot": False, "actions": True}, after(0))
    assert planned() == []
    for seconds in (61, 90, 120):
        alerts.note_health({"bot": False, "actions": True}, after(seconds))
    assert planned() == ["bot_down"]
    for seconds in (150, 180):
        alerts.note_health({"bot": True, "actions": True}, after(seconds))
    assert planned() == ["bot_down", "bot_up"]
    carry(api)
    assert "hội thoại (Rasa) ngừng chạy" in texts(fake, operator)[0]


def test_a_restart_is_not_told(operator):
    alerts.note_health({"bot": False}, after(0))
    alerts.note_health({"bot": True}, after(20))
    assert planned() == []
    assert Outage.objects.filter(under_way=True).count() == 0


def test_a_second_outage_is_told_as_well(operator):
    for start in (0, 1000):
        alerts.note_health({"bot": False}, after(start))
        alerts.note_health({"bot": False}, after(start + 61))
        alerts.note_health({"bot": True}, after(start + 90))
    assert planned() == ["bot_down", "bot_up", "bot_down", "bot_up"]
