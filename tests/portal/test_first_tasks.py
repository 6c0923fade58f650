"""The first task of each role: ticked by what was done, put away and brought back."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.log_actions import log

from complaints import filing, handling
from complaints.models import Complaint, Role, StaffMember, Unit
from knowledge_base.models import Procedure
from knowledge_base.publishing.actions import Approve, Return, submit
from knowledge_base.rows import load
from portal import first_tasks
from portal.roles import ADMINISTRATOR, EDITOR, REVIEWER, ROLES, SUPERVISOR
from tests.complaints.conftest import tell
from tests.support.knowledge import BIRTH, CONTENT
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

HOME = "/staff/"
PUT = "/staff/viec-dau-tien/"


@pytest.fixture
def person(django_user_model):
    def make(name, *roles):
        user = django_user_model.objects.create_user(name, password="mat-khau-dai")
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def birth():
    load(CONTENT)
    return Procedure.objects.get(key=BIRTH)


def draft_of(row, user):
    wanted = Procedure.objects.get(pk=row.pk).get_latest_revision_as_object()
    wanted.sample_questions = [*wanted.sample_questions, f"câu hỏi mẫu của {user}"]
    return wanted.save_revision(user=user)


def done(user, role):
    [task] = [task for task in first_tasks.open_tasks(user) if task.role == role]
    return [step.done for step in task.steps]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_task_of_three_to_five_steps_and_none_is_done_by_looking(
    client, person, role
):
    user = person("moi", role)
    sign_in(client, user)
    html = client.get(HOME).content.decode()
    assert f"Việc đầu tiên ({role})" in html
    assert html.count('aria-current="step"') == 1
    assert 3 <= len(done(user, role)) <= 5
    assert not any(done(user, role))


def test_somebody_of_two_roles_has_both_tasks(person):
    user = person("moi", EDITOR, REVIEWER)
    assert [task.role for task in first_tasks.open_tasks(user)] == [EDITOR, REVIEWER]


def test_a_superuser_in_no_group_has_the_task_of_an_administrator(admin_user):
    assert first_tasks.roles_of(admin_user) == [ADMINISTRATOR]


class TestEditor:
    def test_the_steps_are_ticked_one_by_one(self, client, person, birth):
        lan, minh = person("lan", EDITOR), person("minh", REVIEWER)
        sign_in(client, lan)
        draft_of(birth, lan)
        assert done(lan, EDITOR) == [True, False, False, False]
        client.get(reverse("publishing:preview", args=["procedure", birth.pk]))
        assert done(lan, EDITOR) == [True, True, False, False]
        review = submit(Procedure.objects.get(pk=birth.pk), lan)
        assert done(lan, EDITOR) == [True, True, True, False]
        Approve(review, minh).execute()
        assert done(lan, EDITOR) == [True, True, True, False]  # the gate has not passed it yet
        type(review).objects.filter(pk=review.pk).update(state="published")
        assert all(done(lan, EDITOR))

    def test_what_others_do_ticks_nothing(self, person, birth):
        lan, hoa = person("lan", EDITOR), person("hoa", EDITOR)
        draft_of(birth, hoa)
        submit(Procedure.objects.get(pk=birth.pk), hoa)
        assert not any(done(lan, EDITOR))

    def test_the_next_step_leads_to_the_draft_at_hand(self, client, person, birth):
        lan = person("lan", EDITOR)
        draft_of(birth, lan)
        sign_in(client, lan)
        address = reverse("publishing:preview", args=["procedure", birth.pk])
        assert f'href="{address}"' in client.get(HOME).content.decode()

    def test_a_draft_whose_row_is_gone_leads_nowhere_and_breaks_nothing(
        self, client, person, birth
    ):
        lan = person("lan", EDITOR)
        draft_of(birth, lan)
        Procedure.objects.get(pk=birth.pk).delete()
        sign_in(client, lan)
        assert client.get(HOME).status_code == 200


class TestReviewer:
    def test_the_steps_are_ticked_one_by_one(self, client, person, birth):
        lan, minh = person("lan", EDITOR), person("minh", REVIEWER)
        draft_of(birth, lan)
        review = submit(Procedure.objects.get(pk=birth.pk), lan)
        sign_in(client, minh)
        client.get(reverse("publishing:review", args=[review.pk]))
        assert done(minh, REVIEWER) == [True, False, False, False]
        client.get(reverse("publishing:preview", args=["procedure", birth.pk]))
        assert done(minh, REVIEWER) == [True, True, False, False]
        Return(review, minh, "thiếu căn cứ").execute()
        assert all(done(minh, REVIEWER))

    def test_reading_what_one_handed_in_oneself_is_no_review(self, client, person, birth):
        lan = person("lan", EDITOR, REVIEWER)
        draft_of(birth, lan)
        review = submit(Procedure.objects.get(pk=birth.pk), lan)
        sign_in(client, lan)
        client.get(reverse("publishing:review", args=[review.pk]))
        assert done(lan, REVIEWER)[0] is False

    def test_says_so_when_nothing_waits(self, client, person):
        sign_in(client, person("minh", REVIEWER))
        assert "chưa có nội dung nào chờ duyệt" in client.get(HOME).content.decode()


class TestSupervisor:
    def test_who_is_on_no_register_is_told_whom_to_ask(self, client, person):
        sign_in(client, person("hanh", SUPERVISOR))
        assert "Nhờ người quản trị thêm" in client.get(HOME).content.decode()

    def test_the_steps_are_ticked_one_by_one(self, person):
        hanh = person("hanh", SUPERVISOR)
        member = StaffMember.objects.create(
            user=hanh, full_name="Hạnh", unit=Unit.objects.create(name="Đầu mối"), role=Role.INBOX
        )
        assert done(hanh, SUPERVISOR) == [True, False, False]
        tell("web:1")
        filing.file("web:1", "đồng ý")
        pk = Complaint._record.get().pk
        handling.open_words(member, pk)
        assert done(hanh, SUPERVISOR) == [True, True, False]
        handling.triage(member, pk, None, ())
        assert all(done(hanh, SUPERVISOR))


class TestAdministrator:
    def test_the_steps_are_ticked_one_by_one(self, person):
        chief = person("chief", ADMINISTRATOR)
        lan = person("lan", EDITOR, REVIEWER)
        log(lan, "wagtail.create", user=chief)
        assert done(chief, ADMINISTRATOR) == [True, False, False]  # one person can't do both
        person("minh", REVIEWER)
        assert done(chief, ADMINISTRATOR) == [True, True, False]
        unit = Unit.objects.create(name="Đầu mối")
        hanh = person("hanh", SUPERVISOR)
        StaffMember.objects.create(user=hanh, full_name="Hạnh", unit=unit, role=Role.INBOX)
        assert all(done(chief, ADMINISTRATOR))

    def test_an_account_made_on_the_site_counts(self, client, person):
        chief = person("chief", ADMINISTRATOR)
        sign_in(client, chief)
        made = client.post(
            reverse("wagtailusers_users:add"),
            {
                "username": "lan", "email": "lan@example.vn", "first_name": "Lan",
                "last_name": "Trần", "password1": "mat-khau-rat-dai-2026",
                "password2": "mat-khau-rat-dai-2026",
            },
        )  # fmt: skip
        assert made.status_code == 302
        assert done(chief, ADMINISTRATOR)[0] is True


class TestPuttingAway:
    def test_it_goes_and_comes_back(self, client, person):
        sign_in(client, person("lan", EDITOR))
        assert client.post(PUT, {"role": EDITOR, "away": ""}).status_code == 302
        html = client.get(HOME).content.decode()
        assert "Việc đầu tiên (Biên tập):" not in html
        assert "Hiện lại việc đầu tiên (Biên tập)" in html
        client.post(PUT, {"role": EDITOR})
        html = client.get(HOME).content.decode()
        assert "Việc đầu tiên (Biên tập):" in html
        assert "Hiện lại" not in html

    def test_twice_is_once(self, client, person):
        lan = person("lan", EDITOR)
        sign_in(client, lan)
        for _ in range(2):
            client.post(PUT, {"role": EDITOR, "away": ""})
        assert first_tasks.put_away(lan) == [EDITOR]

    def test_only_of_one_role_and_one_person(self, client, person):
        lan, hoa = person("lan", EDITOR, REVIEWER), person("hoa", EDITOR)
        sign_in(client, lan)
        client.post(PUT, {"role": EDITOR, "away": ""})
        assert [task.role for task in first_tasks.open_tasks(lan)] == [REVIEWER]
        assert [task.role for task in first_tasks.open_tasks(hoa)] == [EDITOR]

    @pytest.mark.parametrize("role", [SUPERVISOR, "", "no such role", "Biên tập" * 50])
    def test_a_role_that_one_has_not_is_refused(self, client, person, role):
        sign_in(client, person("lan", EDITOR))
        assert client.post(PUT, {"role": role, "away": ""}).status_code == 404

    def test_it_is_a_post_of_somebody_signed_in(self, client, person):
        assert "/login/" in client.post(PUT, {"role": EDITOR})["Location"]
        sign_in(client, person("lan", EDITOR))
        assert client.get(PUT).status_code == 405
