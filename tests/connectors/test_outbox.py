"""Replies on their way: planned with what they answer, one attempt at a time, given up visibly."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from connectors import inbox, outbox
from connectors.channel import Capabilities, Window
from connectors.errors import Trouble, TryLater, Undeliverable
from connectors.models import ChannelName, Contact, Conversation, Delivery, OutboundMessage
from connectors.receipts import receipts
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from tests.support.dialogue import HELLO

pytestmark = pytest.mark.django_db

Status = Delivery.Status
NAMES = [ChannelName.TELEGRAM]
NEWS = Reply("Có tin mới.", Meta(Outcome.COMPLAINT_STATUS))


def begin(channel=ChannelName.TELEGRAM):
    conversation = Conversation.objects.create(channel=channel)
    Contact.objects.create(
        conversation=conversation,
        channel=channel,
        address_hash=conversation.key,
        sealed_address=b"x",
        last_act_at=timezone.now(),
    )
    return conversation


@pytest.fixture
def conversation():
    return begin()


@pytest.fixture
def row(conversation):
    return outbox.push(conversation, NEWS).delivery


def let_pass(**times):
    Delivery.objects.update(**{name: timezone.now() - ago for name, ago in times.items()})


# --- planning ------------------------------------------------------------------------------------


def test_an_answer_is_planned_with_the_answering(conversation):
    message = inbox.store(conversation, ChannelName.TELEGRAM, "m", "một")
    inbox.settle(inbox.claim(message.pk), (HELLO, NEWS))
    assert Delivery.objects.filter(status=Status.WAITING).count() == 2
    inbox.settle(message, (HELLO,))  # a second process that was slow
    assert Delivery.objects.count() == 2


def test_what_is_undone_is_not_sent(conversation):
    with pytest.raises(DatabaseError), transaction.atomic():
        outbox.push(conversation, NEWS)
        raise DatabaseError
    assert not Delivery.objects.exists()


def test_on_a_channel_that_is_fetched_nothing_is_sent():
    outbox.push(begin(ChannelName.WEB), NEWS)
    assert OutboundMessage.objects.exists()
    assert not Delivery.objects.exists()


def test_who_stopped_unasked_messages_finds_them_and_is_not_written_to(conversation):
    Contact.objects.update(unasked_stopped_at=timezone.now())
    outbox.push(conversation, NEWS)
    assert OutboundMessage.objects.exists()
    assert not Delivery.objects.exists()


# --- order ---------------------------------------------------------------------------------------


def test_of_each_conversation_the_oldest_is_due(conversation):
    first = outbox.push(conversation, NEWS).delivery
    second = outbox.push(conversation, NEWS).delivery
    other = outbox.push(begin(), NEWS).delivery
    assert {r.pk for r in outbox.due(NAMES)} == {first.pk, other.pk}
    outbox.sent(outbox.claim(first.pk))
    assert {r.pk for r in outbox.due(NAMES)} == {second.pk, other.pk}


def test_what_waits_for_its_next_attempt_holds_what_comes_after_it(conversation):
    first = outbox.push(conversation, NEWS).delivery
    outbox.push(conversation, NEWS)
    outbox.failed(outbox.claim(first.pk), TryLater(Trouble.VENDOR, retry_after=60))
    assert outbox.due(NAMES) == []


def test_what_was_given_up_holds_nothing(conversation):
    first = outbox.push(conversation, NEWS).delivery
    second = outbox.push(conversation, NEWS).delivery
    outbox.failed(outbox.claim(first.pk), Undeliverable(Trouble.REFUSED))
    assert [r.pk for r in outbox.due(NAMES)] == [second.pk]


def test_other_channels_are_left_alone(row):
    assert outbox.due([ChannelName.ZALO]) == []


# --- claims --------------------------------------------------------------------------------------


def test_only_one_takes_it(row):
    assert outbox.claim(row.pk).attempts == 1
    assert outbox.claim(row.pk) is None
    assert outbox.due(NAMES) == []


def test_an_attempt_whose_process_was_killed_is_taken_up_and_told(row):
    outbox.claim(row.pk)
    let_pass(claimed_until=timedelta(seconds=1))
    assert [r.pk for r in outbox.due(NAMES)] == [row.pk]
    again = outbox.claim(row.pk)
    assert (again.attempts, again.in_doubt) == (2, 1)


def test_what_ended_is_not_taken_again(row):
    outbox.sent(outbox.claim(row.pk))
    assert outbox.claim(row.pk) is None
    row.refresh_from_db()
    assert row.status == Status.SENT
    assert row.ended_at


def test_parts_that_went_out_are_not_sent_again(row):
    taken = outbox.claim(row.pk)
    for number in ("id-1", "id-2"):
        outbox.note_taken(taken, "a", number)
    outbox.part_sent(taken)
    let_pass(claimed_until=timedelta(seconds=1))
    again = outbox.claim(row.pk)
    assert again.parts_sent == 2
    assert len(again.vendor_ids.split()) == 2


def test_what_was_taken_before_a_kill_is_known_though_the_database_was_not_told(row):
    outbox.note_taken(outbox.claim(row.pk), "a", "id-1")
    let_pass(claimed_until=timedelta(seconds=1))
    again = outbox.claim(row.pk)
    assert (again.parts_sent, again.in_doubt) == (1, 1)
    assert again.vendor_ids == outbox.vendor_key("telegram", "a", "id-1")


def test_what_was_taken_is_still_known_when_staff_let_it_be_tried_again(row):
    taken = outbox.claim(row.pk)
    outbox.note_taken(taken, "a", "id-1")
    Delivery.objects.update(status=Status.GAVE_UP, in_doubt=1)
    row.refresh_from_db()
    assert outbox.retry(row)
    assert outbox.claim(row.pk).parts_sent == 1


def test_what_is_not_in_doubt_is_not_looked_up(row):
    receipts().note(row.pk, 1, "")
    assert outbox.claim(row.pk).parts_sent == 0


def test_what_is_in_doubt_waits_for_the_vendors_word(row):
    lost = TryLater(Trouble.NETWORK, may_have_arrived=True)
    outbox.failed(outbox.claim(row.pk), lost, echo_seconds=30.0)
    row.refresh_from_db()
    assert row.next_at > timezone.now() + timedelta(seconds=25)


def test_a_plain_refusal_waits_for_no_word(row):
    outbox.failed(outbox.claim(row.pk), TryLater(Trouble.VENDOR), echo_seconds=30.0)
    row.refresh_from_db()
    assert row.next_at < timezone.now() + timedelta(seconds=5)


def test_a_claim_is_longer_than_the_longest_send():
    assert outbox.CLAIM.total_seconds() > outbox.SEND_SECONDS


# --- failures ------------------------------------------------------------------------------------


def test_delays_double_are_spread_and_end_at_a_quarter_of_an_hour():
    for attempts in range(1, 30):
        growing = min(2.0 ** (attempts - 1), 900)
        drawn = [outbox.delay(attempts, None) for _ in range(50)]
        assert all(growing / 2 <= delay <= growing for delay in drawn)
        assert len(set(drawn)) > 1


@pytest.mark.parametrize("wish", [0.0, 1.0, 77.0])
def test_never_before_the_vendors_wish(wish):
    for attempts in range(1, 30):
        assert wish <= outbox.delay(attempts, wish) <= wish + 1


def test_doubt_is_counted_where_the_answer_was_lost(row):
    outbox.failed(outbox.claim(row.pk), TryLater(Trouble.NETWORK, may_have_arrived=True))
    row.refresh_from_db()
    assert (row.status, row.in_doubt, row.trouble) == (Status.WAITING, 1, "network")
    let_pass(next_at=timedelta(seconds=1))
    outbox.failed(outbox.claim(row.pk), TryLater(Trouble.VENDOR))
    row.refresh_from_db()
    assert row.in_doubt == 1


def test_after_enough_attempts_it_is_given_up_where_staff_see_it(row, caplog):
    Delivery.objects.update(attempts=outbox.ATTEMPTS - 1)
    outbox.failed(outbox.claim(row.pk), TryLater(Trouble.VENDOR))
    row.refresh_from_db()
    assert (row.status, row.trouble) == (Status.GAVE_UP, "too_long_ago")
    assert "delivery.gave_up channel=telegram" in caplog.text


def test_after_a_day_it_is_given_up(row):
    let_pass(created_at=outbox.GIVEN_UP_AFTER)
    outbox.failed(outbox.claim(row.pk), TryLater(Trouble.VENDOR))
    row.refresh_from_db()
    assert row.status == Status.GAVE_UP


@pytest.mark.parametrize("trouble", [Trouble.BLOCKED, Trouble.GONE])
def test_who_can_not_be_reached_is_noted(row, trouble):
    outbox.failed(outbox.claim(row.pk), Undeliverable(trouble))
    assert Contact.objects.get().unreachable_since is not None


def test_a_text_that_is_refused_says_nothing_of_the_person(row):
    outbox.failed(outbox.claim(row.pk), Undeliverable(Trouble.REFUSED))
    assert Contact.objects.get().unreachable_since is None


# --- windows and cost ----------------------------------------------------------------------------

TABLE = Capabilities(
    text_units=2000,
    windows=(Window(timedelta(hours=48)), Window(timedelta(days=7), cost_dong=55)),
)


@pytest.mark.parametrize(
    ("ago", "is_open", "cost"),
    [
        (timedelta(hours=47), True, 0),
        (timedelta(hours=49), True, 55),
        (timedelta(days=8), False, 0),
    ],
)
def test_the_row_knows_its_window_and_its_cost(row, ago, is_open, cost):
    acted = timezone.now() - ago
    Contact.objects.update(last_act_at=acted)
    taken = outbox.claim(row.pk)
    assert outbox.note_window(taken, TABLE) is is_open
    row.refresh_from_db()
    assert row.cost_dong == cost
    assert row.window_until == acted + timedelta(days=7)


def test_what_would_come_after_the_window_is_given_up_now(row):
    Contact.objects.update(last_act_at=timezone.now() - timedelta(days=7) + timedelta(minutes=5))
    taken = outbox.claim(row.pk)
    outbox.note_window(taken, TABLE)
    outbox.failed(taken, TryLater(Trouble.LIMIT, retry_after=600))
    row.refresh_from_db()
    assert (row.status, row.trouble) == (Status.GAVE_UP, "window")


# --- staff ---------------------------------------------------------------------------------------


def test_staff_try_again_what_was_given_up_and_only_that(row):
    assert not outbox.retry(row)
    outbox.failed(outbox.claim(row.pk), Undeliverable(Trouble.REFUSED))
    assert outbox.retry(row)
    (again,) = outbox.due(NAMES)
    assert (again.attempts, again.ended_at) == (0, None)


def test_staff_take_it_off_the_list(row):
    assert not outbox.dismiss(row)
    outbox.failed(outbox.claim(row.pk), Undeliverable(Trouble.REFUSED))
    assert outbox.dismiss(row)
    assert not outbox.retry(row)
    assert outbox.due(NAMES) == []
