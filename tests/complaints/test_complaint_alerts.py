"""What staff are told beyond the staff site."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints import alerts, filing, handling
from complaints.models import StaffNotice
from tests.complaints.people import the_complaint

pytestmark = pytest.mark.django_db


def file(told):
    told("c")
    filing.file("c", "đồng ý")
    return the_complaint()


def test_a_new_complaint_reaches_the_inbox_without_a_word_of_it(told, people):
    complaint = file(told)
    (alert,) = alerts.pending()
    assert alert.member_pk == people.inbox.pk
    assert alert.kind == StaffNotice.Kind.NEW
    assert complaint.number in alert.text
    assert f"hạn {alert.due_on:%d/%m/%Y}" in alert.text
    assert "quát" not in alert.text


def test_an_alert_goes_out_once(told, people):
    file(told)
    (alert,) = alerts.pending()
    assert alerts.claim(alert.pk)
    assert not alerts.claim(alert.pk)
    assert alerts.pending() == []


def test_what_was_seen_on_the_staff_site_is_not_sent(told, people):
    handling.open_words(people.inbox, file(told).pk)
    assert alerts.pending() == []


def test_who_became_recused_meanwhile_is_not_told(told, people):
    complaint = file(told)
    handling.triage(people.inbox, complaint.pk, people.ward, [people.clerk])
    handling.assign(people.inbox, complaint.pk, people.other)
    assert people.other.pk in {alert.member_pk for alert in alerts.pending()}
    handling.triage(people.inbox, complaint.pk, people.ward, [people.clerk, people.other])
    assert people.other.pk not in {alert.member_pk for alert in alerts.pending()}


def test_an_old_alert_is_not_sent_any_more(told, people):
    file(told)
    StaffNotice._record.update(at=timezone.now() - alerts.GIVEN_UP_AFTER - timedelta(hours=1))
    assert alerts.pending() == []
