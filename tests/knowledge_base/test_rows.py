"""Between rows and records: files come in, staff's work stays, what is live goes out."""

from dataclasses import replace

import pytest
from wagtail.log_actions import log

from knowledge_base import models
from knowledge_base.content_files import CONTENT_FOLDER, read_content
from knowledge_base.rows import Fate, live_content, load
from tests.support.knowledge import BIRTH, CONTENT, DOCUMENTS, ENTRIES, LATE, LAW, changed

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


class TestDocumentsWordsAndOffices:
    """They follow their files as entries do, unless staff changed them."""

    NEWER = replace(
        CONTENT,
        documents=tuple(replace(d, title=f"{d.title} (mới)") for d in CONTENT.documents),
        lexicon=tuple(replace(w, means=(*w.means, "mới")) for w in CONTENT.lexicon),
        offices=tuple(replace(o, name=f"{o.name} (mới)") for o in CONTENT.offices),
    )

    def test_what_nobody_touched_follows_its_file(self, loaded):
        load(self.NEWER)
        live = live_content()
        assert {d.number: d for d in live.documents} == {d.number: d for d in self.NEWER.documents}
        assert set(live.lexicon) == set(self.NEWER.lexicon)
        assert live.offices == self.NEWER.offices

    def test_what_staff_changed_is_kept(self, loaded):
        models.LegalDocument.objects.filter(number=LAW).update(title="Sửa tay")
        models.LexiconEntry.objects.update(means=["sửa tay"])
        models.Office.objects.update(name="Sửa tay")
        for _ in range(2):
            load(self.NEWER)
        live = live_content()
        assert next(d for d in live.documents if d.number == LAW).title == "Sửa tay"
        assert {w.means for w in live.lexicon} == {("sửa tay",)}
        assert {o.name for o in live.offices} == {"Sửa tay"}

    def test_rows_from_before_digests_follow_unless_an_edit_of_them_is_logged(
        self, loaded, admin_user
    ):
        models.LegalDocument.objects.update(loaded_digest="")
        edited = models.LegalDocument.objects.get(number=LAW)
        log(edited, "wagtail.edit", user=admin_user)
        load(self.NEWER)
        titles = {d.number: d.title for d in live_content().documents}
        assert "(mới)" not in titles.pop(LAW)
        assert all("(mới)" in title for title in titles.values())

    def test_what_replaces_a_document_follows_its_file(self, loaded):
        first, second = CONTENT.documents[:2]
        replaced = replace(first, replaced_by=second.number)
        load(replace(CONTENT, documents=(replaced, *CONTENT.documents[1:])))
        live = {d.number: d for d in live_content().documents}
        assert live[first.number].replaced_by == second.number


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
