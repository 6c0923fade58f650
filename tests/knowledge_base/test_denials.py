"""What a message says it is not about."""

import pytest

from knowledge_base.retrieval.denials import rejects_answer, without_denied
from knowledge_base.retrieval.state import Context
from tests.support.knowledge import BIRTH, BIRTH_AGAIN, DEATH, MARRIAGE, TODAY


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("ko phai ket hon, e hoi le phi khai sinh", ("ket hon",)),
        (
            "tôi đâu có bị tước hay xin thôi quốc tịch gì đâu. Vậy còn là công dân không",
            ("bị tước", "xin thôi quốc tịch"),
        ),
        ("khong phai ket hon ma la khai sinh cua con", ("ket hon",)),
        ("Không phải chấm dứt, mệ muốn làm giám hộ mới", ("chấm dứt",)),
        ("em bán bún chứ không phải nông lâm thủy sản chi hết", ("nông lâm thủy sản",)),
        ("ko hoi via he nua. hoi ho kinh doanh", ("via he",)),
        ("e ng viet nam ma dau phai ng nuoc ngoai", ("ng nuoc ngoai",)),
        ("không phải khai tử, em hỏi kết hôn", ("khai tử",)),
        ("răng lại khai tử hè. Tui hỏi đăng ký kết hôn", ("khai tử",)),
        ("chi co noi ket hon dau, chi hoi khai sanh", ("ket hon",)),
        ("ủa tui đâu có dừng, tui mới mở mà", ("dừng",)),
        ("chị có dừng hay chấm dứt gì đâu, chưa mở mà", ("dừng", "chấm dứt")),
        ("em có mất bằng mô mà cấp lại", ("mất bằng",)),
        ("khong, toi khong xin cap lai giay cu", ("cap lai giay cu",)),
        ("uh k hỏi thời hạn. hỏi giấy tờ á", ("thời hạn",)),
        ("k có khiếu nại gì hết. trợ cấp thất nghiệp sao rồi", ("khiếu nại",)),
        ("bằng em còn mà, có phải cấp lại đâu", ("cấp lại",)),
        ("vậy là em không phải đổi bằng hả", ()),
        ("em không có giấy khai sinh gì hết", ()),
        ("em chưa có đổi bằng", ()),
        ("không có mất giấy tờ thì sao", ()),
        ("em có đổi được ở đâu", ()),
        ("sao lại phải nộp lệ phí", ()),
        ("có sổ đỏ nộp ở đâu", ()),
        ("không phải nộp lệ phí đúng không", ()),
        ("tôi không phải là chủ hộ thì sao", ()),
        ("có phải xin phép không", ()),
        ("khai sinh cần gì", ()),
        ("", ()),
    ],
)
def test_what_is_denied(text, denied):
    assert without_denied(text).denied == denied


@pytest.mark.parametrize(
    "text",
    ["sai rồi, khai tử", "không, khai tử", "nói hoài, khai tử", "em nói khai tử mà"],
)
def test_how_an_answer_is_rejected(text):
    assert rejects_answer(text)
    assert "khai tử" in without_denied(text).text


@pytest.mark.parametrize("text", ["khai tử", "không có giấy thì sao", "em hỏi phí khai tử"])
def test_other_beginnings_reject_nothing(text):
    assert not rejects_answer(text)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (MARRIAGE, "không phải kết hôn, em hỏi khai tử", DEATH),
        (MARRIAGE, "khong phai ket hon ma la khai tu", DEATH),
        (BIRTH, "trật rồi, tui nói khai tử mà", DEATH),
        (BIRTH, "đăng ký khai tử ở đâu", DEATH),
    ],
)
def test_what_is_meant_instead_is_answered(answerer, before, text, after):
    answered = answerer.answer(text, Context(entry=before), TODAY)
    assert answered.context.entry == after


def test_who_only_denies_is_asked_what_is_meant(answerer):
    answered = answerer.answer("không phải kết hôn", Context(entry=MARRIAGE), TODAY)
    assert answered.context.candidates == ()
    assert answered.replies[0].meta.procedure is None


def test_who_has_lost_nothing_means_nothing_that_is_issued_once_more(answerer):
    answered = answerer.answer(
        "em có mất khai sinh đâu, em hỏi đăng ký khai sinh cho con", Context(BIRTH_AGAIN), TODAY
    )
    assert answered.context.entry == BIRTH


def test_what_is_denied_of_a_line_leaves_the_topic(answerer):
    answered = answerer.answer("tui đâu có nhờ ai, phí bao nhiêu", Context(BIRTH), TODAY)
    assert answered.context.entry == BIRTH


def test_what_was_asked_stays_when_the_answer_to_it_is_thrown_back():
    told = without_denied("hỏi có cần công chứng không mà trả lời 3 ngày là sao")
    assert told.denied == ("3 ngày",)
    assert "có cần công chứng không" in told.text
