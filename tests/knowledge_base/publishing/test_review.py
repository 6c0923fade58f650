"""Nothing that a person wrote goes live before another person has approved it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import ModelLogEntry

from knowledge_base.models import LegalDocument, LexiconEntry, Office, Procedure, Review
from knowledge_base.publishing.actions import Approve, Refused, Return, Withdraw, submit
from knowledge_base.publishing.authorship import authors_of
from knowledge_base.publishing.guard import NotReviewed
from knowledge_base.publishing.models import ReviewState
from knowledge_base.rows import load
from tests.support.knowledge import BIRTH, CONTENT

pytestmark = pytest.mark.django_db

NEW = "đăng ký khai sinh cho con"


def live_name():
    return Procedure.objects.get(key=BIRTH).plain_name


class TestGuard:
    """Whatever calls the model, an unreviewed text stays a draft."""

    @pytest.mark.parametrize("role", ["Biên tập", "Duyệt", "Quản trị"])
    def test_a_revision_can_not_be_published_by(self, role, staff, draft):
        user = staff("hoa", role)
        with pytest.raises(PermissionDenied):
            draft(user, plain_name=NEW).publish(user=user)
        assert live_name() != NEW

    def test_not_even_by_an_administrator_who_skips_the_checks(self, admin_user, draft):
        with pytest.raises(NotReviewed):
            draft(admin_user, plain_name=NEW).publish(user=admin_user, skip_permission_checks=True)
        assert live_name() != NEW

    def test_not_by_wagtails_action_called_by_itself(self, admin_user, draft):
        action = PublishRevisionAction(draft(admin_user, plain_name=NEW), user=admin_user)
        with pytest.raises(NotReviewed):
            action.execute(skip_permission_checks=True)
        assert live_name() != NEW

    def test_not_by_wagtails_schedule(self, admin_user, draft):
        revision = draft(admin_user, plain_name=NEW)
        revision.approved_go_live_at = timezone.now() - timedelta(hours=1)
        revision.save()
        with pytest.raises(NotReviewed):
            call_command("publish_scheduled")
        assert live_name() != NEW

    def test_not_by_switching_a_draft_live(self, editor):
        row = Procedure.objects.create(key="9.1", title="Mới", plain_name="mới", live=False)
        row.live = True
        with pytest.raises(NotReviewed):
            row.save()
        assert not Procedure.objects.get(key="9.1").live

    @pytest.mark.parametrize("model", [LegalDocument, Office, LexiconEntry])
    def test_documents_offices_and_words_are_guarded_too(self, model, admin_user, birth):
        row = model.objects.first()
        with pytest.raises(NotReviewed):
            row.save_revision(user=admin_user).publish(user=admin_user)

    def test_an_approval_of_one_draft_does_not_open_the_door_for_the_next(
        self, editor, reviewer, draft, birth
    ):
        draft(editor, plain_name=NEW)
        Approve(submit(birth, editor), reviewer).execute()
        with pytest.raises(NotReviewed):
            draft(editor, plain_name="chen vào").publish(user=editor)

    def test_an_approved_text_does_not_go_live_before_the_gate(
        self, editor, reviewer, draft, birth
    ):
        revision = draft(editor, plain_name=NEW)
        Approve(submit(birth, editor), reviewer).execute()
        with pytest.raises(NotReviewed):
            revision.publish(user=reviewer)

    def test_files_still_load(self, birth):
        load(CONTENT)
        Procedure.objects.filter(key=BIRTH).delete()
        load(CONTENT)
        assert Procedure.objects.get(key=BIRTH).live


class TestApproval:
    def test_somebody_else_approves(self, editor, reviewer, draft, birth):
        draft(editor, plain_name=NEW)
        review = Approve(submit(birth, editor, "theo luật mới"), reviewer, "đúng").execute()
        assert review.state == ReviewState.APPROVED
        assert (review.submitted_by, review.decided_by) == (editor, reviewer)
        actions = ModelLogEntry.objects.for_instance(birth).values_list("action", "user")
        assert ("motcua.submit", editor.pk) in actions
        assert ("motcua.approve", reviewer.pk) in actions

    def test_nobody_approves_what_they_handed_in(self, staff, draft, birth):
        both = staff("hai", "Biên tập", "Duyệt")
        draft(both, plain_name=NEW)
        with pytest.raises(Refused, match="tự duyệt"):
            Approve(submit(birth, both), both).execute()

    def test_not_even_an_administrator(self, admin_user, draft, birth):
        draft(admin_user, plain_name=NEW)
        with pytest.raises(Refused, match="tự duyệt"):
            Approve(submit(birth, admin_user), admin_user).execute()

    def test_nor_who_edited_any_draft_since_what_is_live(self, editor, reviewer, draft, birth):
        draft(reviewer, plain_name="bản của người duyệt")
        draft(editor, plain_name=NEW)
        review = submit(birth, editor)
        with pytest.raises(Refused, match="tự duyệt"):
            Approve(review, reviewer).execute()
        assert set(authors_of(birth, review.revision)) == {editor, reviewer}

    def test_an_editor_may_not_approve(self, editor, staff, draft, birth):
        draft(editor, plain_name=NEW)
        with pytest.raises(Refused, match="chưa có quyền duyệt"):
            Approve(submit(birth, editor), staff("nam", "Biên tập")).execute()

    def test_nor_who_has_no_role(self, editor, staff, draft, birth):
        draft(editor, plain_name=NEW)
        with pytest.raises(Refused, match="chưa có quyền sửa"):
            submit(birth, staff("nam"))

    def test_what_was_written_over_after_it_was_handed_in_is_not_approved(
        self, editor, reviewer, draft, birth
    ):
        revision = draft(editor, plain_name=NEW)
        review = submit(birth, editor)
        row = Procedure.objects.get(pk=birth.pk)
        sly = row.get_latest_revision_as_object()
        sly.plain_name = "lén sửa"
        sly.save_revision(user=editor, overwrite_revision=revision)
        with pytest.raises(Refused, match="sửa sau khi gửi"):
            Approve(review, reviewer).execute()

    def test_two_reviewers_at_once_approve_once(self, editor, reviewer, staff, draft, birth):
        draft(editor, plain_name=NEW)
        review = submit(birth, editor)
        Approve(review, reviewer).execute()
        with pytest.raises(Refused, match="người khác xử lý"):
            Approve(review, staff("tam", "Duyệt")).execute()


class TestHandingIn:
    def test_without_a_change_there_is_nothing_to_hand_in(self, editor, birth):
        with pytest.raises(Refused, match="Không có thay đổi"):
            submit(birth, editor)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"facts": []}, "Chưa có ý nào"),
            ({"sample_questions": ["đăng ký kết hôn cần gì"]}, "đã có ở"),
        ],
    )
    def test_what_is_not_fit_is_told(self, fields, said, editor, draft, birth):
        marriage = Procedure.objects.get(key="1.000894")
        Procedure.objects.filter(pk=marriage.pk).update(
            sample_questions=["Đăng ký kết hôn cần gì?"]
        )
        draft(editor, **fields)
        with pytest.raises(Refused, match=said):
            submit(birth, editor)

    def test_a_day_in_the_past_is_refused(self, editor, draft, birth):
        draft(editor, plain_name=NEW)
        yesterday = timezone.localdate() - timedelta(days=1)
        with pytest.raises(Refused, match="Ngày cuối"):
            submit(birth, editor, take_off_on=yesterday)

    def test_handing_in_again_takes_the_place_of_the_first(self, editor, draft, birth):
        draft(editor, plain_name=NEW)
        first = submit(birth, editor)
        draft(editor, plain_name="khác nữa")
        second = submit(birth, editor)
        first.refresh_from_db()
        assert (first.state, second.state) == (ReviewState.WITHDRAWN, ReviewState.SUBMITTED)

    def test_it_can_be_taken_back(self, editor, draft, birth):
        draft(editor, plain_name=NEW)
        Withdraw(submit(birth, editor), editor).execute()
        assert Review.objects.get().state == ReviewState.WITHDRAWN
        assert Procedure.objects.get(pk=birth.pk).has_unpublished_changes

    def test_it_can_be_sent_back_with_a_reason_only(self, editor, reviewer, draft, birth):
        draft(editor, plain_name=NEW)
        review = submit(birth, editor)
        with pytest.raises(Refused, match="lý do"):
            Return(review, reviewer, "  ").execute()
        assert Return(review, reviewer, "thiếu căn cứ").execute().state == ReviewState.RETURNED
