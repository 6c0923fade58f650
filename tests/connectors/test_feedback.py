"""Thumbs: what people think of a reply, through the chat API."""

import uuid

import pytest
from django.test import AsyncClient

from connectors import limits
from connectors.models import Conversation, Feedback
from tests.support.dialogue import HELLO, OFFER

pytestmark = pytest.mark.django_db(transaction=True)

FEEDBACK = "/chat/api/feedback"


@pytest.fixture
def rate(rasa):
    """Rate a reply through the API; give the response."""
    client = AsyncClient(raise_request_exception=False)

    async def send(asked, **said):
        body = {"session": asked["session"], "message_id": asked["message_id"], "rating": "down"}
        return await client.post(FEEDBACK, {**body, **said}, content_type="application/json")

    return send


@pytest.fixture
def ask(post, rasa):
    """Ask something; give session and id of the message."""

    async def send(text="phí bao nhiêu", session=None):
        message_id = str(uuid.uuid4())
        rasa.replies = (OFFER, HELLO)
        answer = await post(text, session, message_id)
        return {"session": answer.json()["session"], "message_id": message_id}

    return send


async def the_one():
    return await Feedback.objects.aget()


async def test_a_thumb_down_is_kept_with_its_reason_and_what_the_reply_was_about(ask, rate):
    asked = await ask()
    response = await rate(asked, reason="incomplete", note="thiếu mức phí nộp qua mạng")
    assert response.status_code == 200
    assert "xem lại" in response.json()["message"]
    kept = await the_one()
    assert (kept.rating, kept.reason, kept.position) == ("down", "incomplete", 0)
    assert kept.note == "thiếu mức phí nộp qua mạng"
    assert (kept.outcome, kept.procedure) == ("answered", "1.001193")
    assert kept.wants_news is False


async def test_each_reply_to_one_message_is_rated_by_itself(ask, rate):
    asked = await ask()
    await rate(asked, rating="up")
    await rate(asked, position=1)
    rows = [(f.position, f.rating, f.outcome) async for f in Feedback.objects.order_by("position")]
    assert rows == [(0, "up", "answered"), (1, "down", "smalltalk")]


async def test_a_second_opinion_takes_the_place_of_the_first(ask, rate):
    asked = await ask()
    await rate(asked, reason="wrong", note="sai", wants_news=True)
    await rate(asked, rating="up")
    kept = await the_one()
    assert (kept.rating, kept.reason, kept.note, kept.wants_news) == ("up", "", "", False)


async def test_the_words_of_the_question_are_kept_only_when_they_are_sent(ask, rate):
    asked = await ask("lệ phí đăng ký kết hôn")
    await rate(asked)
    assert (await the_one()).question == ""
    await rate(asked, question="lệ phí đăng ký kết hôn")
    assert (await the_one()).question == "lệ phí đăng ký kết hôn"


async def test_personal_numbers_are_written_over_in_all_words(ask, rate):
    await rate(await ask(), note="gọi tôi 0912345678", question="số 079203001234 của tôi")
    kept = await the_one()
    assert kept.note == "gọi tôi 0000000000"
    assert kept.question == "số 000000000000 của tôi"


async def test_long_and_invisible_words_are_cut_down(ask, rate):
    await rate(await ask(), note="a" * 5000, question="\u202e\u0007")
    kept = await the_one()
    assert len(kept.note) == 500
    assert kept.question == ""


async def test_the_wish_to_be_told_is_kept_and_promised(ask, rate):
    response = await rate(await ask(), wants_news=True)
    assert "báo" in response.json()["message"]
    assert (await the_one()).wants_news is True


async def test_a_reply_of_somebody_else_can_not_be_rated(ask, rate):
    mine, theirs = await ask(), await ask()
    response = await rate({**theirs, "session": mine["session"]})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_reply"
    assert await Feedback.objects.acount() == 0


async def test_an_opinion_goes_with_its_conversation(ask, rate):
    await rate(await ask())
    await Conversation.objects.all().adelete()
    assert await Feedback.objects.acount() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": "so-so"},
        {"rating": None},
        {"rating": ["up"]},
        {"reason": "because"},
        {"position": -1},
        {"position": "0"},
        {"position": True},
        {"position": 10**9},
        {"note": 5},
        {"question": ["x"]},
        {"wants_news": "yes"},
        {"message_id": "x"},
        {"session": 5},
    ],
)
async def test_a_field_of_another_kind_is_refused(ask, rate, wrong):
    response = await rate(await ask(), **wrong)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_field"


async def test_without_a_session_nothing_can_be_rated(ask, rate):
    response = await rate(await ask(), session=None)
    assert response.json()["error"]["code"] == "unknown_session"


async def test_ratings_count_against_the_limit(ask, rate, monkeypatch):
    asked = await ask()
    monkeypatch.setattr(limits, "conversations", limits.SlidingWindow(1))
    assert [(await rate(asked)).status_code for _ in range(2)] == [200, 429]
