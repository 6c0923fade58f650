"""What content may not claim: every fault is named with its place, and nothing else is one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contract.facets import Facet
from contract.sentences import Sentences
from knowledge_base.checks import Checked, find_faults
from knowledge_base.content_files import CONTENT_FOLDER, read_folder
from knowledge_base.retrieval.compose.items import ItemWriter
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    LegalDocument,
    LexiconEntry,
    LexiconKind,
    ProcedureNames,
)
from tests.support.knowledge import BIRTH, CONTENT, DECREE, LATE, LAW, OLD_DECREE, TODAY, changed
from tests.support.knowledge import fact as written

LAST_OF_OLD = date(2025, 6, 30)
FIRST_OF_NEW = date(2025, 7, 1)


@pytest.fixture
def faults(sentences):
    def give(content, names=(), files=None):
        checked = Checked(content, tuple(names), files or {})
        found = find_faults(checked, TODAY, ItemWriter(sentences, TODAY, TODAY).warns)
        return [str(fault) for fault in found]

    return give


@pytest.fixture
def faults_of_fact(faults):
    """Check a knowledge base in which one entry has one fact."""

    def give(text="Nộp ở phường.", document=DECREE, **more):
        also = more.pop("also", None)
        one = written(Facet.WHERE, text, document, **{"valid_from": FIRST_OF_NEW, **more})
        if also:
            one = replace(one, basis=(*one.basis, Basis(also)))
        return faults(changed(BIRTH, facts=(one,)))

    return give


@pytest.fixture
def faults_of_document(faults):
    def give(**fields):
        document = replace(CONTENT.documents[0], number="1/2020/QH14", **fields)
        return faults(replace(CONTENT, documents=(*CONTENT.documents, document)))

    return give


def test_content_that_is_right_has_no_fault(faults):
    old = written(
        Facet.WHERE, "Ở xã.", OLD_DECREE, valid_from=date(2018, 6, 21), valid_to=LAST_OF_OLD
    )
    assert faults(changed(BIRTH, facts=(old, written(Facet.FEE, "Miễn phí.", LAW)))) == [
        fault for fault in faults(CONTENT) if BIRTH not in fault
    ]


def test_a_fact_without_a_legal_basis_is_refused(faults):
    bare = replace(written(Facet.WHERE, "Nộp ở phường."), basis=())
    (fault,) = (f for f in faults(changed(BIRTH, facts=(bare,))) if BIRTH in f)
    assert "no legal basis" in fault
    assert "facts.0" in fault
    assert "Nộp ở phường" in fault


def test_a_fact_on_a_document_that_is_not_on_file_is_refused(faults_of_fact):
    assert any("9/2030/NĐ-CP is not on file" in f for f in faults_of_fact(document="9/2030/NĐ-CP"))


def test_a_fact_that_ends_before_it_starts_is_refused(faults_of_fact):
    found = faults_of_fact(valid_to=FIRST_OF_NEW - timedelta(days=1))
    assert any("before it starts" in f for f in found)
    assert not any("starts" in f and BIRTH in f for f in faults_of_fact(valid_to=FIRST_OF_NEW))


def test_a_past_fact_without_a_start_is_refused_since_it_would_never_be_shown(faults_of_fact):
    found = faults_of_fact(valid_from=None, valid_to=LAST_OF_OLD, verified_on=TODAY)
    assert any("never shown" in f for f in found)


@pytest.mark.parametrize(
    ("document", "dates", "said"),
    [
        (DECREE, {"valid_from": date(2025, 6, 30)}, "starts before"),
        (OLD_DECREE, {"valid_from": date(2018, 6, 21)}, "outlives"),
        (OLD_DECREE, {"valid_from": FIRST_OF_NEW}, "in force on no day"),
        (DECREE, {"valid_from": date(2020, 1, 1), "valid_to": LAST_OF_OLD}, "in force on no day"),
        (OLD_DECREE, {"valid_from": None, "verified_on": TODAY}, "in force on no day"),
    ],
)
def test_a_fact_holds_only_while_its_document_is_in_force(faults_of_fact, document, dates, said):
    found = [f for f in faults_of_fact(document=document, **dates) if BIRTH in f]
    assert len(found) == 1, found
    assert said in found[0]
    assert document in found[0]


def test_two_documents_that_follow_each_other_hold_a_fact_together(faults_of_fact):
    both = {"document": OLD_DECREE, "also": DECREE}
    assert not [f for f in faults_of_fact(valid_from=date(2018, 6, 21), **both) if BIRTH in f]
    (fault,) = (f for f in faults_of_fact(valid_from=date(2018, 6, 20), **both) if BIRTH in f)
    assert "on 2018-06-20 nothing" in fault


def test_what_says_that_a_rule_has_ended_may_rest_on_that_rule(faults_of_fact):
    ended = {"document": OLD_DECREE, "valid_from": FIRST_OF_NEW}
    assert not [f for f in faults_of_fact("Một cửa cấp huyện không còn.", **ended) if BIRTH in f]
    assert [f for f in faults_of_fact("Một cửa cấp huyện nhận hồ sơ.", **ended) if BIRTH in f]
    later = {**ended, "valid_from": FIRST_OF_NEW + timedelta(days=1)}
    assert [f for f in faults_of_fact("Một cửa cấp huyện không còn.", **later) if BIRTH in f]


def test_nothing_can_have_been_checked_in_the_future(faults, faults_of_fact, faults_of_document):
    tomorrow = TODAY + timedelta(days=1)
    assert any("in the future" in f for f in faults_of_fact(verified_on=tomorrow))
    assert not any("future" in f for f in faults_of_fact(verified_on=TODAY))
    assert any("in the future" in f for f in faults_of_document(verified_on=tomorrow))
    assert any(LATE in f for f in faults(changed(LATE, verified_on=tomorrow)))
    office = replace(CONTENT.offices[0], verified_on=tomorrow)
    assert any("thu-duc" in f for f in faults(replace(CONTENT, offices=(office,))))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)}, "before valid_from"),
        ({"valid_from": date(2020, 1, 1), "issued_on": date(2020, 1, 2)}, "before it was issued"),
        ({"replaced_by": DECREE}, "valid_to is null"),
        ({"replaced_by": "1/2020/QH14", "valid_to": date(2021, 1, 1)}, "the document itself"),
        ({"replaced_by": "9/2030", "valid_to": date(2021, 1, 1)}, "not on file"),
    ],
)
def test_the_dates_of_a_document_may_not_contradict(faults_of_document, fields, said):
    (fault,) = (f for f in faults_of_document(**fields) if "1/2020/QH14" in f)
    assert said in fault


def test_a_low_fact_is_refused_when_the_answer_would_not_warn(faults_of_fact, sentences):
    assert not [f for f in faults_of_fact(certainty=Certainty.LOW) if BIRTH in f]
    for silent in ("{text}", "{text} (chưa kiểm chứng)"):
        mute = Sentences({"utter_fact_unverified": silent})
        low = written(Facet.WHERE, "Nộp ở phường.", DECREE, valid_from=FIRST_OF_NEW)
        low = replace(low, certainty=Certainty.LOW)
        checked = Checked(changed(BIRTH, facts=(low,)))
        found = find_faults(checked, TODAY, ItemWriter(mute, TODAY, TODAY).warns)
        assert any("does not warn" in str(f) and BIRTH in str(f) for f in found)


def named(code, *questions):
    return ProcedureNames(code, "Tên", ("tên",), questions)


@pytest.mark.parametrize(
    "spelling", ["Nộp ở ĐÂU?", "nop o dau", "nộp  ở đâu!", "Nộp ở đâu"], ids=repr
)
def test_a_sample_question_leads_to_one_place_only_however_it_is_typed(faults, spelling):
    twice = changed(LATE, sample_questions=("nộp ở đâu", spelling))
    assert any("the same block" in f and LATE in f for f in faults(twice))
    one = changed(LATE, sample_questions=("nộp ở đâu",))
    (fault,) = (f for f in faults(one, [named("9.000001", spelling)]) if "sample_questions" in f)
    assert "9.000001" in fault
    assert LATE in fault
    blocks = [named("9.000001", "nộp ở đâu"), named("9.000002", spelling)]
    assert any("9.000001" in f and "9.000002" in f for f in faults(CONTENT, blocks))


def test_of_two_words_of_the_lexicon_found_alike_one_would_be_lost(faults):
    def with_words(*words):
        return replace(CONTENT, lexicon=words)

    colloquial = LexiconEntry("bằng lái", ("giấy phép lái xe",), LexiconKind.COLLOQUIAL)
    bare = LexiconEntry("bang lai", ("giấy phép",), LexiconKind.REGIONAL)
    assert any("twice" in f for f in faults(with_words(colloquial, bare)))
    typed = [LexiconEntry(t, ("được",), LexiconKind.TEENCODE) for t in ("dc", "đc", "DC")]
    assert not any("twice" in f for f in faults(with_words(*typed[:2])))
    assert any("twice" in f for f in faults(with_words(typed[0], typed[2])))


def test_a_fault_names_the_file(faults):
    found = faults(changed(BIRTH, verified_on=date(2030, 1, 1)), files={BIRTH: "procedures/a.yml"})
    assert any(f.startswith(f"procedures/a.yml: {BIRTH}: verified_on: ") for f in found)


def test_the_real_content_has_no_fault(sentences):
    read = read_folder(CONTENT_FOLDER)
    checked = Checked(read.content, read.names, read.files)
    latest = max(e.verified_on for e in read.content.entries)
    assert find_faults(checked, latest, ItemWriter(sentences, latest, latest).warns) == []


def test_every_thing_that_is_read_has_its_file(tmp_path):
    read = read_folder(CONTENT_FOLDER)
    keys = [e.key for e in read.content.entries] + [d.number for d in read.content.documents]
    keys += [f"names:{n.code}" for n in read.names]
    keys += [f"lexicon:{w.term}" for w in read.content.lexicon]
    assert [k for k in keys if k not in read.files] == []
    assert isinstance(read.content.documents[0], LegalDocument)
