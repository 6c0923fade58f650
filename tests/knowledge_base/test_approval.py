"""A person vouches for what was imported: from the command line, and on the staff site."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from knowledge_base.approval import Approval, approve
from knowledge_base.importing.store import Import
from knowledge_base.models import Procedure
from knowledge_base.retrieval.records import Origin
from knowledge_base.rows import live_content
from tests.support import portal_files as files
from tests.support.portal_files import BEES, HIVES
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/staff/bulk/knowledge_base/procedure/approve/"


@pytest.fixture(autouse=True)
def _imported(tmp_path):
    path = files.write_jsonl(tmp_path / "p.jsonl", files.record(), files.record(id=HIVES))
    Import({}, date(2026, 11, 24)).file(path, lambda *_: None)


@pytest.fixture
def person(django_user_model):
    def give(*permissions):
        user = django_user_model.objects.create_user("nguoi", password="x", is_staff=True)
        names = ["access_admin", *permissions]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        return user

    return give


def origin(code):
    return next(e.origin for e in live_content().entries if e.key == code)


def test_an_approved_entry_is_reviewed_and_nothing_else_of_it_changes(admin_user):
    before = next(e for e in live_content().entries if e.key == BEES)
    (result,) = approve([BEES], admin_user)
    assert result.result is Approval.APPROVED
    entry = next(e for e in live_content().entries if e.key == BEES)
    assert entry == replace(before, origin=Origin.REVIEWED)
    assert origin(HIVES) is Origin.PORTAL


def test_who_approved_is_on_record(admin_user):
    approve([BEES], admin_user)
    row = Procedure.objects.get(key=BEES)
    assert row.latest_revision.user == admin_user
    assert not row.has_unpublished_changes
    logged = ModelLogEntry.objects.for_instance(row).values_list("action", "user")
    assert ("wagtail.publish", admin_user.pk) in logged


def test_what_can_not_be_approved_says_why(admin_user):
    Procedure.objects.get(key=HIVES).save_revision(user=admin_user)
    approve([BEES])
    results = {one.code: one.result for one in approve([BEES, HIVES, "9.999999"])}
    assert results == {
        BEES: Approval.NOT_IMPORTED,
        HIVES: Approval.HAS_DRAFT,
        "9.999999": Approval.UNKNOWN,
    }


def test_one_taken_off_is_not_approved_and_stays_off():
    Procedure.objects.get(key=BEES).unpublish()
    assert approve([BEES])[0].result is Approval.NOT_LIVE
    row = Procedure.objects.get(key=BEES)
    assert (row.live, row.origin) == (False, Origin.PORTAL.value)


class TestStaffSite:
    def post(self, client, *codes):
        keys = Procedure.objects.filter(key__in=codes).values_list("pk", flat=True)
        query = "&".join(f"id={pk}" for pk in keys)
        return client.post(f"{ADDRESS}?{query}&next=/staff/")

    def get(self, client, code):
        return client.get(f"{ADDRESS}?id={Procedure.objects.get(key=code).pk}&next=/staff/")

    def test_selected_procedures_are_approved(self, admin_client):
        assert "Anh/chị đã đối chiếu" in self.get(admin_client, BEES).content.decode()
        assert self.post(admin_client, BEES, HIVES).status_code == 302
        assert {origin(BEES), origin(HIVES)} == {Origin.REVIEWED}

    def test_the_list_offers_it(self, admin_client):
        html = admin_client.get("/staff/snippets/knowledge_base/procedure/").content.decode()
        assert "Duyệt nội dung nhập" in html

    def test_who_may_publish_may_approve(self, client, person):
        sign_in(client, person("view_procedure", "change_procedure", "publish_procedure"))
        self.post(client, BEES)
        assert origin(BEES) is Origin.REVIEWED

    def test_who_may_only_change_may_not(self, client, person):
        sign_in(client, person("view_procedure", "change_procedure"))
        assert "Không duyệt được" in self.get(client, BEES).content.decode()
        self.post(client, BEES)
        assert origin(BEES) is Origin.PORTAL

    def test_a_stranger_may_not(self, client):
        assert "/login/" in self.post(client, BEES).url
        assert origin(BEES) is Origin.PORTAL
