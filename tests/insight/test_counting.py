"""Turns counted by day: written down once, counted from the log until then."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from connectors.models import TurnLog
from insight import counting
from insight.models import TurnDay, TurnMonth

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
A_DAY = timedelta(days=1)


def counted(first, last, channel=""):
    return {
        (one.day, one.channel): dict(one.tally.outcomes)
        for one in counting.count(first, last, channel).days
    }


def test_days_are_counted_before_and_after_they_are_written_down_alike(log_turns):
    yesterday, today = TODAY() - A_DAY, TODAY()
    log_turns(yesterday, "answered", 3, procedure="1.001193")
    log_turns(yesterday, "no_answer", 2, channel="zalo")
    log_turns(today, "clarify", 1, hour=0)
    before = counted(yesterday, today)
    assert counting.close_days() == 1
    assert counted(yesterday, today) == before == {
        (yesterday, "web"): {"answered": 3},
        (yesterday, "zalo"): {"no_answer": 2},
        (today, "web"): {"clarify": 1},
    }  # fmt: skip


def test_a_written_day_outlives_its_turns(log_turns):
    yesterday = TODAY() - A_DAY
    log_turns(yesterday, "answered", 4, procedure="1.001193", ms=100)
    counting.close_days()
    TurnLog.objects.all().delete()
    found = counting.count(yesterday, yesterday)
    assert found.procedures == {"1.001193": 4}
    assert found.days[0].tally.percentile(0.5) == pytest.approx(100, rel=0.05)


def test_writing_down_twice_changes_nothing(log_turns):
    log_turns(TODAY() - A_DAY, count=2)
    counting.close_days()
    assert counting.close_days() == 0
    assert TurnDay.objects.count() == 1


def test_a_day_is_left_open_while_its_last_turns_may_still_be_written(log_turns):
    log_turns(date(2026, 11, 20), count=1)
    just_after = datetime(2026, 11, 21, 0, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert counting.close_days(just_after) == 0
    assert counting.close_days(just_after + counting.SETTLING) == 1


def test_days_without_turns_between_are_no_obstacle(log_turns):
    log_turns(TODAY() - 5 * A_DAY)
    log_turns(TODAY() - 2 * A_DAY)
    assert counting.close_days() == 2
    log_turns(TODAY() - A_DAY)
    assert counting.close_days() == 1
    assert len(counted(TODAY() - 9 * A_DAY, TODAY())) == 3


def test_a_day_begins_at_midnight_of_vietnam(log_turns):
    log_turns(date(2026, 11, 20), "answered", hour=0)
    log_turns(date(2026, 11, 20), "no_answer", hour=23)
    assert counting.count_day(date(2026, 11, 20))["web"].turns == 2
    assert counting.count_day(date(2026, 11, 19)) == {}


def test_only_answers_from_the_record_count_for_a_procedure(log_turns):
    day = TODAY()
    log_turns(day, "answered", 2, procedure="1.001193", hour=0)
    log_turns(day, "clarify", 5, procedure="1.001193", hour=0)
    assert counting.count_day(day)["web"].procedures == {"1.001193": 2}


def test_months_add_up_to_what_their_days_were_answered_from(log_turns):
    for day, count in ((date(2026, 9, 30), 1), (date(2026, 10, 1), 2), (date(2026, 10, 31), 4)):
        log_turns(day, count=count, procedure="1.001193")
        log_turns(day, count=count, procedure="1.000656", channel="zalo")
    log_turns(date(2026, 11, 1), count=8, procedure="1.001193")
    before = [counting.count(first, last, channel).procedures for first, last, channel in PERIODS]
    counting.close_days(datetime(2026, 11, 20, 12, tzinfo=timezone.get_current_timezone()))
    assert {row.month for row in TurnMonth.objects.all()} == {date(2026, 9, 1), date(2026, 10, 1)}
    after = [counting.count(first, last, channel).procedures for first, last, channel in PERIODS]
    assert after == before
    assert [sum(found.values()) for found in after] == [22, 6, 14, 4]


PERIODS = (
    (date(2026, 9, 1), date(2026, 11, 20), ""),
    (date(2026, 10, 1), date(2026, 10, 31), "zalo"),
    (date(2026, 9, 30), date(2026, 10, 31), ""),
    (date(2026, 10, 1), date(2026, 10, 30), ""),
)


def test_one_channel_is_counted_alone(log_turns):
    yesterday = TODAY() - A_DAY
    log_turns(yesterday, channel="web")
    log_turns(yesterday, channel="zalo")
    log_turns(TODAY(), channel="zalo", hour=0)
    counting.close_days()
    assert set(counted(yesterday, TODAY(), "zalo")) == {(yesterday, "zalo"), (TODAY(), "zalo")}


@pytest.mark.parametrize("milliseconds", [1, 2, 7, 45, 999, 9_500, 120_000])
def test_a_response_time_is_kept_within_five_percent(milliseconds):
    assert counting.middle_of(counting.step_of(milliseconds)) == pytest.approx(
        milliseconds, rel=0.05
    )


def test_percentiles_of_nothing_are_nothing():
    assert counting.Tally().percentile(0.5) is None
    assert counting.step_of(0) == 0


def test_the_slowest_twentieth_is_seen():
    tally = counting.Tally()
    tally.times.update({counting.step_of(40): 94, counting.step_of(2_000): 6})
    assert tally.percentile(0.5) == pytest.approx(40, rel=0.05)
    assert tally.percentile(0.95) == pytest.approx(2_000, rel=0.05)
