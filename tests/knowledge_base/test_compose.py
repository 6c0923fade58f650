"""What an answer says, and what it never says."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Reply
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.retrieval.compose import Composer
from knowledge_base.retrieval.records import Basis, Certainty, Fact, Origin
from tests.support import knowledge
from tests.support.knowledge import (
    BIRTH,
    DEATH,
    ENVIRONMENT,
    FEES,
    LATE,
    MARRIAGE,
    POST,
    TODAY,
    fact,
    procedure,
)

LONG = "Người dân mang theo đầy đủ giấy tờ đã nêu ở trên khi đến nơi tiếp nhận hồ sơ. "


@pytest.fixture
def answer(snapshot, sentences):
    def give(key, *facets, as_of=TODAY, today=TODAY):
        composer = Composer(snapshot, sentences, today, as_of)
        return composer.answer(snapshot.position_of[key], facets)

    return give


@pytest.fixture
def answer_from(encoder, vector_cache, sentences):
    """Answer from a knowledge base whose one entry was written in the test."""

    def give(*facts, facets=(), today=TODAY, as_of=None, **fields):
        entry = procedure("9.999999", "Thủ tục thử", "thủ tục thử", facts=facts, **fields)
        content = replace(knowledge.CONTENT, entries=(entry,))
        snapshot = build_snapshot("r", content, encoder, vector_cache)
        return Composer(snapshot, sentences, today, as_of or today).answer(0, facets)

    return give


def everything(reply):
    return json.dumps(reply.to_json(), ensure_ascii=False)


def items(reply, facet):
    return next(section.items for section in reply.card.sections if section.facet is facet)


def test_a_facet_is_answered_in_the_words_on_record(answer):
    reply = answer(BIRTH, Facet.WHERE)
    assert "Nộp ở bất kỳ Trung tâm Phục vụ hành chính công nào." in reply.text
    assert reply.meta.outcome is Outcome.ANSWERED
    assert (reply.meta.procedure, reply.meta.facet) == (BIRTH, Facet.WHERE)
    assert (reply.meta.as_of, reply.meta.release) == (TODAY, "2026-11-24.1")


def test_without_a_facet_the_summary_is_said(answer):
    reply = answer(BIRTH)
    assert reply.text == "Đăng ký khai sinh làm trong ngày, miễn phí nếu đúng hạn."
    assert reply.meta.facet is None


def test_the_procedure_is_named_in_every_answer(answer):
    for facet in (Facet.FEE, Facet.ONLINE, Facet.TIME_LIMIT, Facet.DOSSIER):
        assert "đăng ký khai sinh" in answer(BIRTH, facet).text.lower()


def test_several_facets_are_answered_in_the_order_asked(answer):
    text = answer(BIRTH, Facet.FEE, Facet.TIME_LIMIT, Facet.WHERE).text
    places = [text.index(t) for t in ("Miễn lệ phí", "ngay trong ngày", "Nộp ở bất kỳ")]
    assert places == sorted(places)


def test_the_card_opens_on_the_facets_asked(answer):
    reply = answer(BIRTH, Facet.FEE, Facet.WHERE)
    assert {s.facet for s in reply.card.sections if s.open} == {Facet.FEE, Facet.WHERE}


def test_the_dossier_lists_papers_with_their_number_and_case(answer):
    reply = answer(BIRTH, Facet.DOSSIER)
    assert "2 loại giấy tờ" in reply.text
    papers = items(reply, Facet.DOSSIER)
    assert len(papers) == 3
    assert "hứng sinh" in papers[1]
    assert "1 bản chính" in papers[1]
    assert papers[2].startswith("Khi trẻ bị bỏ rơi:")


def test_a_facet_that_is_not_on_record_is_said_not_to_be_with_where_to_ask(answer):
    reply = answer(DEATH, Facet.ONLINE)
    assert reply.meta.outcome is Outcome.ANSWERED_PARTIAL
    assert "nộp trực tuyến" in reply.text
    assert "Bộ phận Một cửa" in reply.text
    assert reply.meta.sources == ()


def test_what_is_on_record_is_answered_beside_what_is_not(answer):
    reply = answer(DEATH, Facet.FEE, Facet.ONLINE)
    assert reply.meta.outcome is Outcome.ANSWERED_PARTIAL
    assert "Khai tử đúng hạn không thu lệ phí." in reply.text
    assert "chưa có thông tin về nộp trực tuyến" in reply.text


def test_a_fact_that_starts_later_is_announced_with_its_day(answer):
    reply = answer(BIRTH, Facet.FEE)
    assert "mọi trường hợp" not in reply.text
    assert items(reply, Facet.FEE)[-1].startswith("Từ ngày 01/01/2027:")


def test_a_fact_that_has_ended_is_never_shown(answer):
    assert "9.999" not in everything(answer(BIRTH, Facet.FEE))
    assert "nơi cha hoặc mẹ thường trú" not in everything(answer(BIRTH, Facet.WHERE))


def test_a_fact_holds_on_its_first_and_its_last_day_and_no_other(answer):
    old, new = "nơi cha hoặc mẹ thường trú", "bất kỳ Trung tâm"
    last, first = date(2025, 6, 30), date(2025, 7, 1)
    assert old in answer(BIRTH, Facet.WHERE, today=last, as_of=last).text
    assert new not in answer(BIRTH, Facet.WHERE, today=last, as_of=last).text
    assert new in answer(BIRTH, Facet.WHERE, today=first, as_of=first).text
    assert old not in answer(BIRTH, Facet.WHERE, today=first, as_of=first).text


def test_a_fact_that_ends_soon_says_until_when(answer_from):
    soon, far = TODAY + timedelta(days=20), TODAY + timedelta(days=400)
    text = answer_from(
        fact(Facet.TIME_LIMIT, "Trong 3 ngày.", valid_to=soon), facets=(Facet.TIME_LIMIT,)
    ).text
    assert f"{soon:%d/%m/%Y}" in text
    text = answer_from(
        fact(Facet.TIME_LIMIT, "Trong 3 ngày.", valid_to=far), facets=(Facet.TIME_LIMIT,)
    ).text
    assert f"{far:%d/%m/%Y}" not in text


def test_a_fact_of_low_certainty_is_said_to_be_unverified(answer):
    reply = answer(BIRTH, Facet.CONDITIONS)
    assert "Chưa kiểm chứng" in reply.text
    assert all("Chưa kiểm chứng" in item for item in items(reply, Facet.CONDITIONS))


def test_a_long_fact_of_low_certainty_is_still_said_to_be_unverified(answer_from):
    reply = answer_from(
        fact(Facet.CONDITIONS, LONG * 8, certainty=Certainty.LOW), facets=(Facet.CONDITIONS,)
    )
    assert "kiểm chứng" in reply.text


def test_the_past_is_answered_as_the_past_with_what_holds_now(answer):
    text = answer(BIRTH, Facet.WHERE, as_of=date(2019, 3, 1)).text
    then, now = text.split("Hiện nay")
    assert "01/03/2019" in then
    assert "nơi cha hoặc mẹ thường trú" in then
    assert "bất kỳ Trung tâm" in now


def test_the_past_and_the_present_both_show_what_they_rest_on(answer):
    cited = {s.document for s in answer(BIRTH, Facet.WHERE, as_of=date(2019, 3, 1)).meta.sources}
    assert cited == {"Nghị định 61/2018/NĐ-CP", "Nghị định 118/2025/NĐ-CP"}


def test_a_past_that_is_not_on_record_is_not_made_up(answer):
    reply = answer(MARRIAGE, Facet.FEE, as_of=date(2010, 3, 1))
    assert "01/03/2010" in reply.text
    assert "Chưa có thông tin" in reply.text
    assert reply.meta.outcome is Outcome.ANSWERED_PARTIAL


def test_sources_give_the_document_its_article_and_its_dates(answer):
    (source,) = answer(BIRTH, Facet.WHERE).meta.sources
    assert source.document == "Nghị định 118/2025/NĐ-CP"
    assert source.article == "Điều 15"
    assert (source.valid_from, source.valid_to) == (date(2025, 7, 1), None)
    assert source.url == "https://example.vn/118"


def test_each_source_is_given_once_and_four_at_most(answer_from):
    facts = [
        Fact(
            Facet.STEPS,
            f"Bước {n}.",
            (Basis(FEES, f"Điều {n // 2}"),),
            valid_from=date(2020, 1, 1),
            certainty=Certainty.HIGH,
        )
        for n in range(14)
    ]
    sources = answer_from(*facts, facets=(Facet.STEPS,)).meta.sources
    assert len(sources) == 4
    assert len(set(sources)) == 4


def test_what_comes_from_the_national_portal_says_so_with_its_day(answer):
    reply = answer(ENVIRONMENT, Facet.TIME_LIMIT)
    assert "Cổng Dịch vụ công quốc gia ngày 01/07/2026" in reply.text
    assert "chưa được cán bộ ở đây duyệt" in reply.text
    assert "Cổng Dịch vụ công" not in answer(BIRTH, Facet.TIME_LIMIT).text


def test_a_long_text_from_the_portal_still_says_where_it_comes_from(answer_from):
    reply = answer_from(
        fact(Facet.STEPS, LONG * 12), facets=(Facet.STEPS,), origin=Origin.PORTAL, verified_on=TODAY
    )
    assert "chưa được cán bộ ở đây duyệt" in reply.text


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("certainty", Certainty)
@pytest.mark.parametrize("count", [1, 2, 9])
def test_the_text_before_the_card_stays_short(answer_from, origin, certainty, count):
    facts = [fact(Facet.STEPS, LONG * 4, certainty=certainty) for _ in range(count)]
    reply = answer_from(*facts, facets=(Facet.STEPS,), origin=origin)
    assert len(reply.text) <= 450
    assert len(items(reply, Facet.STEPS)) == count


def test_the_whole_of_a_long_text_stands_on_the_card(answer_from):
    reply = answer_from(fact(Facet.STEPS, LONG * 12), facets=(Facet.STEPS,))
    assert (LONG * 12).strip() in items(reply, Facet.STEPS)[0].strip()


def test_at_most_four_facets_are_offered_next_each_with_its_procedure(answer):
    reply = answer(BIRTH, Facet.FEE)
    assert 1 <= len(reply.buttons) <= 4
    for button in reply.buttons:
        assert button.payload.startswith("/ask_facet{")
        asked = json.loads(button.payload.removeprefix("/ask_facet"))
        assert asked["procedure"] == BIRTH
        assert asked["facet"] != "fee"


def test_only_what_is_on_record_is_offered(answer):
    offered = {
        json.loads(b.payload.removeprefix("/ask_facet"))["facet"] for b in answer(DEATH).buttons
    }
    assert offered == {"dossier", "fee", "where"}


def test_a_rule_is_answered_by_its_summary_whatever_facet_is_asked(answer):
    reply = answer(LATE, Facet.FEE)
    assert reply.meta.outcome is Outcome.ANSWERED
    assert "thư xin lỗi" in reply.text
    assert reply.meta.procedure is None
    assert reply.meta.sources


def test_a_guide_opens_its_steps_and_asks_for_which_procedure(answer):
    reply = answer(POST)
    assert reply.text.startswith("Ra bưu điện gần nhà gửi hồ sơ")
    assert "thủ tục nào" in reply.text
    assert [s.facet for s in reply.card.sections if s.open] == [Facet.STEPS]


@pytest.mark.parametrize("key", [e.key for e in knowledge.ENTRIES])
@pytest.mark.parametrize("facet", [None, *Facet])
def test_every_facet_of_every_entry_gives_a_whole_reply(answer, key, facet):
    reply = answer(key, *([facet] if facet else []))
    assert Reply.from_json(reply.to_json()) == reply
    assert "{" not in reply.text
    assert len(reply.text) <= 450
