"""A document of the law changes: one task, with every live fact that rests on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from insight import legal_changes
from insight.models import LegalTask
from knowledge_base.models import Guide, GuideFact, LegalDocument

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def document(number, **more):
    return LegalDocument.objects.create(number=number, name=f"Luật {number}", title="t", **more)


def guide(law, **fact):
    return Guide.objects.create(
        key="hd", title="Hướng dẫn", plain_name="hướng dẫn",
        facts=[GuideFact(facet="fee", text="Lệ phí 8.000 đồng", document=law, **fact)],
    )  # fmt: skip


def test_an_end_within_thirty_days_is_one_task_with_its_facts():
    ends = timezone.localdate() + 20 * DAY
    guide(document("1", valid_to=ends))
    assert (legal_changes.open_tasks(), legal_changes.open_tasks()) == (1, 0)
    task = LegalTask.objects.get()
    assert (task.change, task.on) == ("ends", ends + DAY)
    (resting,) = legal_changes.resting_on(task)
    assert (resting.text, resting.left) == ("Lệ phí 8.000 đồng", True)


def test_an_end_further_off_is_no_task_yet():
    guide(document("1", valid_to=timezone.localdate() + 31 * DAY))
    assert legal_changes.open_tasks() == 0


def test_a_fact_that_ends_with_its_document_leaves_nothing_to_do():
    ends = timezone.localdate() + 5 * DAY
    guide(document("1", valid_to=ends), valid_to=ends)
    assert legal_changes.open_tasks() == 0


def test_a_replacement_names_the_new_document_and_closes_when_the_fact_is_dated():
    new = document("2", valid_from=timezone.localdate() + 10 * DAY)
    entry = guide(document("1", replaced_by=new))
    legal_changes.open_tasks()
    task = LegalTask.objects.get()
    assert (task.change, task.by, task.on) == ("replaced", new, new.valid_from)
    assert legal_changes.close_done() == 0
    entry.facts.update(valid_to=new.valid_from - DAY)
    assert legal_changes.close_done() == 1
    assert legal_changes.open_tasks() == 0


def test_an_amendment_asks_for_a_fresh_check(member_of_staff):
    old, new = document("1"), document("2")
    entry = guide(old, verified_on=timezone.localdate() - DAY)
    client = member_of_staff("view_legaltask", "change_legaltask")
    response = client.post(
        "/staff/insight/legal/",
        {"document": old.pk, "by": new.pk, "day": timezone.localdate().isoformat(), "articles": ""},
        follow=True,
    )
    assert "Lệ phí 8.000 đồng" in response.content.decode()
    assert legal_changes.close_done() == 0
    entry.facts.update(verified_on=timezone.localdate())
    assert legal_changes.close_done() == 1


def test_the_pages_need_their_permission_and_say_why_they_are_empty(member_of_staff, client):
    assert client.get("/staff/insight/legal/").status_code == 302
    html = member_of_staff("view_legaltask").get("/staff/insight/legal/").content.decode()
    assert "Không có văn bản nào thay đổi" in html
    assert "Ghi một văn bản sửa đổi" not in html


def test_a_task_is_closed_with_a_note_only(member_of_staff):
    guide(document("1", valid_to=timezone.localdate()))
    legal_changes.open_tasks()
    task = LegalTask.objects.get()
    client = member_of_staff("view_legaltask", "change_legaltask")
    client.post(f"/staff/insight/legal/{task.pk}/done/", {"note": " "})
    task.refresh_from_db()
    assert task.done_at is None
    client.post(f"/staff/insight/legal/{task.pk}/done/", {"note": "Không cần sửa"})
    task.refresh_from_db()
    assert (task.note, task.done_by.username) == ("Không cần sửa", "cán bộ")
