"""What of a card answers a question in the middle of a conversation."""

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Card, Section
from knowledge_base.retrieval.asking import asking_model
from knowledge_base.retrieval.compose.passage import (
    Found,
    LineRanking,
    asks_more,
    line_ranking,
    lines_about,
    lines_of,
)
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, LATE, TODAY

SINGLE = "Giấy độc thân: không phải nộp"
PROXY = "Nhờ người khác nộp thay: giấy ủy quyền; ông, bà thì không phải chứng thực"
CARD = Card(
    "Thủ tục đăng ký kết hôn",
    (
        Section(Facet.DOSSIER, "Hồ sơ", (PROXY, SINGLE)),
        Section(Facet.CONDITIONS, "Điều kiện", ("Giấy tờ nước ngoài phải hợp pháp hóa lãnh sự.",)),
        Section(Facet.LEGAL_BASIS, "Căn cứ", ("Luật về ông bà ủy quyền thay",)),
    ),
)
TOPIC = ("dang", "ky", "ket", "hon")


@pytest.fixture
def found(snapshot):
    def find(text, card=CARD):
        query = snapshot.normaliser.normalise(text)
        asked = asking_model().read(query.said)
        return lines_about(card, query, asked, TOPIC, lambda _: 1.0)

    return find


def test_the_line_that_holds_what_is_asked_is_found(found):
    proxy = found("ba ngoại đi thay có cần giấy ủy quyền không")
    assert proxy.lines[0].text == PROXY
    assert proxy.lines[0].facet is Facet.DOSSIER
    assert found("có phải nộp giấy độc thân không").lines[0].text == SINGLE


def test_a_line_of_the_aspect_asked_in_everyday_words_is_found(found):
    card = Card("Kết hôn", (*CARD.sections, Section(Facet.FEE, "Lệ phí", ("Miễn phí.",))))
    cost = found("tốn nhiêu dzậy", card)
    assert cost.lines[0].facet is Facet.FEE
    assert cost.told > line_ranking().enough


def test_what_no_line_tells_is_less_likely_told(found):
    told = found("ông bà đi thay có cần giấy ủy quyền không").told
    assert found("làm xong có được cán bộ chở về nhà không").told < told


def test_what_a_card_rests_on_answers_nothing(found):
    assert all(line.facet is not Facet.LEGAL_BASIS for line in lines_of(CARD))
    assert found("ủy quyền thay được không", None) == Found((), 0.0)


def test_a_line_ranking_without_a_weight_is_refused():
    document = {"weights": {}, "confidence": {}, "surely": 1, "enough": 1, "perhaps": 1}
    with pytest.raises(KeyError):
        LineRanking.from_json(document)


@pytest.mark.parametrize(
    ("written", "more"),
    [
        ("chồng không chịu ký thì sao", True),
        ("em mới cưới năm ngoái ở quê", False),
        ("đăng ký kết hôn được không", False),
    ],
)
def test_a_question_of_its_own_ends_as_one_and_says_more_than_its_topic(written, more):
    words = written.split()
    content = {"chồng không chịu ký thì sao": ("chong", "chiu")}.get(written, TOPIC)
    assert asks_more(words, content, TOPIC) is more


def test_who_asks_on_is_told_the_line_and_not_the_summary_once_more(answerer):
    before = Context(entry=BIRTH)
    first = answerer.answer("khai sinh", Context(), TODAY).replies[0]
    again = answerer.answer("giấy chứng sinh có phải nộp không", before, TODAY).replies[0]
    assert again.meta.procedure == BIRTH
    assert "giấy chứng sinh" in again.text.lower()
    assert again.text != first.text


def test_what_the_card_does_not_say_is_said_so(answerer):
    asked = "ông hàng xóm say rượu ký giùm được không"
    reply = answerer.answer(asked, Context(entry=BIRTH), TODAY).replies[0]
    assert "chưa thấy" in reply.text
    assert reply.meta.outcome in (Outcome.ANSWERED_PARTIAL, Outcome.CLARIFY)
    assert reply.card is not None


def test_of_a_rule_that_says_nothing_of_an_aspect_the_summary_is_not_given_again(answerer):
    first = answerer.answer_entry(LATE, (Facet.FEE,), TODAY).replies[0]
    again = answerer.answer("phí bao nhiêu", Context(entry=LATE), TODAY).replies[0]
    assert "chưa thấy" not in first.text
    assert "chưa thấy" in again.text
    assert again.meta.outcome is Outcome.ANSWERED_PARTIAL
