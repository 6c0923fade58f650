"""The handbook for staff: nothing in it points nowhere, and it can't silently fall behind."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from connectors.models import ChannelName, Conversation, Delivery, OutboundMessage
from knowledge_base.publishing.models import ReviewState
from portal.handbook import HANDBOOK, PICTURES, anchor_of, page_of
from portal.roles import ROLES
from tests.support.staff import sign_in

TEXT = HANDBOOK.read_text(encoding="utf-8")
PICTURE = re.compile(r"!\[([^\]]*)\]\(images/can-bo/([^)]+)\)")
PAGE = "/staff/huong-dan/"
MOST_BYTES, MOST_BYTES_IN_ALL = 100_000, 2_500_000


class TestText:
    def test_every_picture_it_names_is_there_and_every_picture_there_is_named(self):
        named = [name for _, name in PICTURE.findall(TEXT)]
        assert len(named) == len(set(named))
        assert set(named) == {file.name for file in PICTURES.iterdir()}

    def test_every_picture_says_in_words_what_it_shows(self):
        assert TEXT.count("](images/") == len(PICTURE.findall(TEXT))
        assert [name for words, name in PICTURE.findall(TEXT) if len(words) < 20] == []

    def test_pictures_are_small(self):
        sizes = [file.stat().st_size for file in PICTURES.iterdir()]
        assert max(sizes) <= MOST_BYTES
        assert sum(sizes) <= MOST_BYTES_IN_ALL

    @pytest.mark.parametrize("role", ROLES)
    def test_every_role_is_told_what_to_read(self, role):
        assert re.search(rf"^\| {role} \| ", TEXT, re.MULTILINE)
        assert re.search(rf"^\*Dành cho .*{role}", TEXT, re.MULTILINE)

    def test_every_link_within_it_leads_to_a_heading(self):
        there = {anchor_of(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
        links = re.findall(r"\]\(#([^)]+)\)", TEXT)
        assert links
        assert set(links) <= there

    def test_states_of_a_review_that_it_speaks_of_are_called_so_on_the_site(self):
        for state in (ReviewState.SUBMITTED, ReviewState.SCHEDULED):
            assert state.label in TEXT

    def test_a_heading_that_stands_twice_would_make_a_link_doubtful(self):
        headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
        assert len(headings) == len(set(headings))


def labels_of_menu(html):
    """Give every label of the menu, as it stands on a page of the staff site."""
    script = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)
    found = []

    def look_at(value):
        if isinstance(value, dict):
            if "label" in value and "name" in value:
                found.append(value["label"])
            for inner in value.values():
                look_at(inner)
        elif isinstance(value, list):
            for inner in value:
                look_at(inner)

    look_at(json.loads(script[1]))
    return found


@pytest.mark.django_db
class TestMenu:
    def test_every_item_is_named(self, admin_client):
        stuck = Conversation.objects.create(channel=ChannelName.TELEGRAM)
        Delivery.objects.create(
            outbound=OutboundMessage.objects.create(conversation=stuck, reply={"text": "…"}),
            conversation=stuck,
            channel=ChannelName.TELEGRAM,
            status=Delivery.Status.GAVE_UP,
            next_at=timezone.now(),
        )
        labels = labels_of_menu(admin_client.get("/staff/").content.decode())
        assert {"Kho tri thức", "Thủ tục", "Tin không gửi được", "Người dùng"} <= set(labels)
        assert [label for label in labels if f"**{label}**" not in TEXT] == []

    def test_the_handbook_is_in_the_menu_of_everybody(self, client, django_user_model):
        for number, role in enumerate(ROLES):
            user = django_user_model.objects.create_user(f"nguoi-{number}", password="x")
            user.groups.set(Group.objects.filter(name=role))
            sign_in(client, user)
            html = client.get("/staff/").content.decode()
            assert "Sổ tay cán bộ" in labels_of_menu(html)
            assert f'href="{PAGE}"' in html


@pytest.mark.django_db
class TestPage:
    def test_a_stranger_is_asked_to_sign_in(self, client):
        for address in (PAGE, f"{PAGE}hinh/dang-nhap.png"):
            assert "/login/" in client.get(address)["Location"]

    def test_it_shows_the_text_with_its_pictures(self, admin_client):
        html = admin_client.get(PAGE).content.decode()
        assert "Giờ đầu tiên</h2>" in html
        assert 'src="hinh/dang-nhap.png"' in html
        assert html.count("<h1") == 1

    def test_pictures_are_given_and_nothing_else(self, admin_client):
        answer = admin_client.get(f"{PAGE}hinh/dang-nhap.png")
        assert answer["Content-Type"] == "image/png"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
        for name in ("gone.png", "..%2Fchat.png", "%2Fetc%2Fpasswd", "dang-nhap.png%00"):
            assert admin_client.get(f"{PAGE}hinh/{name}", follow=True).status_code == 404


class TestMarkdown:
    def test_html_in_it_is_shown_as_text(self):
        assert "<script>" not in page_of("a <script>alert(1)</script>\n\n<script>b</script>")

    def test_headings_can_be_linked_to(self):
        assert '<h2 id="đăng-nhập-lần-đầu">' in page_of("# Sổ tay\n\n## Đăng nhập, lần đầu\n")

    def test_a_text_without_a_title_keeps_its_beginning(self):
        assert "chữ" in page_of("chữ\n")

    def test_tables_are_tables(self):
        assert "<td>1</td>" in page_of("| a |\n| --- |\n| 1 |\n")
