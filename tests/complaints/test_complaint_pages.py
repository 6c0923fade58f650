import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from complaints import codes, guessing, handling, story
from complaints.drafts import Field
from complaints.models import Complaint, Evidence, PublicUse, Status
from complaints.web import limits
from knowledge_base.models import Office
from tests.complaints.people import the_complaint
from tests.complaints.test_complaint_evidence import picture

pytestmark = pytest.mark.django_db
WORDS = "Cán bộ ở quầy <b>quát</b> tôi & ném hồ sơ"


def sent(**other):
    told = {
        "form_id": str(uuid.uuid4()), "anonymous": "named", "what": WORDS, "office": "quầy 3",
        "when": "hôm qua", "contact": "0912 345 678", "consent": "on",
    }  # fmt: skip
    return {**told, **other}


def file(client, **other):
    page = client.post(reverse("complain"), sent(**other))
    assert page.status_code == 200, page.content.decode()
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", page.content.decode())[0]


def follow(client, code, **what):
    return client.post(reverse("follow_complaint"), {"code": code, **what})


def test_before_the_first_question_it_says_what_anonymous_means_and_who_reads(client):
    text = client.get(reverse("complain")).content.decode()
    first_question = text.index('name="anonymous"')
    for said in ("Ai đọc", "Ẩn danh:", "Ghi tên:", "Lưu bao lâu", "khiếu nại hay tố cáo"):
        assert text.index(said) < first_question


def test_the_table_says_the_deadlines_of_today(client):
    text = client.get(reverse("complain")).content.decode()
    assert "7 ngày làm việc" in text
    assert "155/2026" in text


def test_a_form_becomes_a_complaint_with_consent_and_evidence(client):
    photo = SimpleUploadedFile("x.exe", picture())
    code = file(client, files=[photo])
    complaint = the_complaint()
    assert complaint.code_digest == codes.digest(code)
    assert "Tôi đồng ý" in complaint.consent_wording
    assert complaint.consented_at
    assert complaint.conversation == ""
    assert story.read(complaint).words[Field.WHAT] == WORDS
    assert Evidence._record.get().media_type == "image/jpeg"


def test_the_same_form_twice_is_one_complaint(client):
    form = sent()
    first, second = (client.post(reverse("complain"), form) for _ in range(2))
    assert Complaint._record.count() == 1
    assert "không gửi thêm" in second.content.decode()
    assert first.status_code == second.status_code == 200


def test_who_is_anonymous_leaves_no_contact_even_if_they_typed_one(client):
    file(client, anonymous="anonymous")
    assert the_complaint().sealed_contact is None


@pytest.mark.parametrize(
    "other", [{"consent": ""}, {"what": "chán"}, {"when": "ngày mai"}, {"when": "31/02/2026"},
              {"what": "x" * 10_000}, {"form_id": "x"}, {"anonymous": "both"}],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_filed(client, other):
    page = client.post(reverse("complain"), sent(**other))
    assert page.status_code == 400
    assert "Chưa gửi được" in page.content.decode()
    assert not Complaint._record.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ this is no photo", "Chỉ nhận ảnh"),
        (b"\xff\xd8\xff" + b"x" * (11 * 1024 * 1024), "tối đa 10 MB"),
    ],
)
def test_a_bad_file_files_nothing_and_loses_no_word(client, content, said):
    page = client.post(reverse("complain"), sent(files=[SimpleUploadedFile("a.jpg", content)]))
    assert page.status_code == 400
    text = page.content.decode()
    assert said in text
    assert "quát&lt;/b&gt;" in text
    assert "<b>quát" not in text
    assert not Complaint._record.exists()


def test_an_office_is_picked_from_the_list_and_its_counter_written_beside_it(client):
    Office.objects.create(key="phu-loi", name="TTPVHCC phường Phú Lợi", area="Phường Phú Lợi")
    assert "TTPVHCC phường Phú Lợi" in client.get(reverse("complain")).content.decode()
    file(client, office_key="phu-loi")
    assert the_complaint().office_key == "phu-loi"
    told = story.read(the_complaint()).words[Field.OFFICE]
    assert told == "TTPVHCC phường Phú Lợi, quầy 3"


def test_an_office_that_is_not_on_the_list_is_refused_and_no_word_is_lost(client):
    page = client.post(reverse("complain"), sent(office_key="nowhere"))
    assert page.status_code == 400
    assert "quát&lt;/b&gt;" in page.content.decode()


def test_too_many_forms_from_one_address_are_refused_and_others_are_not(client, monkeypatch):
    monkeypatch.setattr(limits, "FORMS", 3)
    for _ in range(3):
        file(client)
    page = client.post(reverse("complain"), sent())
    assert page.status_code == 429
    assert "Anh/chị thử lại sau 15 phút" in page.content.decode()
    assert Complaint._record.count() == 3
    other = client.post(reverse("complain"), sent(), REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


def test_too_many_bytes_from_one_address_are_refused_before_they_are_read(client, monkeypatch):
    monkeypatch.setattr(limits, "BYTES", 3000)
    photo = SimpleUploadedFile("a.jpg", picture())
    page = client.post(reverse("complain"), sent(files=[photo]), CONTENT_LENGTH="4000")
    assert page.status_code == 429
    assert not Complaint._record.exists()


def test_the_counts_of_addresses_name_nobody_and_are_forgotten(client):
    file(client)
    assert "127.0.0.1" not in str(PublicUse.objects.values_list())
    PublicUse.objects.update(at=timezone.now() - limits.KEPT * 2)
    assert limits.forget() == 1


def test_sixty_megabytes_are_refused_before_they_are_read(client):
    page = client.post(reverse("complain"), {}, CONTENT_LENGTH=str(60 * 1024 * 1024))
    assert page.status_code == 413


def test_by_code_one_follows_writes_and_adds_files(client, people):
    code = file(client)
    handling.open_words(people.inbox, the_complaint().pk)
    page = follow(client, code, do="write", words=WORDS, message_id=str(uuid.uuid4()))
    text = page.content.decode()
    assert "Cán bộ đã mở ngày" in text
    assert "&lt;b&gt;quát" in text
    assert code not in page.request["PATH_INFO"]
    assert "no-store" in page["Cache-Control"]
    follow(client, code, do="files", files=[SimpleUploadedFile("a", picture())])
    assert the_complaint().evidence.count() == 1


def test_a_closed_complaint_can_be_rated_and_looked_at_again(client, people):
    code = file(client)
    pk = the_complaint().pk
    handling.triage(people.inbox, pk, people.ward, [people.clerk])
    handling.assign(people.inbox, pk, people.other)
    handling.close(people.other, pk, "no_details")
    assert "đã chấm 4" in follow(client, code, do="rate", score="4").content.decode()
    follow(client, code, do="reopen")
    assert the_complaint().status == Status.REOPENED


def test_a_wrong_code_is_not_found_and_many_are_refused(client):
    for _ in range(guessing.PER_ADDRESS):
        assert follow(client, codes.new_code()).status_code == 404
    assert follow(client, codes.new_code()).status_code == 429


def test_forms_from_elsewhere_are_refused():
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post(reverse("complain"), sent())
    assert page.status_code == 403
    assert not Complaint._record.exists()


def test_a_petition_holds_what_was_typed_and_is_not_kept(client):
    asked = {"path": "khieu_nai", "what": WORDS, "name": "Nguyễn Thị Hoa", "as": "docx"}
    page = client.post(reverse("petition"), asked)
    with zipfile.ZipFile(BytesIO(page.content)) as document:
        text = document.read("word/document.xml").decode()
    assert "ĐƠN KHIẾU NẠI" in text
    assert "Nguyễn Thị Hoa" in text
    assert "&lt;b&gt;quát&lt;/b&gt;" in text
    pdf = client.post(reverse("petition"), {**asked, "as": "pdf"})
    assert pdf.content.startswith(b"%PDF-")
    assert not Complaint._record.exists()


def test_a_denouncer_is_not_named_by_this_system(client):
    asked = {"path": "to_cao", "what": WORDS, "name": "Nguyễn Thị Hoa", "as": "docx"}
    page = client.post(reverse("petition"), asked)
    with zipfile.ZipFile(BytesIO(page.content)) as document:
        assert "Nguyễn Thị Hoa" not in document.read("word/document.xml").decode()
