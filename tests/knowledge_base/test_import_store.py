"""Into the database: whole or not at all, once, and never over what staff wrote."""

import os
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend

from contract.facets import Facet
from knowledge_base import models
from knowledge_base.importing import store
from knowledge_base.importing.exported import export_lines
from knowledge_base.importing.report import Outcome, totals
from knowledge_base.importing.store import Import
from knowledge_base.retrieval.records import Origin, ProcedureNames
from knowledge_base.rows import content_to_release, live_content, load
from tests.support import portal_files as files
from tests.support.knowledge import BIRTH, CONTENT, DOCUMENTS, changed
from tests.support.portal_files import BEES, HIVES
from tests.support.publishing import publish

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def bring(tmp_path):
    """Import records as one file; gives its report."""

    def give(*records, names=None, **how):
        path = files.write_jsonl(tmp_path / "p.jsonl", *records)
        return Import(names or {}, TODAY, **how).file(path, lambda *_: None)

    return give


def entries():
    return {e.key: e for e in live_content().entries}


def birth(**more):
    """Give the portal's record of a procedure that is curated here."""
    return files.record(id=BIRTH, title="Thủ tục đăng ký khai sinh", **more)


def done(report, outcome):
    return [line.code for line in report.lines if line.outcome is outcome]


class TestWhatIsNew:
    def test_it_is_live_as_unreviewed_with_its_facts_in_order(self, bring):
        assert done(bring(files.record()), Outcome.IMPORTED) == [BEES]
        entry = entries()[BEES]
        assert entry.origin is Origin.PORTAL
        assert entry.verified_on == date(2026, 7, 1)
        steps = [f.text for f in entry.facts if f.facet is Facet.STEPS]
        assert steps == ["Bước 1: Nộp đơn nuôi ong.", "Bước 2: Nhận giấy."]

    def test_legal_documents_it_names_are_put_on_file_by_their_number(self, bring):
        load(CONTENT)
        bring(files.record(decision="77/QĐ-BNNMT", legal_basis=["60/2014/QH13", "1/2020/NĐ-CP"]))
        live = {d.number: d for d in live_content().documents}
        assert live["77/QĐ-BNNMT"].name == "Quyết định 77/QĐ-BNNMT"
        assert live["1/2020/NĐ-CP"].title == ""
        assert live["60/2014/QH13"] == next(d for d in DOCUMENTS if d.number == "60/2014/QH13")

    def test_names_people_use_are_laid_over_it(self, bring):
        names = ProcedureNames(BEES, "Thủ tục cấp phép nuôi ong", ("xin nuôi ong",), ("nuôi ong?",))
        bring(files.record(), names={BEES: names})
        assert entries()[BEES].names == ("xin nuôi ong",)
        assert entries()[BEES].sample_questions == ("nuôi ong?",)

    def test_a_silent_portal_is_in_no_release_until_it_is_approved(self, bring, settings):
        bring(files.record())
        assert BEES in {e.key for e in content_to_release().entries}
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, imported="silent")
        assert BEES not in {e.key for e in content_to_release().entries}
        models.Procedure.objects.filter(key=BEES).update(origin=Origin.REVIEWED.value)
        assert BEES in {e.key for e in content_to_release().entries}

    def test_staff_find_it_in_the_search_of_documents(self, bring):
        bring(files.record())
        assert get_search_backend().autocomplete("Quyết", models.LegalDocument).count() == 1


class TestOnceAndAgain:
    def test_the_same_file_has_nothing_to_do(self, bring):
        bring(files.record())
        assert bring(files.record()).already

    def test_read_again_it_changes_nothing(self, bring):
        bring(files.record(), files.record(id=HIVES))
        before = live_content()
        report = bring(files.record(), files.record(id=HIVES), again=True)
        assert done(report, Outcome.UNCHANGED) == [BEES, HIVES]
        assert live_content() == before

    def test_a_day_that_only_the_file_has_changes_nothing(self, tmp_path):
        for day in (1_780_000_000, 1_790_000_000):
            path = files.write_json(tmp_path / "p.json", files.page())
            os.utime(path, (day, day))
            report = Import({}, TODAY, again=True).file(path, lambda *_: None)
        assert done(report, Outcome.UNCHANGED) == [BEES]

    def test_what_nobody_here_touched_follows_the_next_file(self, bring):
        bring(files.record(), files.record(id=HIVES))
        report = bring(files.record(steps_text="Nộp đơn qua mạng."), files.record(id=HIVES))
        assert done(report, Outcome.CHANGED) == [BEES]
        assert done(report, Outcome.UNCHANGED) == [HIVES]
        steps = [f.text for f in entries()[BEES].facts if f.facet is Facet.STEPS]
        assert steps == ["Nộp đơn qua mạng."]
        assert models.ProcedureFact.objects.filter(entry__key=BEES, facet="steps").count() == 1

    def test_what_was_skipped_is_told_again(self, bring):
        wrong = files.page(HIVES, stated="1.014023")
        for _ in range(2):
            report = bring(files.record(), wrong)
            assert "another procedure" in report.lines[-1].reason

    def test_new_names_are_laid_over_at_the_next_import_of_the_same_file(self, bring):
        bring(files.record())
        names = ProcedureNames(BEES, "Thủ tục cấp phép nuôi ong", ("xin nuôi ong",))
        assert done(bring(files.record(), names={BEES: names}), Outcome.CHANGED) == [BEES]

    def test_one_taken_off_stays_off(self, bring):
        bring(files.record())
        models.Procedure.objects.get(key=BEES).unpublish()
        bring(files.record(steps_text="Khác."))
        assert BEES not in entries()

    def test_the_form_of_staff_opens_the_newer_state(self, bring):
        bring(files.record())
        publish(models.Procedure.objects.get(key=BEES).save_revision())
        bring(files.record(steps_text="Khác."))
        row = models.Procedure.objects.get(key=BEES)
        assert [
            f.text for f in row.get_latest_revision_as_object().facts.filter(facet="steps")
        ] == ["Khác."]


class TestWhatStaffWrote:
    @pytest.fixture(autouse=True)
    def _curated(self):
        load(CONTENT)

    def test_what_is_live_stays_and_the_file_becomes_a_draft(self, bring):
        before = entries()[BIRTH]
        assert done(bring(birth()), Outcome.PROPOSED) == [BIRTH]
        assert replace(entries()[BIRTH], full_text="") == before
        row = models.Procedure.objects.get(key=BIRTH)
        assert row.has_unpublished_changes
        draft = row.get_latest_revision_as_object()
        assert draft.origin == Origin.REVIEWED.value
        assert draft.names == list(before.names)
        texts = [f.text for f in draft.facts.all()]
        assert "Đơn nuôi ong" in texts
        assert before.facts[0].text in texts, "a facet the file says nothing about stays"

    def test_the_draft_can_be_published(self, bring):
        bring(birth())
        publish(models.Procedure.objects.get(key=BIRTH).latest_revision)
        assert entries()[BIRTH].origin is Origin.REVIEWED
        assert "Đơn nuôi ong" in [f.text for f in entries()[BIRTH].facts]

    def test_the_same_is_proposed_once(self, bring):
        bring(birth())
        assert done(bring(birth(), again=True), Outcome.UNCHANGED) == [BIRTH]
        row = models.Procedure.objects.get(key=BIRTH)
        assert row.revisions.count() == 1

    def test_something_else_is_proposed_again(self, bring):
        bring(birth())
        assert done(bring(birth(steps_text="Khác.")), Outcome.PROPOSED) == [BIRTH]

    def test_a_draft_somebody_works_on_is_not_covered(self, bring, admin_user):
        row = models.Procedure.objects.get(key=BIRTH)
        row.title = "Đang viết"
        row.save_revision(user=admin_user)
        report = bring(birth())
        assert done(report, Outcome.SKIPPED) == [BIRTH]
        assert "open draft" in report.lines[0].reason
        assert models.Procedure.objects.get(key=BIRTH).latest_revision.user_id == admin_user.pk

    def test_an_imported_entry_that_staff_mended_gets_a_draft(self, bring):
        bring(files.record())
        row = models.Procedure.objects.get(key=BEES)
        row.title = "Thủ tục cấp phép nuôi ong mật"
        row.save()
        assert done(bring(files.record(steps_text="Khác.")), Outcome.PROPOSED) == [BEES]
        assert entries()[BEES].title == "Thủ tục cấp phép nuôi ong mật"

    def test_an_approved_entry_gets_a_draft(self, bring):
        bring(files.record())
        models.Procedure.objects.filter(key=BEES).update(origin=Origin.REVIEWED.value)
        assert done(bring(files.record(steps_text="Khác.")), Outcome.PROPOSED) == [BEES]

    def test_its_words_to_be_found_by_are_given_and_do_not_count_as_a_change(self, bring):
        bring(birth())
        assert "nuôi ong" in entries()[BIRTH].full_text
        load(changed(BIRTH, title="Thủ tục đăng ký khai sinh (mới)"))
        assert entries()[BIRTH].title == "Thủ tục đăng ký khai sinh (mới)"
        assert "nuôi ong" in entries()[BIRTH].full_text

    def test_another_procedure_under_its_code_is_skipped(self, bring):
        report = bring(files.record(id=BIRTH, title="Cấp phép nuôi ong mật"))
        assert done(report, Outcome.SKIPPED) == [BIRTH]
        assert "khai sinh" in report.lines[0].reason

    def test_content_files_replace_what_was_only_imported(self, bring):
        bring(files.record())
        load(replace(CONTENT, entries=(replace(CONTENT.entries[0], key=BEES),)))
        assert entries()[BEES].origin is Origin.CURATED


class TestLists:
    def bring(self, tmp_path, *rows):
        path = files.write_list(tmp_path / "l.xlsx", *rows)
        return Import({}, TODAY).file(path, lambda *_: None)

    def test_an_unknown_code_becomes_known_by_its_title(self, tmp_path):
        assert done(self.bring(tmp_path, files.list_row()), Outcome.IMPORTED) == [BEES]
        assert {f.facet for f in entries()[BEES].facts} == {Facet.WHERE}

    def test_a_known_code_is_left_alone_and_another_name_is_told(self, tmp_path, bring):
        bring(files.record())
        before = live_content()
        report = self.bring(tmp_path, files.list_row(title="Cấp phép nuôi ong mật"))
        assert done(report, Outcome.UNCHANGED) == [BEES]
        assert "called otherwise" in report.lines[0].remarks[0]
        assert live_content() == before

    def test_a_body_that_comes_later_is_taken_over(self, tmp_path, bring):
        self.bring(tmp_path, files.list_row())
        assert done(bring(files.record()), Outcome.CHANGED) == [BEES]
        assert Facet.STEPS in {f.facet for f in entries()[BEES].facts}


class TestWholeOrNotAtAll:
    def test_a_refused_file_leaves_no_trace(self, bring):
        report = bring(files.record(), "{")
        assert "line 2" in report.refused
        assert live_content().entries == ()
        assert live_content().documents == ()

    def test_an_error_half_way_leaves_no_trace(self, bring, monkeypatch):
        def fail(*_):
            raise IntegrityError

        monkeypatch.setattr(store, "_write_facts", fail)
        with pytest.raises(IntegrityError):
            bring(files.record())
        assert live_content().entries == ()
        assert live_content().documents == ()
        assert not models.ImportedFile.objects.exists()

    def test_after_an_error_it_can_be_done_again(self, bring, monkeypatch):
        with monkeypatch.context() as broken, pytest.raises(IntegrityError):
            broken.setattr(store, "_index", lambda _: (_ for _ in ()).throw(IntegrityError))
            bring(files.record())
        assert bring(files.record()).already, "what was written whole stays written"

    def test_a_row_that_somebody_saves_meanwhile_is_looked_at_again(self, bring, monkeypatch):
        bring(files.record())
        moved = store._moved

        def save_meanwhile(steps):
            if not models.Procedure.objects.filter(title__endswith="mật").exists():
                row = models.Procedure.objects.get(key=BEES)
                row.title = "Thủ tục cấp phép nuôi ong mật"
                row.save()
            return moved(steps)

        monkeypatch.setattr(store, "_moved", save_meanwhile)
        assert done(bring(files.record(steps_text="Khác.")), Outcome.PROPOSED) == [BEES]
        assert entries()[BEES].title == "Thủ tục cấp phép nuôi ong mật"

    def test_a_file_without_a_procedure_is_refused(self, tmp_path):
        path = files.write_json(tmp_path / "p.json", [])
        assert "no procedure" in Import({}, TODAY).file(path, lambda *_: None).refused

    def test_a_file_that_can_not_be_opened_is_refused(self, tmp_path):
        assert Import({}, TODAY).file(tmp_path / "nowhere.json", lambda *_: None).refused

    def test_many_are_written_and_read_by_few_statements(self, bring):
        many = [files.record(id=f"2.{n:06}") for n in range(1100)]
        with CaptureQueriesContext(connection) as asked:
            bring(*many)
        assert len(asked) < 300
        assert len(live_content().entries) == 1100


class TestExport:
    def write(self, tmp_path):
        path = tmp_path / "e.jsonl"
        path.write_text("".join(f"{line}\n" for line in export_lines(live_content())), "utf-8")
        return path

    def test_it_comes_back_unchanged(self, tmp_path, bring):
        load(CONTENT)
        bring(files.record())
        before = live_content()
        report = Import({}, TODAY).file(self.write(tmp_path), lambda *_: None)
        assert done(report, Outcome.UNCHANGED) == [e.key for e in before.entries]
        assert live_content() == before

    def test_another_installation_gets_all_of_it(self, tmp_path, bring):
        load(CONTENT)
        bring(files.record())
        path, before = self.write(tmp_path), live_content()
        for model in (*store.MODELS.values(), models.LexiconEntry, models.Office):
            model.objects.all().delete()
        models.LegalDocument.objects.all().delete()
        Import({}, TODAY).file(path, lambda *_: None)
        assert live_content() == before

    def test_what_was_edited_here_since_gets_a_draft(self, tmp_path):
        load(CONTENT)
        path = self.write(tmp_path)
        models.Procedure.objects.filter(key=BIRTH).update(title="Sửa tay: đăng ký khai sinh")
        report = Import({}, TODAY).file(path, lambda *_: None)
        assert done(report, Outcome.PROPOSED) == [BIRTH]
        assert entries()[BIRTH].title == "Sửa tay: đăng ký khai sinh"

    @pytest.mark.parametrize("line", ['{"kind": "procedure"}', '{"kind": "office", "id": "x"}'])
    def test_a_line_that_was_broken_is_named(self, tmp_path, line):
        path = files.write_jsonl(tmp_path / "e.jsonl", line)
        assert "line 1" in Import({}, TODAY).file(path, lambda *_: None).refused


class TestReport:
    def test_it_adds_up_and_tells_everything_as_json(self, bring):
        report = bring(files.record(), files.record(id="TEST_MOT_CAP"))
        assert totals([report]) == {
            "imported": 1,
            "changed": 0,
            "unchanged": 0,
            "proposed": 0,
            "skipped": 1,
        }
        document = report.to_json()
        assert document["skipped"] == 1
        assert [e["reason"] for e in document["entries"] if e["reason"]] == ["a test row"]

    def test_remarks_of_a_kind_stand_together(self, bring):
        method = {"channel": "direct", "time_value": "1"}
        records = [files.record(id=f"2.{n:06}", methods=[method]) for n in range(7)]
        told = "\n".join(bring(*records).told())
        assert "time limit without its unit, kept as raw text: 2.000000" in told
        assert "and 2 more" in told

    def test_progress_is_told(self, tmp_path):
        seen = []
        path = files.write_jsonl(tmp_path / "p.jsonl", files.record(), files.record(id=HIVES))
        Import({}, TODAY).file(path, lambda *told: seen.append(told))
        reading = [("p.jsonl: read", 1, 2)] * 2
        assert seen == [*reading, ("p.jsonl", 2, 2)]
