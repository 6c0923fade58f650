"""The staff site: its door, its lists, its forms, its first page."""

import pytest
from django.contrib.auth.models import Permission

from knowledge_base.models import Procedure, ProcedureFact
from knowledge_base.staff import LinesField
from tests.support.staff import sign_in

LISTS = ("procedure", "rule", "guide", "legaldocument", "office", "lexiconentry")


@pytest.fixture
def birth(db):
    return Procedure.objects.create(
        key="1.001193",
        title="Thủ tục đăng ký khai sinh",
        plain_name="đăng ký khai sinh",
        names=["làm giấy khai sinh"],
        levels=["Cấp xã"],
        audience=["Công dân Việt Nam"],
        facts=[ProcedureFact(facet="dossier", text="Giấy chứng sinh")],
    )


@pytest.fixture
def editor(django_user_model):
    user = django_user_model.objects.create_user("bien-tap", password="x")
    user.user_permissions.set(
        Permission.objects.filter(codename="access_admin")
        | Permission.objects.filter(content_type__app_label="knowledge_base")
    )
    return user


def list_of(model):
    return f"/staff/snippets/knowledge_base/{model}/"


@pytest.mark.parametrize("address", ["/staff/", *map(list_of, LISTS)])
def test_a_stranger_is_asked_to_sign_in(client, db, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/staff/login/")


def test_the_door_speaks_vietnamese_and_loads(client, db):
    html = client.get("/staff/login/").content.decode()
    assert "Trang cán bộ" in html
    assert "Mật khẩu" in html


@pytest.mark.parametrize("model", LISTS)
def test_every_list_and_its_empty_form_open(admin_client, model):
    assert admin_client.get(list_of(model)).status_code == 200
    assert admin_client.get(f"{list_of(model)}add/").status_code == 200


def test_the_search_box_forgives_missing_accents(admin_client, birth):
    found = admin_client.get(list_of("procedure"), {"q": "DANG ky khai sinh"})
    missed = admin_client.get(list_of("procedure"), {"q": "ket hon"})
    assert birth.title in found.content.decode()
    assert birth.title not in missed.content.decode()


def test_procedures_are_filtered_by_field_certainty_and_origin(admin_client, birth):
    Procedure.objects.filter(pk=birth.pk).update(field="Hộ tịch", certainty="low")
    address = list_of("procedure")
    wanted = {"field": "Hộ tịch", "certainty": "low", "origin": "curated"}
    assert birth.title in admin_client.get(address, wanted).content.decode()
    assert birth.title not in admin_client.get(address, {"certainty": "high"}).content.decode()


def test_lists_are_edited_one_item_a_line(admin_client, birth):
    html = admin_client.get(f"{list_of('procedure')}edit/{birth.pk}/").content.decode()
    assert "làm giấy khai sinh</textarea>" in html
    assert "Giấy chứng sinh" in html


class TestLines:
    def test_blank_lines_and_repetitions_go(self):
        assert LinesField().clean(" giấy độc thân \r\n\r\nđộc thân\ngiấy độc thân") == [
            "giấy độc thân",
            "độc thân",
        ]

    def test_a_list_is_shown_as_lines(self):
        assert LinesField().prepare_value(["a", "b"]) == "a\nb"

    def test_other_line_ends_are_no_change(self):
        assert not LinesField().has_changed(["a", "b"], "a\r\nb\r\n")


class TestFirstPage:
    def test_counts_what_the_assistant_knows(self, admin_client, birth):
        html = admin_client.get("/staff/").content.decode()
        assert "<strong>1</strong> thủ tục hành chính" in html

    def test_shows_unverified_entries_as_work(self, admin_client, birth):
        Procedure.objects.update(certainty="low")
        html = admin_client.get("/staff/").content.decode()
        assert "<strong>1</strong> thủ tục chưa kiểm chứng" in html

    def test_says_so_when_nothing_waits(self, admin_client, birth):
        assert "Không có phản ánh nào đang chờ" in admin_client.get("/staff/").content.decode()

    def test_an_editor_sees_no_count_of_complaints(self, client, editor, monkeypatch):
        monkeypatch.setattr("portal.staff.Complaint", None)  # not even asked for
        sign_in(client, editor)
        assert client.get("/staff/").status_code == 200

    def test_has_no_menu_items_for_pages_images_or_files(self, admin_client):
        html = admin_client.get("/staff/").content.decode()
        assert '"name": "settings"' in html  # the form in which the menu stands on the page
        for name in ("explorer", "images", "documents", "reports", "help"):
            assert f'"name": "{name}"' not in html
