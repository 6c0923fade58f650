import logging

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from complaints import codes, drafts, filing, status, story
from complaints.drafts import ASKED, Field
from complaints.guessing import Seeker
from complaints.models import (
    AppendOnly,
    Complaint,
    ComplaintDraft,
    ComplaintOpening,
    Status,
    StatusEntry,
)
from knowledge_base.models import Office

PLANTED = "cuộc trò chuyện có chữ Quỳnh-Như-9917"


def test_filing_gives_a_code_and_a_first_status(told):
    told("c")
    filed = filing.file("c", "Tôi đồng ý.")
    complaint = Complaint._record.get()
    assert codes.parse(filed.code) == filed.code
    assert complaint.code_digest == codes.digest(filed.code)
    assert [entry.status for entry in complaint.history.all()] == [Status.RECEIVED]
    assert complaint.consent_wording == "Tôi đồng ý."
    assert complaint.kind == "phan_anh"
    assert complaint.due_on is None
    assert not filed.again


def test_the_words_are_read_back_as_they_were_told(told):
    told("c", who="<script>alert(1)</script> 'ông'; DROP TABLE x;--")
    filing.file("c", "đồng ý")
    words = story.read(Complaint._record.get())
    assert words.words[Field.WHO] == "<script>alert(1)</script> 'ông'; DROP TABLE x;--"
    assert words.contact == "Nguyễn Thị Hoa, 0912 345 678"


def test_sending_twice_is_one_complaint_with_one_code(told):
    told("c")
    first, second = filing.file("c", "đồng ý"), filing.file("c", "đồng ý")
    assert (first.code, first.filed_at) == (second.code, second.filed_at)
    assert second.again
    assert Complaint._record.count() == StatusEntry._record.count() == 1


def test_a_new_draft_of_the_same_conversation_is_a_new_complaint(told):
    told("c")
    first = filing.file("c", "đồng ý")
    told("c", what="Hôm sau cán bộ lại ném hồ sơ của tôi.")
    assert filing.file("c", "đồng ý").code != first.code


@pytest.mark.parametrize("words", [{}, {Field.WHO: "ai đó"}])
def test_a_draft_that_does_not_say_what_happened_is_not_filed(db, words):
    if words:
        drafts.start("c")
        for name, said in words.items():
            drafts.put("c", name, said)
    with pytest.raises(filing.NothingToFile):
        filing.file("c", "đồng ý")
    assert not Complaint._record.exists()


def test_an_anonymous_complaint_keeps_no_contact(told):
    told("c", anonymous="anonymous")
    filing.file("c", "đồng ý")
    complaint = Complaint._record.get()
    assert complaint.anonymous
    assert complaint.sealed_contact is None


def test_an_office_on_record_is_recognised_where_there_is_no_doubt(told):
    Office.objects.create(key="thu-dau-mot", name="TTPVHCC phường A", area="phường Thủ Dầu Một")
    Office.objects.create(key="phu-loi", name="TTPVHCC phường B", area="phường Phú Lợi")
    told("c")
    filing.file("c", "đồng ý")
    told("d", office="phuong phu loi hay phuong thu dau mot")
    filing.file("d", "đồng ý")
    assert Complaint._record.get(conversation="c").office_key == "thu-dau-mot"
    assert Complaint._record.get(conversation="d").office_key == ""


def test_nothing_is_left_half_filed_when_the_first_status_fails(told, monkeypatch):
    told("c")

    def fails(*_, **__):
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr("complaints.steps.take", fails)
        with pytest.raises(DatabaseError), transaction.atomic():
            filing.file("c", "đồng ý")
    assert not Complaint._record.exists()
    assert not filing.file("c", "đồng ý").again


def test_the_same_complaint_ten_times_in_a_conversation_is_one_with_one_code(told):
    codes_shown = set()
    for _ in range(10):
        told("c")
        codes_shown.add(filing.file("c", "đồng ý").code)
    assert len(codes_shown) == 1
    assert Complaint._record.count() == 1


@pytest.mark.parametrize("other", [{"what": "Hôm nay cán bộ lại quát tôi."}, {"who": "chị khác"}])
def test_another_complaint_of_the_same_person_is_another(told, other):
    told("c")
    first = filing.file("c", "đồng ý").code
    told("c", **other)
    assert filing.file("c", "đồng ý").code != first


def test_the_same_words_from_somebody_else_are_another_complaint(told):
    shown = set()
    for conversation in "cd":
        told(conversation)
        shown.add(filing.file(conversation, "đồng ý").code)
    assert len(shown) == 2


def test_many_submits_at_once_are_one_complaint(file_database):
    file_database.tell("c")
    filed = file_database.run(filing.file, "c", "đồng ý", times=12)
    assert len({f.code for f in filed}) == 1
    assert sum(not f.again for f in filed) == 1
    assert file_database.run(Complaint._record.count) == [1]
    assert file_database.run(StatusEntry._record.count) == [1]


def test_no_word_of_a_complaint_stands_readable_in_the_database_or_the_log(file_database, caplog):
    caplog.set_level(logging.DEBUG)
    fields = {name.value: PLANTED for name in ASKED if name != Field.ANONYMOUS}
    file_database.tell("c", **fields)
    before = file_database.bytes()
    filed = file_database.run(filing.file, "c", "đồng ý")[0]
    after = file_database.bytes()
    assert filed.number.encode() in after  # the search looks in the right place
    for secret in (
        PLANTED,
        filed.code,
        filed.code.replace("-", ""),
        "Quỳnh-Như",
        PLANTED.encode("unicode_escape").decode(),
    ):
        assert secret.encode() not in before + after
        assert secret not in caplog.text


def test_history_can_only_be_added_to(told):
    told("c")
    filing.file("c", "đồng ý")
    entry = StatusEntry._record.get()
    reader = get_user_model().objects.create_user("reader")
    opening = ComplaintOpening._record.create(
        complaint=entry.complaint, who=reader, when=timezone.now()
    )
    for row in (entry, opening):
        for change in (
            row.save,
            row.delete,
            type(row)._record.all().delete,
            lambda row=row: type(row)._record.update(complaint=row.complaint),
            lambda row=row: type(row)._record.bulk_update([row], ["complaint"]),
            lambda row=row: row.complaint.history.all().delete(),
        ):
            with pytest.raises(AppendOnly):
                change()
    with pytest.raises(ProtectedError):
        entry.complaint.delete()
    with pytest.raises(ProtectedError):
        reader.delete()


@pytest.mark.parametrize("table", ["complaints_statusentry", "complaints_complaintopening"])
def test_the_database_itself_refuses_to_rewrite_history(told, table):
    told("c")
    filing.file("c", "đồng ý")
    complaint = Complaint._record.get()
    reader = get_user_model().objects.create_user("reader")
    ComplaintOpening._record.create(complaint=complaint, who=reader, when=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id + 1")


def test_a_complaint_is_received_only_once(told):
    told("c")
    filing.file("c", "đồng ý")
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint._record.get().history.create(status=Status.RECEIVED, at=timezone.now())


def test_the_code_opens_where_the_complaint_stands(told):
    told("c")
    code = filing.file("c", "đồng ý").code
    assert status.standing(code, Seeker("c")).status == Status.RECEIVED
    Complaint._record.get().history.create(status=Status.IN_PROGRESS, at=timezone.now())
    standing = status.standing(code, Seeker("c"))
    assert standing.status == Status.IN_PROGRESS
    assert standing.opened_at is None


def test_another_code_opens_nothing(told):
    told("c")
    filing.file("c", "đồng ý")
    assert status.standing(codes.new_code(), Seeker("c")) is None


def test_a_draft_given_up_leaves_nothing(told):
    told("c")
    assert drafts.discard("c")
    assert not drafts.discard("c")
    assert drafts.load("c") is None
    assert not ComplaintDraft.objects.exists()


def test_giving_up_after_filing_leaves_the_complaint(told):
    told("c")
    code = filing.file("c", "đồng ý").code
    assert not drafts.discard("c")
    assert status.standing(code, Seeker("c")) is not None


def test_numbers_follow_each_other_within_a_year(told):
    numbers = []
    for conversation in "ab":
        told(conversation)
        numbers.append(filing.file(conversation, "đồng ý").number)
    year = timezone.localdate().year
    assert numbers == [f"PA-{year}-000001", f"PA-{year}-000002"]


def test_a_repeated_submit_shows_the_code_for_a_day_only(told):
    told("c")
    code = filing.file("c", "đồng ý").code
    assert filing.forget_receipts() == 0
    assert filing.file("c", "đồng ý").code == code
    Complaint._record.update(filed_at=timezone.now() - filing.RECEIPT_KEPT * 2)
    assert filing.forget_receipts() == 1
    again = filing.file("c", "đồng ý")
    assert (again.code, again.again) == (None, True)
