"""Going back by name to what was talked about before."""

import pytest

from contract.facets import Facet
from knowledge_base.retrieval.returning import says_back
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, DEATH, MARRIAGE, TODAY


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("quay lại vụ khai sinh hồi nãy", "khai sinh"),
        ("thôi trở lại chuyện khai tử của ba tôi", "khai tử của ba tôi"),
        ("quay lai vu khai sinh hoi nay, phi bao nhieu", "khai sinh , phi bao nhieu"),
        ("mà vụ nhập hộ khẩu hồi nãy nộp online được ko", "mà nhập hộ khẩu nộp online được ko"),
        ("cái giấy độc thân lúc nãy thì sao", "giấy độc thân thì sao"),
    ],
)
def test_what_is_gone_back_to(text, rest):
    assert " ".join(says_back(text).split()) == rest


@pytest.mark.parametrize(
    "text",
    [
        "phải quay lại nộp lần nữa hả",
        "quay lại nộp hồ sơ được không",
        "lúc này nộp được không",
        "khai sinh cần gì",
        "",
    ],
)
def test_what_goes_back_to_nothing(text):
    assert says_back(text) is None


@pytest.mark.parametrize(
    ("text", "key", "facets"),
    [
        ("quay lại vụ khai sinh hồi nãy", BIRTH, ()),
        ("quay lại vụ khai sinh, mất bao nhiêu tiền", BIRTH, (Facet.FEE,)),
        ("cái vụ khai tử hồi nãy nộp ở đâu", DEATH, (Facet.WHERE,)),
    ],
)
def test_what_was_talked_about_is_answered_again(answerer, text, key, facets):
    before = Context(MARRIAGE, earlier=(DEATH, BIRTH))
    answered = answerer.answer_earlier(text, before, TODAY)
    assert (answered.context.entry, answered.context.facets) == (key, facets)


@pytest.mark.parametrize(
    "text", ["quay lại vụ giấy phép xây dựng nhà ở", "quay lại", "khai tử thì sao"]
)
def test_what_was_not_talked_about_is_not_gone_back_to(answerer, text):
    before = Context(MARRIAGE, earlier=(DEATH, BIRTH))
    assert answerer.answer_earlier(text, before, TODAY) is None
