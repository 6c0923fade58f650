"""A vendor tells of what it took from us: that settles a doubt, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connectors import contacts, echoes, outbox
from connectors.channel import Echo, Incoming
from connectors.models import ChannelName, Delivery, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from tests.support.push_channel import StandIn

pytestmark = pytest.mark.django_db
PERSON = "p1"


class Vendor(StandIn):
    """Zalo's place."""

    name = ChannelName.ZALO


def say(text):
    contact = contacts.find_or_begin(ChannelName.ZALO, PERSON)
    reply = Reply(text, Meta(Outcome.ANSWERED))
    return outbox.push(contact.conversation, reply).delivery


def hear(text, number="z1", person=PERSON):
    return echoes.noted(Vendor(), [Echo(person, number, text)])


def tried_again(row):
    """Let the claim of a killed worker run out, and try again."""
    Delivery.objects.filter(pk=row.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    return outbox.claim(row.pk)


def test_what_arrived_is_not_sent_again():
    row = say("Lệ phí: không.")
    outbox.claim(row.pk)
    assert hear("Lệ phí: không.") == []
    assert tried_again(row).parts_sent == 1


def test_of_several_parts_those_up_to_the_echo_have_arrived():
    row = say("một|hai|ba")
    outbox.claim(row.pk)
    hear("hai")
    assert tried_again(row).parts_sent == 2


def test_spaces_and_the_form_of_accents_make_no_difference():
    row = say("Lệ phí:\n\n  không")
    outbox.claim(row.pk)
    hear("Lê\u0323 phí:\r\nkhông ")
    assert tried_again(row).parts_sent == 1


@pytest.mark.parametrize(("text", "person"), [("Lệ phí: có.", PERSON), ("Lệ phí: không.", "p2")])
def test_other_words_or_another_person_settle_nothing(text, person):
    row = say("Lệ phí: không.")
    outbox.claim(row.pk)
    hear(text, person=person)
    assert tried_again(row).parts_sent == 0


def test_a_late_echo_of_the_same_words_said_before_settles_nothing():
    first = say("Chưa rõ.")
    taken = outbox.claim(first.pk)
    outbox.note_taken(taken, PERSON, "z1")
    outbox.sent(taken)
    second = say("Chưa rõ.")
    outbox.claim(second.pk)
    hear("Chưa rõ.", "z1")
    assert tried_again(second).parts_sent == 0
    hear("Chưa rõ.", "z2")
    assert tried_again(second).parts_sent == 1


def test_an_echo_that_settled_one_does_not_settle_the_next():
    first = say("Chưa rõ.")
    outbox.claim(first.pk)
    hear("Chưa rõ.", "z1")
    outbox.sent(tried_again(first))
    second = say("Chưa rõ.")
    outbox.claim(second.pk)
    hear("Chưa rõ.", "z1")
    assert tried_again(second).parts_sent == 0


def test_what_was_not_tried_yet_has_not_arrived(settings):
    say("Chưa rõ.")
    hear("Chưa rõ.")
    assert not settings.RECEIPTS.exists()


def test_where_nothing_is_under_way_nothing_is_noted(settings):
    taken = outbox.claim(say("Chưa rõ.").pk)
    outbox.sent(taken)
    hear("Chưa rõ.")
    assert not settings.RECEIPTS.exists()


def test_a_reply_that_does_not_open_settles_nothing(settings):
    row = say("Chưa rõ.")
    outbox.claim(row.pk)
    OutboundMessage.objects.update(reply={"odd": True})
    hear("Chưa rõ.")
    assert not settings.RECEIPTS.exists()


def test_other_events_pass_by():
    others = [Incoming(PERSON, "m1", "chào"), Incoming(PERSON, "m2", "phí")]
    assert echoes.noted(Vendor(), [others[0], Echo(PERSON, "z1", "x"), others[1]]) == others
