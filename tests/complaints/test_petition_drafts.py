"""From a chat into a petition: sealed, an hour at most, and then gone."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints import drafts, evidence, petition_drafts, rotation
from complaints.deadlines import Path
from complaints.drafts import Field
from complaints.models import Complaint, ComplaintDraft, DraftFile, PetitionDraft
from tests.complaints.test_complaint_evidence import picture

pytestmark = pytest.mark.django_db
WHAT = "Ủy ban <b>không nhận</b> hồ sơ đất của tôi mà không nói lý do"


@pytest.fixture
def key():
    drafts.start("c")
    drafts.put("c", Field.WHAT, WHAT)
    drafts.put("c", Field.OFFICE, "phường Phú Lợi")
    drafts.put("c", Field.PATH, Path.COMPLAINT.value)
    return petition_drafts.hand_over_draft("c")


def test_it_is_fetched_by_its_key_alone(key):
    assert petition_drafts.fetch(key)["what"] == WHAT
    assert petition_drafts.fetch(key + "x") is None


def test_the_row_is_sealed_and_leads_to_no_conversation(key):
    row = PetitionDraft.objects.get()
    assert key not in row.key_digest
    assert "không nhận".encode() not in bytes(row.sealed)
    assert {field.name for field in PetitionDraft._meta.fields} == {
        "id", "key_digest", "at", "sealed"
    }  # fmt: skip


def test_the_draft_keeps_no_word_and_is_no_open_draft_any_more(key):
    row = ComplaintDraft.objects.get()
    assert drafts.unsealed(row) == {Field.PETITION: key}
    assert drafts.load("c") is None


def test_handing_over_again_gives_the_same_key(key):
    assert petition_drafts.hand_over_draft("c") == key
    assert PetitionDraft.objects.count() == 1


def test_feedback_and_denunciation_are_not_handed_over():
    drafts.start("d")
    drafts.put("d", Field.WHAT, WHAT)
    assert petition_drafts.hand_over_draft("d") is None
    assert petition_drafts.hand_over_draft("nobody") is None
    with pytest.raises(ValueError, match="denunciation"):
        petition_drafts.hand_over(Path.DENUNCIATION, {Field.WHAT: WHAT})


def test_files_sent_in_the_chat_are_erased(key):
    from uuid import uuid4

    from complaints import draft_files

    drafts.start("c")
    drafts.put("c", Field.WHAT, WHAT)
    drafts.put("c", Field.PATH, Path.COMPLAINT.value)
    draft_files.add("c", uuid4(), evidence.check(picture()))
    assert petition_drafts.hand_over_draft("c") not in {None, key}
    assert not DraftFile.objects.exists()


def test_after_an_hour_it_is_gone(key):
    PetitionDraft.objects.update(at=timezone.now() - petition_drafts.KEPT * 2)
    assert petition_drafts.fetch(key) is None
    assert petition_drafts.forget() == 1
    assert petition_drafts.forget() == 0


def test_a_change_of_the_sealing_key_loses_none(key, settings):
    import dataclasses
    import secrets
    from base64 import urlsafe_b64encode

    old = settings.ENVIRONMENT
    fresh = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings.ENVIRONMENT = dataclasses.replace(old, seal_key=f"{fresh},{old.seal_key}")
    assert rotation.reseal_all() >= 1
    settings.ENVIRONMENT = dataclasses.replace(old, seal_key=fresh)
    assert petition_drafts.fetch(key)["what"] == WHAT


def test_a_preview_of_the_link_shows_no_word_and_uses_nothing_up(client, key):
    for _ in range(3):
        page = client.get(reverse("petition"), {"don": key}).content.decode()
        assert "không nhận" not in page
        assert "Điền đơn bằng lời đã kể" in page


def test_the_page_is_filled_and_the_words_are_erased_with_the_first_file(client, key):
    page = client.post(reverse("petition"), {"key": key, "do": "fetch"}).content.decode()
    assert "Ủy ban &lt;b&gt;không nhận&lt;/b&gt;" in page
    assert PetitionDraft.objects.exists()  # a page that got lost on the way can be fetched again
    asked = {"key": key, "as": "docx", "path": "khieu_nai", "what": WHAT}
    made = client.post(reverse("petition"), asked)
    with zipfile.ZipFile(BytesIO(made.content)) as document:
        assert "ĐƠN KHIẾU NẠI" in document.read("word/document.xml").decode()
    assert not PetitionDraft.objects.exists()
    assert client.post(reverse("petition"), {**asked, "as": "pdf"}).content.startswith(b"%PDF-")
    assert not Complaint._record.exists()


def test_a_faulty_form_erases_nothing_yet(client, key):
    page = client.post(reverse("petition"), {"key": key, "as": "docx", "what": ""})
    assert page.status_code == 400
    assert PetitionDraft.objects.exists()


def test_it_can_be_erased_without_making_a_file(client, key):
    page = client.post(reverse("petition"), {"key": key, "do": "erase"})
    assert "Đã xóa lời kể" in page.content.decode()
    assert not PetitionDraft.objects.exists()


def test_what_is_gone_is_said_to_be_gone(client):
    page = client.post(reverse("petition"), {"key": "x", "do": "fetch"})
    assert page.status_code == 410
    assert "không còn" in page.content.decode()


def test_the_link_of_a_denunciation_opens_its_form_empty(client):
    page = client.get(reverse("petition"), {"loai": "to_cao"}).content.decode()
    assert '<option value="to_cao" selected>' in page
