import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from complaints import citizen, filing
from complaints.drafts import ASKED, Field
from complaints.guessing import Seeker
from complaints.models import Complaint, ComplaintOpening, Role, StaffMember, Unit
from tests.complaints.people import the_complaint
from tests.support.staff import sign_in


@pytest.fixture
def complaint(told):
    told("c", what="<script>alert('x')</script> cán bộ quát tôi\nhai lần")
    filing.file("c", "đồng ý")
    return Complaint._record.get()


@pytest.fixture
def staff(client, db):
    def log_in(*permissions, superuser=False):
        make = get_user_model().objects.create_superuser if superuser else None
        user = (make or get_user_model().objects.create_user)("staff", password="x")
        names = ["access_admin", *permissions]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        unit, _ = Unit.objects.get_or_create(name="Đầu mối")
        StaffMember.objects.create(user=user, full_name="Người đọc", unit=unit, role=Role.INBOX)
        sign_in(client, user)
        return client

    return log_in


def words_of(complaint):
    return reverse("complaint:inspect", args=[complaint.pk])


def test_the_list_shows_metadata_and_no_words(staff, complaint):
    page = staff("list_complaint").get(reverse("complaint:index"))
    text = page.content.decode()
    assert page.status_code == 200
    assert complaint.number in text
    assert "Đã tiếp nhận" in text
    assert "Ghi tên" in text
    assert "quát" not in text
    assert "0912" not in text
    assert words_of(complaint) not in text


def test_without_the_permission_nobody_sees_the_list(staff, complaint):
    assert staff().get(reverse("complaint:index")).status_code != 200


def test_listing_is_not_reading(staff, complaint):
    page = staff("list_complaint").get(words_of(complaint))
    assert page.status_code != 200
    assert not ComplaintOpening._record.exists()


def test_who_may_read_sees_the_words_and_every_opening_is_logged(staff, complaint):
    client = staff("view_complaint")
    page = client.get(words_of(complaint))
    text = page.content.decode()
    assert "cán bộ quát tôi<br>hai lần" in text
    assert "<script>alert(" not in text
    assert "0912 345 678" in text
    assert "no-store" in page["Cache-Control"]
    client.get(words_of(complaint))
    assert [o.who.username for o in complaint.openings.all()] == ["staff", "staff"]


def test_a_broken_seal_is_said_and_shows_nothing(staff, complaint):
    Complaint._record.update(sealed_story=b"\x01" + b"x" * 60)
    page = staff("view_complaint").get(words_of(complaint))
    assert page.status_code == 200
    assert "Không mở được" in page.content.decode()


@pytest.mark.parametrize(
    "way", ["new/", "edit/{pk}/", "delete/{pk}/", "copy/{pk}/", "history/{pk}/"]
)
def test_not_even_a_superuser_finds_a_way_to_change_one(staff, complaint, way):
    address = reverse("complaint:index") + way.format(pk=complaint.pk)
    client = staff(superuser=True)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_markup_in_every_field_and_message_is_shown_as_text(client, people, told):
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script> cán bộ 12"
    told("c", **{name.value: markup for name in ASKED if name not in (Field.ANONYMOUS, Field.WHEN)})
    code = filing.file("c", "đồng ý").code
    citizen.write(code, Seeker("c"), markup, uuid.uuid4())
    sign_in(client, people.inbox.user)
    text = client.get(reverse("complaint:inspect", args=[the_complaint().pk])).content.decode()
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") >= 6
    assert "<img src=x" not in text
    assert "<script>alert(2)" not in text
