"""The pages of publishing on the staff site, as each role sees them."""

import pytest
from django.urls import reverse

from knowledge_base.models import LexiconEntry, Procedure, ReleaseEvent, Review
from knowledge_base.publishing.actions import Approve, submit
from knowledge_base.publishing.events import note
from knowledge_base.publishing.models import EventKind, ReviewState
from knowledge_base.publishing.proposals import proposals
from knowledge_base.publishing.staff.reviews import compare_url
from tests.support import staff as staff_site
from tests.support.knowledge import BIRTH, MARRIAGE, TODAY

pytestmark = pytest.mark.django_db

NEW = "đăng ký khai sinh cho con"


@pytest.fixture
def sign_in(client):
    def as_(user):
        staff_site.sign_in(client, user)
        return client

    return as_


def page(name, *args):
    return reverse(f"publishing:{name}", args=args)


@pytest.mark.parametrize("name", ["queue", "releases", "proposals", "alike"])
def test_a_stranger_is_asked_to_sign_in(client, name):
    assert "/login/" in client.get(page(name))["Location"]


@pytest.mark.parametrize("name", ["queue", "releases", "proposals", "alike"])
def test_who_has_no_role_in_publishing_sees_nothing(sign_in, staff, name):
    answer = sign_in(staff("giam-sat", "Giám sát")).get(page(name))
    assert answer.status_code in (302, 403)


@pytest.mark.parametrize("name", ["queue", "releases", "proposals", "alike"])
@pytest.mark.parametrize("role", ["Biên tập", "Duyệt", "Quản trị"])
def test_every_page_opens_when_there_is_nothing(sign_in, staff, name, role):
    assert sign_in(staff("nguoi", role)).get(page(name)).status_code == 200


class TestForm:
    def test_offers_handing_in_and_no_publishing(self, sign_in, reviewer, birth):
        html = sign_in(reviewer).get(_edit(birth)).content.decode()
        assert "Lưu và gửi duyệt" in html
        assert "Lưu và xem trợ lý sẽ nói" in html
        assert 'name="action-publish"' not in html

    def test_a_forged_publish_button_publishes_nothing(self, sign_in, reviewer):
        word = LexiconEntry.objects.create(term="gks", means=["giấy khai sinh"], kind="teencode")
        url = f"/staff/snippets/knowledge_base/lexiconentry/edit/{word.pk}/"
        posted = {"term": "gks", "means": "sai", "kind": "teencode", "action-publish": "1"}
        answer = sign_in(reviewer).post(url, posted)
        assert answer.status_code in (302, 403)
        word.refresh_from_db()
        assert word.means == ["giấy khai sinh"]

    def test_saving_with_the_button_leads_to_handing_in(self, sign_in, editor):
        word = LexiconEntry.objects.create(term="gks", means=["giấy khai sinh"], kind="teencode")
        url = f"/staff/snippets/knowledge_base/lexiconentry/edit/{word.pk}/"
        posted = {"term": "gks", "means": "khai sinh", "kind": "teencode", "motcua-hand-in": "1"}
        answer = sign_in(editor).post(url, posted)
        assert answer["Location"] == page("hand_in", "lexiconentry", word.pk)
        word.refresh_from_db()
        assert (word.means, word.has_unpublished_changes) == (["giấy khai sinh"], True)

    def test_of_two_who_open_what_has_no_draft_the_second_is_stopped(self, sign_in, editor):
        word = LexiconEntry.objects.create(term="gks", means=["giấy khai sinh"], kind="teencode")
        url = f"/staff/snippets/knowledge_base/lexiconentry/edit/{word.pk}/"
        client = sign_in(editor)

        def save_by_itself(means, **known):
            posted = {"term": "gks", "means": means, "kind": "teencode", **known}
            return client.post(url, posted, headers={"accept": "application/json"})

        first = save_by_itself("của người thứ nhất")
        assert first.status_code == 200
        second = save_by_itself("của người thứ hai")
        assert second.status_code == 400
        assert "ghi đè bản mới hơn" in second.json()["error_message"]
        again = save_by_itself("người thứ nhất", overwrite_revision_id=first.json()["revision_id"])
        assert again.status_code == 200
        word.refresh_from_db()
        draft = word.get_latest_revision_as_object()
        assert draft.means == ["người thứ nhất"]

    def test_a_new_word_is_a_draft_until_it_is_approved(self, sign_in, editor):
        url = "/staff/snippets/knowledge_base/lexiconentry/add/"
        sign_in(editor).post(url, {"term": "gks", "means": "khai sinh", "kind": "teencode"})
        assert not LexiconEntry.objects.get(term="gks").live


class TestHandingIn:
    def test_shows_what_changes_and_hands_in(self, sign_in, editor, draft, birth):
        draft(editor, plain_name=NEW)
        url = page("hand_in", "procedure", birth.pk)
        client = sign_in(editor)
        assert NEW in client.get(url).content.decode()
        answer = client.post(url, {"note": "theo luật"})
        review = Review.objects.get()
        assert answer["Location"] == page("review", review.pk)
        assert (review.note, review.submitted_by) == ("theo luật", editor)

    def test_says_why_it_can_not_be_handed_in(self, sign_in, editor, draft, birth):
        draft(editor, facts=[])
        answer = sign_in(editor).post(page("hand_in", "procedure", birth.pk), {})
        assert "Chưa có ý nào" in answer.content.decode()
        assert not Review.objects.exists()

    def test_a_reader_may_not(self, sign_in, staff, birth):
        answer = sign_in(staff("x", "Giám sát")).get(page("hand_in", "procedure", birth.pk))
        assert answer.status_code in (302, 403)

    @pytest.mark.parametrize("address", ["gui/user/1/", "gui/procedure/999999/"])
    def test_what_is_not_there_is_not_found(self, sign_in, editor, address):
        assert sign_in(editor).get(page("queue") + address).status_code == 404


class TestReview:
    @pytest.fixture
    def waiting(self, editor, draft, birth):
        draft(editor, plain_name=NEW)
        return submit(birth, editor, "xin xem giúp")

    def test_shows_what_changes_and_who_wrote_it(self, sign_in, reviewer, waiting):
        html = sign_in(reviewer).get(page("review", waiting.pk)).content.decode()
        for shown in (NEW, "xin xem giúp", "lan", "Duyệt và công bố", "Trả lại người soạn"):
            assert shown in html

    def test_a_reviewer_approves(self, sign_in, reviewer, waiting):
        sign_in(reviewer).post(page("act", waiting.pk, "approve"), {"note": "được"})
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (ReviewState.APPROVED, reviewer)

    def test_who_wrote_it_is_refused_with_a_sentence(self, sign_in, staff, draft, birth):
        both = staff("hai", "Biên tập", "Duyệt")
        draft(both, plain_name=NEW)
        review = submit(birth, both)
        client = sign_in(both)
        answer = client.post(page("act", review.pk, "approve"), {"note": ""}, follow=True)
        assert "Không ai tự duyệt nội dung của mình" in answer.content.decode()
        review.refresh_from_db()
        assert review.state == ReviewState.SUBMITTED

    def test_an_action_nobody_knows_is_not_found(self, sign_in, reviewer, waiting):
        client = sign_in(reviewer)
        assert client.post(page("act", waiting.pk, "publish")).status_code == 404
        assert client.get(page("act", waiting.pk, "approve")).status_code == 405

    def test_sending_back_without_a_reason_is_refused_beside_the_box(
        self, sign_in, reviewer, waiting
    ):
        answer = sign_in(reviewer).post(page("act", waiting.pk, "return"), {"reason": ""})
        assert answer.status_code == 422
        waiting.refresh_from_db()
        assert waiting.state == ReviewState.SUBMITTED

    def test_progress_is_told_with_and_without_a_script(self, sign_in, reviewer, waiting):
        Approve(waiting, reviewer).execute()
        Review.objects.update(state=ReviewState.CHECKING, step="Hỏi", done=3, total=9)
        client = sign_in(reviewer)
        told = client.get(page("progress", waiting.pk)).json()
        assert told == {
            "state": "checking", "working": True, "step": "Hỏi", "done": 3, "total": 9
        }  # fmt: skip
        html = client.get(page("review", waiting.pk)).content.decode()
        assert '<noscript><meta http-equiv="refresh"' in html
        assert "3/9" in html


class TestReleases:
    def test_lists_who_when_what_and_scores(self, sign_in, editor, reviewer):
        note(
            EventKind.BUILT,
            "2026-11-29.2",
            actor=reviewer,
            changes=[{"what": "changed", "kind": "thủ tục", "key": BIRTH, "title": "Khai sinh"}],
            scores={"questions": 9, "right_before": 7, "right_now": 8, "worse_count": 0,
                    "better_count": 1},
        )  # fmt: skip
        html = sign_in(editor).get(page("releases")).content.decode()
        for shown in ("2026-11-29.2", "minh", "Khai sinh", "8/9"):
            assert shown in html
        assert "Đưa bản này ra phục vụ" not in html

    def test_a_reviewer_puts_a_release_back(self, sign_in, reviewer, store, encoder, desk):
        first = store.current_name()
        Procedure.objects.filter(key=BIRTH).update(plain_name="khác")
        from knowledge_base.publishing.reconcile import reconcile

        reconcile(store, encoder, TODAY)
        client = sign_in(reviewer)
        assert first in client.get(page("releases")).content.decode()
        client.post(page("roll_back"), {"release": first, "reason": "sai"})
        assert store.current_name() == first
        assert ReleaseEvent.objects.first().kind == EventKind.ROLLED_BACK

    @pytest.mark.parametrize("name", ["", "2020-01-01.1", "../../etc"])
    def test_one_that_is_not_there_is_refused_with_a_sentence(
        self, sign_in, reviewer, store, desk, name
    ):
        before = store.current_name()
        answer = sign_in(reviewer).post(page("roll_back"), {"release": name}, follow=True)
        assert "giữ nguyên" in answer.content.decode()
        assert store.current_name() == before

    def test_an_editor_may_not(self, sign_in, editor, store, desk):
        answer = sign_in(editor).post(page("roll_back"), {"release": store.current_name()})
        assert answer.status_code in (302, 403)
        assert not ReleaseEvent.objects.filter(kind=EventKind.ROLLED_BACK).exists()

    def test_trouble_stands_on_every_page_until_it_is_mended(self, sign_in, reviewer):
        note(EventKind.FAILED, "b", "Chưa dựng được bản mới (ổ đĩa đầy); bản cũ vẫn phục vụ.")
        client = sign_in(reviewer)
        assert "ổ đĩa đầy" in client.get(page("queue")).content.decode()
        assert "ổ đĩa đầy" in client.get("/staff/").content.decode()
        note(EventKind.BUILT, "b")
        assert "ổ đĩa đầy" not in client.get(page("queue")).content.decode()


class TestPreview:
    def test_shows_the_draft_as_each_channel_would(self, sign_in, editor, draft, birth, desk):
        draft(editor, plain_name=NEW)
        html = sign_in(editor).get(page("preview", "procedure", birth.pk)).content.decode()
        for shown in ("Trên web", "Trên Telegram", "Trên Zalo", "ký tự"):
            assert shown in html

    def test_of_one_facet(self, sign_in, editor, birth, desk):
        url = page("preview", "procedure", birth.pk) + "?facet=dossier"
        assert "Trên Zalo" in sign_in(editor).get(url).content.decode()

    def test_of_a_new_entry(self, sign_in, editor, birth, desk):
        row = Procedure(key="9.000001", title="Việc mới", plain_name="việc mới", live=False)
        row.facts = list(birth.facts.all()[:0])
        row.save()
        row.save_revision(user=editor)
        html = sign_in(editor).get(page("preview", "procedure", row.pk)).content.decode()
        assert "Trên web" in html

    @pytest.mark.parametrize("mode", ["web", "telegram", "zalo"])
    def test_beside_the_form_shows_what_is_being_typed(self, birth, desk, mode):
        birth.plain_name = NEW
        html = birth.make_preview_request(preview_mode=mode).content.decode()
        assert f"Trên {mode}".lower() in html.lower()
        assert NEW.capitalize() in html

    def test_without_a_release_says_so(self, sign_in, editor, birth):
        html = sign_in(editor).get(page("preview", "procedure", birth.pk)).content.decode()
        assert "index reconcile" in html

    def test_a_word_has_none(self, sign_in, editor):
        assert sign_in(editor).get(page("queue") + "xem-truoc/office/1/").status_code == 404


class TestAlike:
    def test_finds_what_is_called_much_like_it(self, sign_in, editor, desk):
        url = page("alike") + "?as=json&text=dang ky khai sinh"
        found = sign_in(editor).get(url).json()["found"]
        assert BIRTH in [one["key"] for one in found]

    def test_leaves_out_the_entry_itself(self, sign_in, editor, desk):
        url = f"{page('alike')}?as=json&text=dang ky khai sinh&key={BIRTH}"
        assert BIRTH not in [o["key"] for o in sign_in(editor).get(url).json()["found"]]

    @pytest.mark.parametrize("text", ["", "  ", "\x00", "a" * 20_000, "<script>", "🙂"])
    def test_any_text_is_answered(self, sign_in, editor, desk, text):
        client = sign_in(editor)
        assert client.get(page("alike"), {"text": text, "as": "json"}).status_code == 200
        assert client.get(page("alike"), {"text": text}).status_code == 200

    def test_the_page_works_without_a_script(self, sign_in, editor, desk):
        html = sign_in(editor).get(page("alike"), {"text": "đăng ký kết hôn"}).content.decode()
        assert MARRIAGE in html


class TestProposals:
    @pytest.fixture
    def proposed(self, birth):
        row = birth.get_latest_revision_as_object()
        row.plain_name = NEW
        row.save_revision(clean=False)
        return Procedure.objects.get(pk=birth.pk)

    def name(self, row):
        return f"procedure-{row.pk}-{row.latest_revision_id}"

    def test_are_listed_with_what_they_change(self, sign_in, reviewer, proposed):
        assert NEW in sign_in(reviewer).get(page("proposals")).content.decode()

    def test_are_approved_many_at_a_time(self, sign_in, reviewer, proposed):
        data = {"chosen": [self.name(proposed)], "action": "approve"}
        sign_in(reviewer).post(page("proposals"), data)
        review = Review.objects.get()
        assert (review.state, review.submitted_by) == (ReviewState.APPROVED, None)

    def test_are_thrown_away(self, sign_in, reviewer, proposed):
        data = {"chosen": [self.name(proposed)], "action": "discard"}
        sign_in(reviewer).post(page("proposals"), data)
        proposed.refresh_from_db()
        assert not proposed.has_unpublished_changes
        assert proposed.get_latest_revision_as_object().plain_name != NEW
        assert not list(proposals())

    def test_one_that_changed_since_it_was_read_is_not_decided_on(
        self, sign_in, reviewer, proposed
    ):
        name = self.name(proposed)
        row = proposed.get_latest_revision_as_object()
        row.plain_name = "khác"
        row.save_revision(clean=False)
        sign_in(reviewer).post(page("proposals"), {"chosen": [name], "action": "approve"})
        assert not Review.objects.exists()

    def test_an_editor_may_not_decide(self, sign_in, editor, proposed):
        data = {"chosen": [self.name(proposed)], "action": "approve"}
        html = sign_in(editor).post(page("proposals"), data, follow=True).content.decode()
        assert "chưa có quyền duyệt" in html
        assert not Review.objects.exists()


def test_a_draft_is_compared_field_by_field_with_what_is_live(sign_in, editor, draft, birth):
    revision = draft(editor, plain_name=NEW, names=["giấy khai sinh"])
    url = compare_url(Procedure.objects.get(pk=birth.pk), revision.pk)
    html = sign_in(editor).get(url).content.decode()
    assert "giấy khai sinh" in html
    assert "cho con" in html


def test_citizens_see_the_day_of_the_content(client, store, desk):
    html = client.get("/").content.decode()
    assert f"bản {store.current_name()}" in html
    assert "Nội dung cập nhật ngày" in html


def _edit(row):
    return f"/staff/snippets/knowledge_base/{row._meta.model_name}/edit/{row.pk}/"
