"""Between rows and records: files come in, staff's work stays, what is live goes out."""

from dataclasses import replace

import pytest

from knowledge_base import models
from knowledge_base.content_files import CONTENT_FOLDER, read_content
from knowledge_base.rows import Fate, live_content, load
from tests.support.knowledge import BIRTH, CONTENT, DOCUMENTS, ENTRIES, LATE, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    load(CONTENT)


def entry(key):
    return next(e for e in live_content().entries if e.key == key)


def by_key(entries):
    return {e.key: e for e in entries}


def test_what_was_loaded_is_live_to_the_letter(loaded):
    live = live_content()
    assert by_key(live.entries) == by_key(CONTENT.entries)
    assert {d.number: d for d in live.documents} == {d.number: d for d in DOCUMENTS}
    assert set(live.lexicon) == set(CONTENT.lexicon)
    assert live.offices == CONTENT.offices


def test_the_real_files_are_live_to_the_letter():
    content = read_content(CONTENT_FOLDER)
    fates = load(content)
    assert fates == {Fate.ADDED: len(content.entries)}
    live = live_content()
    assert by_key(live.entries) == by_key(content.entries)
    assert {d.number: d for d in live.documents} == {d.number: d for d in content.documents}
    assert {o.key: o for o in live.offices} == {o.key: o for o in content.offices}
    assert {w.term: w for w in live.lexicon} == {w.term: w for w in content.lexicon}
    assert load(content) == {Fate.UNCHANGED: len(content.entries)}


def test_loading_twice_changes_nothing(loaded):
    before = live_content()
    assert load(CONTENT) == {Fate.UNCHANGED: len(ENTRIES)}
    assert live_content() == before


def test_an_entry_nobody_touched_follows_its_file(loaded):
    fates = load(
        changed(BIRTH, title="Thủ tục đăng ký khai sinh (mới)", facts=ENTRIES[0].facts[:2])
    )
    assert fates == {Fate.UPDATED: 1, Fate.UNCHANGED: len(ENTRIES) - 1}
    assert entry(BIRTH).title == "Thủ tục đăng ký khai sinh (mới)"
    assert len(entry(BIRTH).facts) == 2


def test_an_entry_that_staff_changed_is_kept(loaded):
    row = models.Procedure.objects.get(key=BIRTH)
    row.title = "Sửa tay"
    row.save()
    assert load(changed(BIRTH, title="Từ tệp mới"))[Fate.KEPT] == 1
    assert entry(BIRTH).title == "Sửa tay"


def test_an_entry_of_which_staff_changed_a_fact_is_kept(loaded):
    fact = models.ProcedureFact.objects.filter(entry__key=BIRTH).first()
    fact.text = "Sửa tay."
    fact.save()
    assert load(changed(BIRTH, title="Từ tệp mới"))[Fate.KEPT] == 1
    assert entry(BIRTH).facts[0].text == "Sửa tay."


def test_an_entry_that_staff_changed_is_kept_again_and_again(loaded):
    models.Rule.objects.filter(key=LATE).update(title="Sửa tay")
    newer = changed(LATE, title="Từ tệp mới")
    assert load(newer)[Fate.KEPT] == 1
    assert load(newer)[Fate.KEPT] == 1


def test_an_entry_taken_off_is_not_live_and_does_not_come_back_with_its_file(loaded):
    models.Procedure.objects.get(key=BIRTH).unpublish()
    assert BIRTH not in by_key(live_content().entries)
    load(CONTENT)
    assert BIRTH not in by_key(live_content().entries)


def test_a_draft_is_not_live(loaded):
    row = models.Procedure.objects.get(key=BIRTH)
    row.title = "Bản nháp"
    row.save_revision()
    assert entry(BIRTH).title != "Bản nháp"


def test_facts_keep_their_order(loaded):
    turned = ENTRIES[0].facts[::-1]
    load(changed(BIRTH, facts=turned))
    assert entry(BIRTH).facts == turned


def test_nothing_is_loaded_when_something_can_not_be():
    broken = replace(ENTRIES[0], key="x", facts=(replace(ENTRIES[0].facts[0], text=None),))
    with pytest.raises(Exception, match="NOT NULL"):
        load(replace(CONTENT, entries=(*ENTRIES, broken)))
    assert live_content().entries == ()
    assert live_content().documents == ()
