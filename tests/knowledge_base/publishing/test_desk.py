"""The gate and the desk: what passes is published as it was checked, what loses ground is held."""

import errno
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge_base.models import Procedure, ReleaseEvent, Review
from knowledge_base.publishing.actions import Approve, CheckAgain, Override, Refused, submit
from knowledge_base.publishing.checking import Checker
from knowledge_base.publishing.desk import Desk
from knowledge_base.publishing.events import trouble
from knowledge_base.publishing.models import EventKind, ReviewState
from knowledge_base.publishing.rollback import RollBack
from knowledge_base.retrieval.records import Origin
from knowledge_base.rows import load
from tests.support.knowledge import BIRTH, CONTENT, MARRIAGE, TODAY, changed

pytestmark = pytest.mark.django_db

GOOD = {"plain_name": "đăng ký khai sinh cho con"}
ASKED = ["xin giấy khai sinh cho em bé ở đâu"]
SPOILED = {"title": "Xyz", "plain_name": "xyz", "names": [], "sample_questions": []}


@pytest.fixture
def birth(db):
    """The birth registration is live with a sample question; nothing else answers it."""
    load(changed(BIRTH, sample_questions=tuple(ASKED)))
    return Procedure.objects.get(key=BIRTH)


@pytest.fixture
def approved(editor, reviewer, draft, birth):
    def make(**fields):
        draft(editor, **fields)
        more = {name: fields.pop(name) for name in ("go_live_on",) if name in fields}
        return Approve(submit(birth, editor, **more), reviewer).execute()

    return make


def fresh(review):
    return Review.objects.get(pk=review.pk)


def said(store, encoder):
    snapshot = store.load_current(encoder)
    return snapshot.entries[snapshot.position_of[BIRTH]]


def test_what_passes_serves_at_once(desk, store, encoder, approved):
    before = store.current_name()
    review = approved(**GOOD)
    assert desk.work(TODAY) == 1
    assert fresh(review).state == ReviewState.PUBLISHED
    assert store.current_name() != before
    assert fresh(review).release == store.current_name()
    assert said(store, encoder).plain_name == GOOD["plain_name"]
    assert Procedure.objects.get(key=BIRTH).plain_name == GOOD["plain_name"]


def test_the_release_is_on_record_with_who_what_and_scores(desk, store, approved, reviewer):
    approved(**GOOD)
    desk.work(TODAY)
    event = ReleaseEvent.objects.get(kind=EventKind.BUILT)
    assert (event.release, event.actor) == (store.current_name(), reviewer)
    assert [(c["what"], c["key"]) for c in event.changes] == [("changed", BIRTH)]
    assert event.scores["questions"] >= 1
    assert event.scores["worse_count"] == 0


def test_a_spoiled_text_is_held_with_the_questions_that_got_worse(desk, store, encoder, approved):
    before = store.current_name()
    review = approved(**SPOILED)
    assert desk.work(TODAY) == 1
    found = fresh(review)
    assert found.state == ReviewState.HELD
    assert [fall["question"] for fall in found.report["worse"]] == ASKED
    fall = found.report["worse"][0]
    assert "khai sinh" in fall["before"]["source"]
    assert fall["before"]["grade"] == "right"
    assert fall["now"]["grade"] != "right"
    assert store.current_name() == before
    assert said(store, encoder).title != "Xyz"
    assert Procedure.objects.get(key=BIRTH).title != "Xyz"
    assert ReleaseEvent.objects.filter(kind=EventKind.HELD).count() == 1


def test_a_mended_text_passes_after_all(desk, store, encoder, approved):
    held = approved(**SPOILED)
    desk.work(TODAY)
    whole = next(e for e in CONTENT.entries if e.key == BIRTH)
    again = approved(title=whole.title, names=list(whole.names), sample_questions=ASKED, **GOOD)
    desk.work(TODAY)
    assert fresh(held).state == ReviewState.WITHDRAWN
    assert fresh(again).state == ReviewState.PUBLISHED
    assert said(store, encoder).plain_name == GOOD["plain_name"]


def test_a_reviewer_may_let_it_through_for_a_written_reason(
    desk, store, encoder, approved, reviewer, editor
):
    review = approved(**SPOILED)
    desk.work(TODAY)
    with pytest.raises(Refused):
        Override(review, editor, "tôi viết nên tôi biết là đúng").execute()
    with pytest.raises(Refused, match="lý do"):
        Override(review, reviewer, "ok").execute()
    Override(review, reviewer, "Thủ tục đã đổi tên theo quyết định mới.").execute()
    desk.work(TODAY)
    found = fresh(review)
    assert found.state == ReviewState.PUBLISHED
    assert (found.override_by, bool(found.report["worse"])) == (reviewer, True)
    assert said(store, encoder).title == "Xyz"
    assert "đổi tên" in ReleaseEvent.objects.get(kind=EventKind.BUILT).detail


def test_what_was_held_can_be_checked_again(desk, approved, reviewer):
    review = approved(**SPOILED)
    desk.work(TODAY)
    CheckAgain(review, reviewer).execute()
    assert fresh(review).state == ReviewState.APPROVED
    desk.work(TODAY)
    assert fresh(review).state == ReviewState.HELD


def test_together_the_good_goes_out_and_the_bad_is_held(
    desk, store, encoder, approved, editor, reviewer
):
    bad = approved(**SPOILED)
    marriage = Procedure.objects.get(key=MARRIAGE)
    row = marriage.get_latest_revision_as_object()
    row.plain_name = "kết hôn"
    row.save_revision(user=editor)
    good = Approve(submit(marriage, editor), reviewer).execute()
    assert desk.work(TODAY) == 2
    assert (fresh(bad).state, fresh(good).state) == (ReviewState.HELD, ReviewState.PUBLISHED)
    snapshot = store.load_current(encoder)
    assert snapshot.entries[snapshot.position_of[MARRIAGE]].plain_name == "kết hôn"


def test_what_goes_live_while_it_is_checked_makes_it_checked_again(
    desk, store, encoder, approved, monkeypatch
):
    review = approved(**GOOD)
    checks = []
    whole = Checker.check

    def check(self, *args):
        found = whole(self, *args)
        if not checks:
            Procedure.objects.filter(key=MARRIAGE).update(plain_name="kết hôn rồi")
        checks.append(1)
        return found

    monkeypatch.setattr(Checker, "check", check)
    desk.work(TODAY)
    assert len(checks) == 2
    assert fresh(review).state == ReviewState.PUBLISHED
    snapshot = store.load_current(encoder)
    assert snapshot.entries[snapshot.position_of[MARRIAGE]].plain_name == "kết hôn rồi"


def test_what_one_desk_has_taken_no_other_takes(
    desk, store, encoder, sentences, approved, monkeypatch
):
    review = approved(**GOOD)
    other = Desk(store, encoder, sentences)
    seen = []
    whole = Checker.check

    def check(self, *args):
        seen.append(other.work(TODAY) if not seen else None)
        return whole(self, *args)

    monkeypatch.setattr(Checker, "check", check)
    assert desk.work(TODAY) == 1
    assert seen == [0]
    assert fresh(review).state == ReviewState.PUBLISHED


class TestDays:
    def test_what_is_for_a_later_day_waits_for_it(
        self, desk, draft, birth, editor, reviewer, store, encoder
    ):
        draft(editor, **GOOD)
        day = timezone.localdate() + timedelta(days=3)
        review = Approve(submit(birth, editor, go_live_on=day), reviewer).execute()
        assert review.state == ReviewState.SCHEDULED
        assert desk.work(day - timedelta(days=1)) == 0
        assert desk.work(day) == 1
        assert said(store, encoder).plain_name == GOOD["plain_name"]

    def test_what_has_an_end_is_taken_off_after_it(self, desk, draft, birth, editor, reviewer):
        draft(editor, **GOOD)
        last = timezone.localdate() + timedelta(days=2)
        Approve(submit(birth, editor, take_off_on=last), reviewer).execute()
        desk.work(timezone.localdate())
        desk.work(last)
        assert Procedure.objects.get(key=BIRTH).live
        desk.work(last + timedelta(days=1))
        row = Procedure.objects.get(key=BIRTH)
        assert (row.live, row.expired) == (False, True)


class TestTrouble:
    def test_a_full_disk_leaves_the_old_release_and_is_told(
        self, desk, store, approved, monkeypatch
    ):
        before = store.current_name()
        review = approved(**GOOD)

        def full(*_args, **_kwargs):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(Checker, "_build", full)
        assert desk.work(TODAY) == 0
        assert store.current_name() == before
        assert fresh(review).state == ReviewState.APPROVED
        assert "ổ đĩa đầy" in trouble().detail
        desk.work(TODAY)
        assert ReleaseEvent.objects.filter(kind=EventKind.FAILED).count() == 1

    def test_a_check_that_was_killed_is_taken_up_again_and_told(self, desk, approved):
        review = approved(**GOOD)
        Review.objects.filter(pk=review.pk).update(
            state=ReviewState.CHECKING, beat_at=timezone.now() - timedelta(minutes=5)
        )
        desk.work(TODAY)
        assert fresh(review).state == ReviewState.PUBLISHED
        event = ReleaseEvent.objects.get(kind=EventKind.INTERRUPTED)
        assert "bị ngắt" in event.detail

    def test_one_that_still_beats_is_left_alone(self, desk, approved):
        review = approved(**GOOD)
        Review.objects.filter(pk=review.pk).update(
            state=ReviewState.CHECKING, beat_at=timezone.now()
        )
        assert desk.work(TODAY) == 0
        assert fresh(review).state == ReviewState.CHECKING

    def test_a_damaged_serving_release_does_not_stop_publishing(
        self, desk, store, encoder, approved
    ):
        folder = store._folder / store.current_name()
        (folder / "content.json").write_text("{}", encoding="utf-8")
        review = approved(**GOOD)
        desk.work(TODAY)
        assert fresh(review).state == ReviewState.PUBLISHED
        assert said(store, encoder).plain_name == GOOD["plain_name"]

    def test_what_was_written_over_after_approval_goes_back(self, desk, approved, editor):
        review = approved(**GOOD)
        sly = Procedure.objects.get(key=BIRTH).get_latest_revision_as_object()
        sly.plain_name = "lén sửa"
        sly.save_revision(user=editor, overwrite_revision=review.revision)
        desk.work(TODAY)
        assert fresh(review).state == ReviewState.RETURNED
        assert Procedure.objects.get(key=BIRTH).plain_name != "lén sửa"


def test_a_rollback_is_on_record_and_needs_the_permission(
    desk, store, encoder, approved, editor, reviewer
):
    first = store.current_name()
    approved(**GOOD)
    desk.work(TODAY)
    with pytest.raises(Exception, match="chưa có quyền"):
        RollBack(store, first, editor).execute()
    event = RollBack(store, first, reviewer, "trả lời sai").execute()
    assert store.current_name() == first
    assert (event.kind, event.actor, event.detail) == (
        EventKind.ROLLED_BACK,
        reviewer,
        "trả lời sai",
    )
    assert said(store, encoder).origin is Origin.CURATED
    assert said(store, encoder).plain_name != GOOD["plain_name"]
