import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from complaints import citizen, codes, filing, handling, rotation
from complaints.citizen import NoSuchComplaint, NotPossible
from complaints.guessing import Seeker
from complaints.handling import NotNow, NotYours
from complaints.models import (
    BoxMessage,
    CitizenNotice,
    CloseReason,
    Complaint,
    StaffNotice,
    Status,
)
from tests.complaints.people import the_complaint

C = Seeker("c")


@pytest.fixture
def code(told, people):
    told("c")
    return filing.file("c", "đồng ý").code


@pytest.fixture
def given(code, people):
    handling.triage(people.inbox, the_complaint().pk, people.ward, [people.clerk])
    handling.assign(people.inbox, the_complaint().pk, people.other)
    return the_complaint().pk


def statuses():
    return [Status(entry.status) for entry in the_complaint().history.all()]


def test_from_filing_to_rating(code, given, people):
    me = people.other
    handling.open_words(me, given)
    handling.ask(me, given, "Việc xảy ra lúc mấy giờ?")
    assert citizen.follow(code, C).standing.status == Status.NEEDS_INFORMATION
    citizen.write(code, C, "Khoảng chín giờ", uuid.uuid4())
    handling.answer(me, given, "Chúng tôi xin lỗi chị.")
    handling.close(me, given, CloseReason.SETTLED)
    followed = citizen.follow(code, C)
    assert [said.words for said in followed.box] == [
        "Việc xảy ra lúc mấy giờ?", "Khoảng chín giờ", "Chúng tôi xin lỗi chị.",
    ]  # fmt: skip
    assert followed.opened_on == [timezone.localdate()]
    assert followed.steps[-1].note == "đã giải quyết"
    assert followed.standing.unit == "Phường Phú Lợi"
    assert followed.may_rate
    assert followed.may_reopen
    citizen.rate(code, C, 5)
    assert citizen.follow(code, C).score == 5
    assert statuses() == [
        Status.RECEIVED, Status.IN_PROGRESS, Status.NEEDS_INFORMATION, Status.IN_PROGRESS,
        Status.ANSWERED, Status.CLOSED,
    ]  # fmt: skip


def test_nothing_tells_the_complainant_who_handles_it(code, given, people):
    handling.open_words(people.other, given)
    handling.answer(people.other, given, "Đã xem.")
    assert people.other.full_name not in repr(citizen.follow(code, C))
    assert people.other.user.username not in repr(citizen.follow(code, C))


def test_what_is_written_is_sealed_and_keys_can_change(code, given, people):
    handling.ask(people.other, given, "Khi nào?")
    row = BoxMessage._record.get()
    assert "Khi nào" not in bytes(row.sealed).decode("latin-1")
    assert rotation.reseal_all() == 0


def test_the_same_message_twice_is_one(code, given):
    same = uuid.uuid4()
    for _ in range(2):
        citizen.write(code, C, "Tôi nhớ thêm", same)
    assert len(citizen.follow(code, C).box) == 1


@pytest.mark.parametrize(("words", "reason"), [("  ", "empty"), ("x" * 4001, "too_long")])
def test_a_message_has_words_and_an_end(code, words, reason):
    with pytest.raises(NotPossible, match=reason):
        citizen.write(code, C, words, uuid.uuid4())


def test_a_box_takes_so_many_messages(code, monkeypatch):
    monkeypatch.setattr(citizen, "MESSAGES_AT_MOST", 2)
    for _ in range(2):
        citizen.write(code, C, "nữa", uuid.uuid4())
    with pytest.raises(NotPossible, match="too_many"):
        citizen.write(code, C, "nữa", uuid.uuid4())


def test_it_can_be_looked_at_again_within_fifteen_days(code, given, people):
    handling.answer(people.other, given, "Đã xem.")
    handling.close(people.other, given, CloseReason.SETTLED)
    closed = the_complaint().closed_at
    Complaint._record.update(closed_at=closed - timedelta(days=15, seconds=1))
    with pytest.raises(NotPossible):
        citizen.reopen(code, C)
    Complaint._record.update(closed_at=closed - timedelta(days=14))
    citizen.reopen(code, C)
    complaint = the_complaint()
    assert (complaint.status, complaint.handler, complaint.reopened) == (Status.REOPENED, None, 1)
    assert StaffNotice._record.filter(kind="reopened", member=people.inbox).exists()
    with pytest.raises(NotPossible):
        citizen.reopen(code, C)


def test_a_closed_complaint_takes_nothing_more(code, given, people):
    handling.close(people.other, given, CloseReason.NO_DETAILS)
    for do in (
        lambda: handling.ask(people.other, given, "?"),
        lambda: handling.assign(people.inbox, given, people.above),
        lambda: handling.close(people.other, given, CloseReason.SETTLED),
    ):
        with pytest.raises(NotNow):
            do()
    with pytest.raises(NotPossible, match="closed"):
        citizen.write(code, C, "nữa", uuid.uuid4())


def test_settled_means_answered(code, given, people):
    with pytest.raises(NotNow):
        handling.close(people.other, given, CloseReason.SETTLED)
    with pytest.raises(NotNow):
        handling.close(people.other, given, CloseReason.WITHDRAWN)


def test_before_triage_nobody_is_given_it(code, people):
    with pytest.raises(NotNow):
        handling.assign(people.inbox, the_complaint().pk, people.other)


def test_only_leaders_and_the_inbox_give_it_to_somebody(code, given, people):
    with pytest.raises(NotYours):
        handling.assign(people.other, given, people.above)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_is_from_one_to_five(code, given, people, score):
    handling.close(people.other, given, CloseReason.NO_DETAILS)
    with pytest.raises(NotPossible):
        citizen.rate(code, C, score)


def test_an_open_complaint_is_not_rated(code):
    with pytest.raises(NotPossible):
        citizen.rate(code, C, 5)


def test_a_wrong_code_does_nothing(code):
    wrong = codes.new_code()
    for do in (
        lambda: citizen.follow(wrong, C),
        lambda: citizen.write(wrong, C, "x", uuid.uuid4()),
        lambda: citizen.reopen(wrong, C),
        lambda: citizen.rate(wrong, C, 5),
    ):
        with pytest.raises(NoSuchComplaint):
            do()


def test_each_step_after_filing_waits_to_be_told_in_the_chat(code, given, people):
    handling.answer(people.other, given, "Đã xem.")
    told = CitizenNotice._record.values_list("status", flat=True)
    assert list(told) == [Status.IN_PROGRESS, Status.ANSWERED]
