from datetime import date, timedelta

import pytest
from django.utils import timezone

from complaints import deadlines, filing, handling, reminders
from complaints.deadlines import Path
from complaints.models import Complaint, Deadline, DeadlineStep, StaffNotice
from complaints.working_days import (
    add_days,
    add_working_days,
    is_working_day,
    working_days_between,
)
from tests.complaints.people import the_complaint


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),  # the day of Vietnamese culture, since 2026
        (date(2025, 11, 24), True),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 8, 22), True),  # a Saturday worked for Monday 31/08
        (date(2026, 8, 31), False),
        (date(2026, 2, 17), False),  # Tết
        (date(2026, 4, 27), False),  # for Hùng Vương on a Sunday
    ],
)
def test_days_on_which_offices_work(day, works):
    assert is_working_day(day) is works


def test_working_days_pass_over_weekends_and_holidays():
    assert add_working_days(date(2026, 8, 20), 1) == date(2026, 8, 21)
    assert add_working_days(date(2026, 8, 20), 2) == date(2026, 8, 22)  # the Saturday is worked
    assert add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)  # 31/08 to 02/09 are free
    assert working_days_between(date(2026, 8, 28), date(2026, 9, 3)) == 1


def test_a_deadline_in_days_that_ends_on_a_holiday_ends_after_it():
    assert add_days(date(2026, 8, 3), 30) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("day", "days", "working", "basis"),
    [(date(2026, 6, 30), 10, False, "2011"), (date(2026, 7, 1), 7, True, "155/2026")],
)
def test_the_law_of_the_day_counts(day, days, working, basis):
    accept = deadlines.rules_for(Path.COMPLAINT, day)[0]
    assert (accept.days, accept.working) == (days, working)
    assert basis in accept.basis


def test_every_rule_names_what_it_rests_on():
    assert all(rule.basis and rule.days > 0 for rule in deadlines.RULES)


@pytest.fixture
def filed(told, people):
    told("c", who=None)
    filing.file("c", "đồng ý")
    return the_complaint()


def move(**days):
    for step, days_from_today in days.items():
        due = timezone.localdate() + timedelta(days=days_from_today)
        Deadline._record.filter(step=step).update(due_on=due)


def kinds(member):
    return list(StaffNotice._record.filter(member=member).values_list("kind", flat=True))


def test_filing_sets_what_the_law_says_and_a_target_that_is_called_so(filed):
    by_law, target = filed.deadlines.order_by("-by_law")
    today = timezone.localdate()
    assert by_law.due_on == add_working_days(today, 5)
    assert "20/2008" in by_law.basis
    assert target.due_on == add_working_days(today, 10)
    assert "không phải hạn luật định" in target.basis
    assert filed.due_on is None  # the complainant is promised nothing the law does not give


def test_who_has_it_is_reminded_once_and_the_inbox_told_when_it_is_late(filed, people):
    move(pass_on=1, answer=30)
    assert reminders.remind() == 1
    assert reminders.remind() == 0
    assert kinds(people.inbox) == ["reminder"]
    move(pass_on=-1)
    reminders.remind()
    assert reminders.remind() == 0
    assert "escalated" in kinds(people.inbox)


def test_what_is_done_is_not_reminded_of(filed, people):
    handling.triage(people.inbox, filed.pk, people.ward, [people.clerk])
    move(pass_on=-1, answer=30)
    assert reminders.remind() == 0
    assert Deadline._record.get(step=DeadlineStep.PASS_ON).met_at


def test_lateness_is_told_one_level_up_but_never_to_who_is_concerned(filed, people):
    handling.triage(people.inbox, filed.pk, people.ward, [people.clerk])
    handling.assign(people.inbox, filed.pk, people.other)
    move(answer=-1)
    reminders.remind()
    told = set(StaffNotice._record.filter(kind="escalated").values_list("member", flat=True))
    assert told == {people.other.pk, people.chief.pk, people.inbox.pk}
    assert Complaint._record.count() == 1
