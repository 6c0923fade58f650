"""What of a card answers a question in the middle of a conversation."""

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Card, Section
from knowledge_base.retrieval.compose.passage import asks_more, lines_about
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, LATE, TODAY

PROXY = "Nhờ người khác nộp thay: giấy ủy quyền; ông, bà thì không phải chứng thực"
CARD = Card(
    "Thủ tục đăng ký kết hôn",
    (
        Section(Facet.DOSSIER, "Hồ sơ", (PROXY, "Giấy độc thân: không phải nộp")),
        Section(Facet.CONDITIONS, "Điều kiện", ("Giấy tờ nước ngoài phải hợp pháp hóa lãnh sự.",)),
        Section(Facet.LEGAL_BASIS, "Căn cứ", ("Luật về ông bà ủy quyền thay",)),
    ),
)
TOPIC = ("dang", "ky", "ket", "hon")


def lines(*asked, **options):
    return lines_about(CARD, asked, TOPIC, lambda _: 1.0, **options)


def test_the_line_that_holds_what_is_asked_is_found():
    assert lines("ba", "ngoai", "thay", "uy", "quyen") == (PROXY,)
    assert lines("ket", "hon", "doc", "than") == ("Giấy độc thân: không phải nộp",)


def test_words_of_the_topic_and_of_every_paper_find_nothing():
    assert lines("dang", "ky", "ket", "hon") == ()
    assert lines("giay", "to", "xa") == ()
    assert lines("tuoi", "mua", "nha") == ()
    assert lines_about(None, ("uy", "quyen"), TOPIC, lambda _: 1.0) == ()


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
