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
from knowledge_base.retrieval.compose.card import facet_buttons
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Entry,
    EntryKind,
    Fact,
    Origin,
)
from tests.support import knowledge
from tests.support.knowledge import (
    BIRTH,
    DEATH,
    DECREE,
    ENVIRONMENT,
    FEES,
    LATE,
    LAW,
    MARRIAGE,
    OLD_DECREE,
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

    def give(*facts, facets=(), today=TODAY, as_of=None, name="thủ tục thử", **fields):
        entry = procedure("9.999999", "Thủ tục thử", name, facts=facts, **fields)
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
    assert "cần tờ khai đăng ký khai sinh (1 bản chính); giấy chứng sinh" in reply.text
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
    announced = "Từ ngày 01/01/2027: miễn lệ phí cho mọi trường hợp."
    assert reply.text.count("mọi trường hợp") == 1
    assert announced in reply.text
    assert items(reply, Facet.FEE)[-1] == announced


def test_a_change_far_ahead_stands_on_the_card_only(answer):
    reply = answer(BIRTH, Facet.FEE, as_of=date(2026, 3, 1), today=date(2026, 3, 1))
    assert "mọi trường hợp" not in reply.text
    assert items(reply, Facet.FEE)[-1].startswith("Từ ngày 01/01/2027:")


def test_a_fact_that_has_ended_is_never_shown(answer):
    assert "9.999" not in everything(answer(BIRTH, Facet.FEE))
    assert "nơi cha hoặc mẹ thường trú" not in everything(answer(BIRTH, Facet.WHERE))


def test_a_fact_holds_on_its_first_and_its_last_day_and_no_other(answer):
    old, new = "nơi cha hoặc mẹ thường trú", "bất kỳ Trung tâm"
    last, first = date(2025, 6, 30), date(2025, 7, 1)
    before = answer(BIRTH, Facet.WHERE, today=last, as_of=last).text
    assert old in before
    assert new not in before.partition("Từ ngày 01/07/2025:")[0]
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
    facts = [fact(Facet.STEPS, f"{n}. {LONG * 3}", certainty=certainty) for n in range(count)]
    reply = answer_from(*facts, facets=(Facet.STEPS,), origin=origin)
    assert len(reply.text) <= 450
    assert len(items(reply, Facet.STEPS)) == count


def test_the_whole_of_a_long_text_stands_on_the_card(answer_from):
    text = " ".join(f"Việc thứ {n}. {LONG.strip()}" for n in range(12))
    lines = items(answer_from(fact(Facet.STEPS, text), facets=(Facet.STEPS,)), Facet.STEPS)
    assert " ".join(lines) == text
    assert max(len(line) for line in lines) <= 320


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


def text_of(answer_from, *facts, facet, **more):
    return answer_from(*facts, facets=(facet,), **more).text


def test_several_facets_are_labelled_and_stand_on_a_line_each(answer):
    lines = answer(BIRTH, Facet.WHERE, Facet.TIME_LIMIT).text.split("\n")
    assert lines == [
        "Đăng ký khai sinh:",
        "Nơi nộp: Nộp ở bất kỳ Trung tâm Phục vụ hành chính công nào.",
        "Thời hạn: Trả kết quả ngay trong ngày.",
    ]


def test_of_several_facets_those_not_on_record_are_named_together_with_where_to_ask(answer):
    text = answer(DEATH, Facet.ONLINE, Facet.FEE, Facet.POSTAL).text
    assert "Lệ phí: Khai tử đúng hạn không thu lệ phí." in text
    assert text.count("Hiện chưa có thông tin") == 1
    assert "nộp trực tuyến và qua bưu điện" in text
    assert "Bộ phận Một cửa" in text


def test_every_one_of_several_facets_shows_a_source(answer_from):
    long = [
        Fact(Facet.DOSSIER, f"Giấy {n}", (Basis(LAW, f"Điều {n}"),), valid_from=date(2020, 1, 1))
        for n in range(9)
    ]
    fee = fact(Facet.FEE, "Miễn phí.", FEES)
    reply = answer_from(*long, fee, facets=(Facet.DOSSIER, Facet.FEE))
    assert any("85/2019" in source.document for source in reply.meta.sources)


def test_papers_are_listed_by_case_those_for_everybody_first(answer_from):
    papers = [
        fact(Facet.DOSSIER, "Giấy ủy quyền", case="Khi nhờ người khác"),
        fact(Facet.DOSSIER, "Thẻ bảo hiểm y tế", case="Không phải nộp"),
        fact(Facet.DOSSIER, "Giấy báo tử", case="Giấy tờ phải nộp"),
        fact(Facet.DOSSIER, "Căn cước", case="Xuất trình"),
        fact(Facet.DOSSIER, "Giấy cam đoan", case="Khi nhờ người khác"),
        fact(Facet.DOSSIER, "Tờ khai", case="Giấy tờ phải nộp"),
    ]
    reply = answer_from(*papers, facets=(Facet.DOSSIER,))
    assert [item.partition(": ")[2] for item in items(reply, Facet.DOSSIER)] == [
        "giấy báo tử", "tờ khai", "căn cước", "giấy ủy quyền", "giấy cam đoan", "thẻ bảo hiểm y tế",
    ]  # fmt: skip
    assert "cần giấy báo tử; xuất trình: căn cước; tờ khai; thêm giấy tờ khác" in reply.text


def test_a_paper_that_need_not_be_filed_and_a_remark_are_not_counted(answer_from):
    papers = [fact(Facet.DOSSIER, f"Giấy {n} {'dài ' * 9}", case="Nộp") for n in range(5)]
    papers.append(fact(Facet.DOSSIER, "Giấy độc thân", case="Không phải nộp"))
    papers.append(fact(Facet.DOSSIER, "*Lưu ý: mang theo bản chính", case="Nộp"))
    text = text_of(answer_from, *papers, facet=Facet.DOSSIER)
    assert "5 loại giấy tờ, ghi" in text
    assert "tùy trường hợp" not in text


def test_one_or_two_short_papers_are_named_instead_of_counted(answer_from):
    papers = (fact(Facet.DOSSIER, "Tờ khai", originals=1), fact(Facet.DOSSIER, "Ảnh 4 x 6"))
    text = text_of(answer_from, *papers, facet=Facet.DOSSIER)
    assert text == "Thủ tục thử: cần tờ khai (1 bản chính); ảnh 4 x 6."


def test_a_situation_that_the_text_names_is_not_named_twice(answer_from):
    said = fact(Facet.FEE, "10 USD nếu làm ở cơ quan đại diện.", case="Ở cơ quan đại diện")
    reply = answer_from(said, facets=(Facet.FEE,))
    assert items(reply, Facet.FEE) == ("10 USD nếu làm ở cơ quan đại diện.",)


def test_what_is_the_same_for_every_way_of_filing_is_said_once(answer_from):
    ways = {
        Channel.COUNTER: "Nộp trực tiếp",
        Channel.ONLINE: "Nộp trực tuyến",
        Channel.POSTAL: "Gửi qua bưu chính",
    }
    limits = [fact(Facet.TIME_LIMIT, f"{way}: 7 ngày.", channel=c) for c, way in ways.items()]
    reply = answer_from(*limits, facets=(Facet.TIME_LIMIT,))
    assert items(reply, Facet.TIME_LIMIT) == (
        "Nộp trực tiếp, trực tuyến hoặc qua bưu chính: 7 ngày.",
    )
    limits[1] = fact(Facet.TIME_LIMIT, "Nộp trực tuyến: 5 ngày.", channel=Channel.ONLINE)
    assert items(answer_from(*limits, facets=(Facet.TIME_LIMIT,)), Facet.TIME_LIMIT) == (
        "Nộp trực tiếp hoặc qua bưu chính: 7 ngày.", "Nộp trực tuyến: 5 ngày.",
    )  # fmt: skip


def test_the_fee_of_the_way_of_filing_that_is_asked_about_comes_first(answer_from):
    fees = (
        fact(Facet.FEE, "15.000 đồng khi nộp trực tiếp.", channel=Channel.COUNTER),
        fact(Facet.FEE, "7.000 đồng khi nộp trực tuyến.", channel=Channel.ONLINE),
    )
    online = fact(Facet.ONLINE, "Nộp được trên Cổng.")
    text = answer_from(*fees, online, facets=(Facet.ONLINE, Facet.FEE)).text
    assert text.index("7.000 đồng") < text.index("15.000 đồng")
    text = text_of(answer_from, *fees, facet=Facet.FEE)
    assert text.index("15.000 đồng") < text.index("7.000 đồng")


def test_a_fee_says_until_when_it_holds_a_year_ahead(answer_from):
    ends = TODAY + timedelta(days=300)
    text = text_of(answer_from, fact(Facet.FEE, "Miễn phí.", valid_to=ends), facet=Facet.FEE)
    assert f"(đến hết ngày {ends:%d/%m/%Y})" in text


def test_an_amount_that_is_not_on_record_has_no_end(answer_from):
    ends = TODAY + timedelta(days=90)
    unknown = fact(Facet.FEE, "Mức thu chưa có trong dữ liệu.", valid_to=ends)
    assert "đến hết" not in text_of(answer_from, unknown, facet=Facet.FEE)


def test_a_heading_stands_before_what_it_announces(answer_from):
    steps = [fact(Facet.STEPS, text) for text in ("Nộp hồ sơ:", "- Nộp ở xã.", "Nhận kết quả.")]
    reply = answer_from(*steps, facets=(Facet.STEPS,))
    assert items(reply, Facet.STEPS) == ("Nộp hồ sơ: nộp ở xã.", "Nhận kết quả.")


def test_a_long_raw_text_becomes_lines_at_its_own_marks(answer_from):
    raw = (
        "Bước 1: Nộp hồ sơ ở TP. Hồ Chí Minh. " + LONG * 3 + "\n- Trực tuyến: trên Cổng. + Qua bưu "
        "chính. Bước 2: Nhận kết quả."
    )
    lines = items(answer_from(fact(Facet.STEPS, raw), facets=(Facet.STEPS,)), Facet.STEPS)
    assert lines[0].startswith("Nộp hồ sơ ở TP. Hồ Chí Minh.")
    assert lines[-3:] == ("Trực tuyến: trên Cổng.", "Qua bưu chính.", "Nhận kết quả.")


def test_a_section_beyond_reading_is_cut_with_where_the_rest_is_but_papers_are_all_listed(
    answer_from,
):
    steps = [fact(Facet.STEPS, f"Việc {n}.") for n in range(80)]
    papers = [fact(Facet.DOSSIER, f"Giấy {n}") for n in range(80)]
    reply = answer_from(*steps, *papers, facets=(Facet.STEPS,))
    assert len(items(reply, Facet.STEPS)) == 30
    assert "dichvucong.gov.vn" in items(reply, Facet.STEPS)[-1]
    assert "9.999999" in items(reply, Facet.STEPS)[-1]
    assert len(items(reply, Facet.DOSSIER)) == 80


def test_without_a_summary_time_fee_and_place_stand_for_it_and_the_papers_are_open(answer_from):
    reply = answer_from(
        fact(Facet.TIME_LIMIT, "7 ngày."),
        fact(Facet.FEE, "Miễn phí."),
        fact(Facet.DOSSIER, "Tờ khai"),
    )
    assert reply.text == "Thủ tục thử:\nThời hạn: 7 ngày.\nLệ phí: Miễn phí."
    assert [s.facet for s in reply.card.sections if s.open] == [Facet.DOSSIER]


def test_a_rule_that_has_not_changed_since_is_said_once(answer):
    text = answer(BIRTH, Facet.TIME_LIMIT, as_of=date(2019, 3, 1)).text
    assert text.count("ngay trong ngày") == 1
    assert text.endswith("Hiện nay vẫn như vậy.")


def test_beside_the_past_only_what_has_changed_is_said_of_today(answer):
    text = answer(BIRTH, Facet.WHERE, Facet.TIME_LIMIT, as_of=date(2019, 3, 1)).text
    then, now = text.split("Hiện nay")
    assert "Thời hạn" in then
    assert "Nơi nộp" in now
    assert "Thời hạn" not in now


def test_what_a_coming_change_brings_is_said_before_what_stays(answer_from):
    facts = (
        fact(Facet.WHERE, "Nộp ở xã."),
        fact(Facet.WHERE, "Nộp ở mọi nơi.", valid_from=date(2027, 3, 1)),
    )
    text = answer_from(*facts, facets=(Facet.WHERE,), as_of=date(2027, 3, 2)).text
    assert text.index("Nộp ở mọi nơi.") < text.index("Nộp ở xã.")


def test_beside_the_past_the_card_shows_what_held_then_with_its_end_and_what_holds_now(answer):
    where = items(answer(BIRTH, Facet.WHERE, as_of=date(2019, 3, 1)), Facet.WHERE)
    assert "(đến hết ngày 30/06/2025)" in where[0]
    assert where[1].startswith("Từ ngày 01/07/2025:")


def test_what_came_and_went_between_the_day_asked_and_today_is_not_on_the_card(answer_from):
    between = fact(
        Facet.WHERE, "Nộp ở huyện.", valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1)
    )
    now = fact(Facet.WHERE, "Nộp ở xã.", valid_from=date(2022, 1, 2))
    reply = answer_from(between, now, facets=(Facet.WHERE,), as_of=date(2020, 1, 1))
    assert "huyện" not in everything(reply)


def test_a_document_out_of_force_is_no_source_beside_one_in_force(answer_from):
    both = Fact(
        Facet.WHERE,
        "Nộp ở xã.",
        (Basis(OLD_DECREE), Basis(DECREE)),
        valid_from=date(2018, 6, 21),
    )
    cited = {s.document for s in answer_from(both, facets=(Facet.WHERE,)).meta.sources}
    assert cited == {"Nghị định 118/2025/NĐ-CP"}


def test_the_portal_is_the_first_source_of_what_comes_from_it(answer):
    source = answer(ENVIRONMENT, Facet.TIME_LIMIT).meta.sources[0]
    assert source.document == "Cổng Dịch vụ công quốc gia"
    assert source.article == f"mã {ENVIRONMENT}, ngày 01/07/2026"


def test_a_reviewed_record_names_the_portal_and_does_not_say_unreviewed(answer_from):
    limit = fact(Facet.TIME_LIMIT, "7 ngày.")
    reply = answer_from(
        limit, facets=(Facet.TIME_LIMIT,), origin=Origin.REVIEWED, verified_on=TODAY
    )
    assert "Cổng Dịch vụ công quốc gia ngày 24/11/2026" in reply.text
    assert "chưa được cán bộ" not in reply.text


def test_a_record_checked_again_still_names_the_day_it_was_taken_from_the_portal(answer_from):
    taken = fact(Facet.TIME_LIMIT, "7 ngày.", verified_on=date(2026, 7, 1))
    reply = answer_from(
        taken, facets=(Facet.TIME_LIMIT,), origin=Origin.REVIEWED, verified_on=TODAY
    )
    assert "Cổng Dịch vụ công quốc gia ngày 01/07/2026" in reply.text
    assert reply.meta.sources[0].article == "mã 9.999999, ngày 01/07/2026"


@pytest.fixture
def answer_beside_rules(encoder, vector_cache, sentences):
    """Answer from the portal's record of one procedure, with a rule on record beside it."""

    def give(portal_fact, rule_fact, origin=Origin.PORTAL):
        entry = procedure("9.999999", "Thử", "thử", facts=(portal_fact,), origin=origin)
        rule = Entry("bo-cap-huyen-binh-duong", EntryKind.RULE, "Luật", "luật", facts=(rule_fact,))
        content = replace(knowledge.CONTENT, entries=(entry, rule))
        snapshot = build_snapshot("r", content, encoder, vector_cache)
        return Composer(snapshot, sentences, TODAY, TODAY).answer(0, (portal_fact.facet,))

    return give


DISTRICT = fact(Facet.WHERE, "Nộp ở Ủy ban nhân dân cấp huyện.")
NO_DISTRICT = fact(
    Facet.SUMMARY, "Từ 01/07/2025 không còn cấp huyện.", DECREE, certainty=Certainty.HIGH
)


def test_beside_an_office_that_has_ended_the_certain_rule_stands_with_its_source(
    answer_beside_rules,
):
    reply = answer_beside_rules(DISTRICT, NO_DISTRICT)
    assert "không còn cấp huyện" in reply.text
    assert "không còn cấp huyện" in items(reply, Facet.WHERE)[-1]
    assert any("118/2025" in source.document for source in reply.meta.sources)


def test_no_rule_is_set_against_the_portal_that_is_not_certain_or_not_in_force(answer_beside_rules):
    for unfit in ({"certainty": Certainty.MEDIUM}, {"valid_to": date(2026, 1, 1)}):
        reply = answer_beside_rules(DISTRICT, replace(NO_DISTRICT, **unfit))
        assert "không còn" not in everything(reply)
    ours = answer_beside_rules(DISTRICT, NO_DISTRICT, origin=Origin.CURATED)
    assert "không còn" not in everything(ours)
    fine = answer_beside_rules(fact(Facet.WHERE, "Nộp ở xã."), NO_DISTRICT)
    assert "không còn" not in everything(fine)


def test_what_is_answered_alone_on_presumption_keeps_its_buttons_and_a_way_out(snapshot, sentences):
    composer = Composer(snapshot, sentences, TODAY, TODAY)
    position = snapshot.position_of[BIRTH]
    likeliest = composer.answer(position, ())
    reply = composer.clarify((position,), (), likeliest)
    assert reply.text.startswith(likeliest.text)
    assert sentences.say("clarify_presumed_alone") in reply.text
    assert reply.buttons[:-1] == likeliest.buttons[:3]
    assert reply.buttons[-1].payload == "/choose_other"


def test_a_guide_does_not_offer_its_own_way_of_filing_again(answer_from):
    facts = [fact(facet, f"{facet}.") for facet in (Facet.SUMMARY, Facet.POSTAL, Facet.FEE)]
    reply = answer_from(*facts)
    assert len(reply.buttons) == 2
    guide = replace(
        procedure("nop-qua-mang", "Cách nộp", "cách nộp", facts=tuple(facts)), kind=EntryKind.GUIDE
    )
    offered = {
        json.loads(b.payload.partition("{")[1] + b.payload.partition("{")[2])["facet"]
        for b in facet_buttons(guide, (Facet.SUMMARY,), TODAY)
    }
    assert offered == {"fee"}


def test_the_code_that_ends_a_title_of_the_portal_is_not_read_out_but_its_level_is(answer_from):
    limit = fact(Facet.TIME_LIMIT, "7 ngày.")
    text = answer_from(
        limit,
        facets=(Facet.TIME_LIMIT,),
        origin=Origin.PORTAL,
        name="cấp phép (cấp tỉnh) ( 1.010727 )",
    ).text
    assert text.startswith("Cấp phép (cấp tỉnh): 7 ngày.")


def test_the_list_below_is_pointed_to_once(answer_from):
    facts = [fact(facet, f"{n}. {LONG}") for facet in (Facet.FEE, Facet.WHERE) for n in range(5)]
    text = answer_from(*facts, facets=(Facet.FEE, Facet.WHERE)).text
    assert text.count("Xem đủ ở danh sách dưới đây.") == 1


@pytest.mark.parametrize(
    ("case", "text", "line"),
    [
        ("Mua bán", "Mua bán: thuế 2%.", "Mua bán: thuế 2%."),
        ("Tổ chức", "Tổ chức nộp ở Sở.", "Tổ chức nộp ở Sở."),
        ("Xin thêm bản sao", "Muốn lấy thêm bản sao thì đóng 8.000 đồng.", None),
        ("Người ở xa", "Gửi qua bưu điện.", "Người ở xa: gửi qua bưu điện."),
    ],
)
def test_a_case_that_the_text_begins_with_is_not_said_twice(answer_from, case, text, line):
    reply = answer_from(fact(Facet.CONDITIONS, text, case=case), facets=(Facet.CONDITIONS,))
    assert items(reply, Facet.CONDITIONS) == (line or text,)
