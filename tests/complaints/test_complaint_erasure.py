import io
import json
import logging
import sqlite3
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints import citizen, drafts, erasure, filing, handling, own_data, rotation, story
from complaints.drafts import ASKED, Field
from complaints.erasure import ChainBroken
from complaints.evidence import Checked
from complaints.guessing import Seeker
from complaints.models import (
    BoxMessage,
    Complaint,
    ComplaintDraft,
    ErasureRecord,
    Evidence,
    Status,
)
from portal.cli.commands import run
from tests.complaints.people import Administration, the_complaint
from tests.support.staff import sign_in

C = Seeker("c")
PLANTED = "chuyện riêng Quỳnh-Như-9917"


@pytest.fixture
def code(told, people):
    told("c")
    files = [Checked("application/pdf", b"%PDF-1.7 " + PLANTED.encode())]
    code = filing.file("c", "đồng ý", files).code
    citizen.write(code, C, "Tôi nhớ thêm", uuid.uuid4())
    return code


def close(people):
    pk = the_complaint().pk
    handling.triage(people.inbox, pk, people.ward, [people.clerk])
    handling.assign(people.inbox, pk, people.other)
    handling.close(people.other, pk, "no_details")


def test_what_was_kept_long_enough_is_erased_and_only_that(code, people):
    close(people)
    assert erasure.erase_due() == 0
    Complaint._record.update(closed_at=timezone.now() - timedelta(days=366))
    assert erasure.erase_due() == 1
    assert erasure.erase_due() == 0
    complaint = the_complaint()
    assert (bytes(complaint.sealed_story), complaint.sealed_contact) == (b"", None)
    assert not Evidence._record.exists()
    assert all(not bytes(row.sealed) for row in BoxMessage._record.all())
    assert not complaint.conversation
    assert story.read(complaint).words == {}
    assert citizen.follow(code, C).erased
    assert rotation.reseal_all() == 0


def test_an_open_complaint_is_never_erased_by_time(code):
    Complaint._record.update(filed_at=timezone.now() - timedelta(days=4000))
    assert erasure.erase_due() == 0


def test_who_has_the_code_takes_their_data_home(code):
    with zipfile.ZipFile(io.BytesIO(own_data.export(code, C))) as archive:
        document = json.loads(archive.read("phan-anh.json"))
        assert PLANTED.encode() in archive.read("tep-1.pdf")
    assert document["told"]["who"] == "Anh mặc áo xanh tên Bình"
    assert document["contact"] == "Nguyễn Thị Hoa, 0912 345 678"
    assert document["messages"][0]["words"] == "Tôi nhớ thêm"
    assert document["consent"] == "đồng ý"


def test_who_has_the_code_erases_it_and_that_ends_it(code):
    own_data.erase(code, C)
    assert the_complaint().status == Status.CLOSED
    assert the_complaint().close_reason == "withdrawn"
    own_data.erase(code, C)
    assert ErasureRecord._record.count() == 1
    assert not citizen.follow(code, C).may_reopen


def test_an_erasure_is_proved_without_the_data_and_its_proof_cannot_be_bent(told, people):
    for conversation in "abc":
        told(conversation)
        own_data.erase(filing.file(conversation, "đồng ý").code, C)
    assert erasure.verify() == 3
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_erasurerecord SET files = 9")


def test_a_record_taken_out_is_noticed(told):
    for conversation in "abc":
        told(conversation)
        own_data.erase(filing.file(conversation, "đồng ý").code, C)
    with connection.cursor() as cursor:
        middle = ErasureRecord._record.order_by("pk")[1].pk
        cursor.execute("DELETE FROM complaints_erasurerecord WHERE id = %s", [middle])
    with pytest.raises(ChainBroken):
        erasure.verify()
    assert run(["complaints", "verify-erasures"]) == 1


def test_drafts_nobody_goes_on_with_are_erased(told, people):
    told("old")
    told("new")
    ComplaintDraft.objects.filter(conversation="old").update(
        updated_at=timezone.now() - erasure.DRAFTS_KEPT * 2
    )
    erasure.erase_due()
    assert drafts.load("old") is None
    assert drafts.load("new")


def test_the_commands_say_what_they_did(code, capsys):
    assert run(["complaints", "reseal", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"resealed": 0}
    assert run(["complaints", "erase-due"]) == 0
    assert run(["complaints", "verify-erasures"]) == 0


def test_by_the_page_one_takes_ones_data_and_erases_it_only_if_sure(code, client):
    page = reverse("follow_complaint")
    assert client.post(page, {"code": code, "do": "export"})["Content-Type"] == "application/zip"
    client.post(page, {"code": code, "do": "erase"})
    assert not citizen.follow(code, C).erased
    text = client.post(page, {"code": code, "do": "erase", "sure": "on"}).content.decode()
    assert "đã được xóa" in text


def whole_life():
    """Do everything that takes words, with the planted phrase in each."""
    people = Administration()
    told = {name.value: f"{PLANTED} hôm qua" for name in ASKED if name != Field.ANONYMOUS}
    form = {"form_id": str(uuid.uuid4()), "anonymous": "named", "consent": "on", **told}
    file = io.BytesIO(b"%PDF-1.7 " + PLANTED.encode())
    file.name = f"{PLANTED}.pdf"
    assert Client().post(reverse("complain"), {**form, "files": [file]}).status_code == 200
    drafts.start("chat")
    for name in (Field.WHAT, Field.WHO):
        drafts.put("chat", name, PLANTED)
    code = filing.file("chat", "đồng ý").code
    drafts.start("unsent")
    drafts.put("unsent", Field.WHAT, PLANTED)
    pk = Complaint._record.get(conversation="chat").pk
    handling.triage(people.inbox, pk, people.ward, [people.clerk])
    handling.assign(people.inbox, pk, people.other)
    handling.ask(people.other, pk, PLANTED)
    citizen.write(code, C, PLANTED, uuid.uuid4())
    handling.answer(people.other, pk, PLANTED)
    asked = {"path": "to_cao", "what": PLANTED, "as": "pdf"}
    assert Client().post(reverse("petition"), asked).status_code == 200
    staff = Client()
    sign_in(staff, people.other.user)
    assert PLANTED in staff.get(reverse("complaint:inspect", args=[pk])).content.decode()


def test_no_planted_phrase_stands_in_any_table_file_or_log(file_database, caplog, settings):
    caplog.set_level(logging.DEBUG)
    file_database.run(whole_life)
    forms = (PLANTED, PLANTED.encode("unicode_escape").decode(), "Quỳnh-Như-9917", "Nh\\u01b0-9917")
    with sqlite3.connect(file_database.path) as base:
        tables = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        assert len(tables) > 20
        rows = [repr(row) for table in tables for row in base.execute(f'SELECT * FROM "{table}"')]
    files = [p for folder in (settings.VAR, file_database.path.parent) for p in folder.rglob("*")]
    contents = [p.read_bytes() for p in files if p.is_file()]
    assert any(b"complaints_complaint" in content for content in contents)
    for form in forms:
        assert not any(form in row for row in rows)
        assert not any(form.encode() in content for content in contents)
        assert form not in caplog.text


def test_two_records_never_follow_the_same_one(code, people):
    close(people)
    Complaint._record.update(closed_at=timezone.now() - timedelta(days=366))
    erasure.erase_due()
    first = ErasureRecord._record.get()
    twin = {f.name: getattr(first, f.name) for f in first._meta.fields if f.name != "id"}
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasureRecord._record.create(**twin)
    assert erasure.verify() == 1
