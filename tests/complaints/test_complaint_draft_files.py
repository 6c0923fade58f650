"""Files sent while a complaint is being told."""

import uuid

import pytest

from complaints import draft_files, drafts, evidence, filing
from complaints.drafts import NoDraft
from complaints.evidence import MAX_FILES, Checked, EvidenceRefused, Refusal
from complaints.models import Complaint, DraftFile, Evidence

SOUND = Checked("audio/ogg", b"OggS what was heard")


def add(conversation="c", file=SOUND):
    return draft_files.add(conversation, uuid.uuid4(), file)


def test_a_file_goes_with_the_complaint_and_opens_there(told):
    told("c")
    assert add() == 1
    assert b"heard" not in bytes(DraftFile.objects.get().sealed)
    filing.file("c", "đồng ý")
    kept = Complaint._record.get().evidence.get()
    assert (kept.media_type, evidence.content_of(kept)) == ("audio/ogg", SOUND.content)
    assert not DraftFile.objects.exists()


def test_files_of_the_chat_and_of_the_call_are_both_filed(told):
    told("c")
    add()
    filing.file("c", "đồng ý", [SOUND])
    assert Evidence._record.count() == 2


def test_the_same_file_message_twice_is_one_file(told):
    told("c")
    key = uuid.uuid4()
    assert [draft_files.add("c", key, SOUND) for _ in range(2)] == [1, 1]


def test_no_more_files_than_allowed(told):
    told("c")
    for _ in range(MAX_FILES):
        add()
    with pytest.raises(EvidenceRefused) as refused:
        add()
    assert refused.value.refusal is Refusal.TOO_MANY
    assert DraftFile.objects.count() == MAX_FILES


def test_the_last_file_is_taken_back(told):
    told("c")
    add()
    add(file=Checked("audio/ogg", b"OggS by mistake"))
    assert draft_files.take_back("c") == 1
    filing.file("c", "đồng ý")
    assert evidence.content_of(Evidence._record.get()) == SOUND.content


def test_taking_back_where_there_is_none_changes_nothing(told):
    told("c")
    assert draft_files.take_back("c") == 0


def test_giving_up_erases_the_files(told):
    told("c")
    add()
    drafts.discard("c")
    assert not DraftFile.objects.exists()


def test_beginning_anew_forgets_the_files(told):
    told("c")
    add()
    told("c")
    assert drafts.load("c").files == 0


@pytest.mark.parametrize("call", [add, lambda: draft_files.take_back("c")])
def test_without_a_draft_there_is_no_place_for_a_file(db, call):
    with pytest.raises(NoDraft):
        call()


def test_after_filing_there_is_no_place_for_a_file(told):
    told("c")
    filing.file("c", "đồng ý")
    with pytest.raises(NoDraft):
        add()
