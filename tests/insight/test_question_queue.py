"""The queue: questions that ask the same stand together, become a draft, and are told of."""

import pytest
from django.utils import timezone

from connectors.models import (
    ChannelName,
    Conversation,
    Feedback,
    InboundMessage,
    OutboundMessage,
    UnansweredQuestion,
)  # fmt: skip
from insight import clusters, news
from knowledge_base.models import Guide

pytestmark = pytest.mark.django_db
PAGE = "/staff/insight/questions/"


def ask(words, **more):
    return UnansweredQuestion.objects.create(
        asked_at=timezone.now(), channel="web", words=words, why="no_answer", **more
    )


@pytest.fixture
def editor(member_of_staff):
    return member_of_staff(
        "view_unansweredquestion", "change_unansweredquestion", "add_guide", "change_guide"
    )


def test_the_same_question_with_and_without_accents_is_one_cluster():
    for words in ("giấy phép nuôi chim yến", "giay phep nuoi chim yen", "mở quán karaoke"):
        ask(words)
    found = clusters.clusters(UnansweredQuestion.objects.order_by("-pk"))
    assert [len(one.questions) for one in found] == [2, 1]


def test_the_page_shows_counts_and_examples_or_says_why_it_is_empty(editor):
    assert "Không có câu hỏi nào đang chờ" in editor.get(PAGE).content.decode()
    ask("<b>giấy phép nuôi chim yến</b>")
    html = editor.get(PAGE).content.decode()
    assert "&lt;b&gt;giấy phép nuôi chim yến" in html
    assert "Soạn hướng dẫn mới" in html


def test_it_needs_its_permission(member_of_staff):
    ask("giấy phép nuôi chim yến")
    assert member_of_staff().get(PAGE).status_code in (302, 403)
    assert UnansweredQuestion.objects.get().status == "open"


def test_one_click_opens_a_draft_with_the_questions_attached(editor):
    pks = [ask("giấy phép nuôi chim yến").pk, ask("nuôi chim yến xin phép ở đâu").pk]
    response = editor.post(f"{PAGE}draft/", {"questions": ",".join(map(str, pks)), "target": ""})
    guide = Guide.objects.get()
    assert response["Location"].endswith(f"/edit/{guide.pk}/")
    assert not guide.live
    drafted = guide.get_latest_revision_as_object().sample_questions
    assert set(drafted) == {"giấy phép nuôi chim yến", "nuôi chim yến xin phép ở đâu"}
    assert set(UnansweredQuestion.objects.values_list("status", flat=True)) == {"drafted"}
    editor.post(f"{PAGE}draft/", {"questions": ",".join(map(str, pks)), "target": ""})
    assert Guide.objects.count() == 1


def test_what_is_live_stays_when_questions_are_added_to_an_entry(editor):
    live = Guide.objects.create(key="hd", title="Nuôi yến", plain_name="nuôi yến")
    editor.post(f"{PAGE}draft/", {"questions": ask("nuôi yến ở đâu").pk, "target": "guide:hd"})
    live.refresh_from_db()
    assert live.sample_questions == []
    assert live.get_latest_revision_as_object().sample_questions == ["nuôi yến ở đâu"]


def test_questions_are_dismissed_with_a_reason_only(editor):
    question = ask("mua xe trả góp", conversation=Conversation.objects.create(channel="web"))
    editor.post(f"{PAGE}dismiss/", {"questions": question.pk, "reason": " "})
    question.refresh_from_db()
    assert question.status == "open"
    editor.post(f"{PAGE}dismiss/", {"questions": question.pk, "reason": "Không phải thủ tục"})
    question.refresh_from_db()
    assert (question.status, question.reason) == ("dismissed", "Không phải thủ tục")
    assert question.conversation is None


@pytest.mark.parametrize("forged", ["", "a,b", "1;2", "9" * 30, "-1"])
def test_forged_questions_change_nothing(editor, forged):
    editor.post(f"{PAGE}draft/", {"questions": forged, "target": ""})
    assert Guide.objects.count() == 0


def test_who_waits_is_told_once_when_the_draft_is_served(monkeypatch):
    conversation = Conversation.objects.create(channel="web")
    before = timezone.now()
    question = ask("nuôi yến", status="drafted", decided_at=before, entry_kind="guide",
                   entry_key="hd", conversation=conversation, wants_news=True)  # fmt: skip
    guide = Guide.objects.create(key="hd", title="Nuôi yến", plain_name="nuôi yến", live=False)
    monkeypatch.setattr(news, "_served_since", timezone.now)
    assert news.tell_answered() == 0
    Guide.objects.filter(pk=guide.pk).update(live=True, last_published_at=timezone.now())
    monkeypatch.setattr(news, "_served_since", lambda: before)
    assert news.tell_answered() == 0  # published, but no release serves it yet
    monkeypatch.setattr(news, "_served_since", timezone.now)
    assert (news.tell_answered(), news.tell_answered()) == (1, 0)
    (told,) = OutboundMessage.objects.filter(conversation=conversation)
    assert "nuôi yến" in told.reply["text"]
    assert '"hd"' in told.reply["buttons"][0]["payload"]
    question.refresh_from_db()
    assert (question.status, question.conversation) == ("answered", None)
    assert question.told_at is not None


def test_a_thumb_down_is_taken_over_where_its_words_may_be_kept():
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    for n, words in enumerate(("tôi là Nguyễn Văn An, nuôi yến ở đâu", "")):
        message = InboundMessage.objects.create(
            conversation=conversation, channel="web", message_id=str(n)
        )
        Feedback.objects.create(
            conversation=conversation, message=message, rating="down", question=words,
            outcome="answered", wants_news=True,
        )  # fmt: skip
    assert (news.collect_thumbs_down(), news.collect_thumbs_down()) == (1, 0)
    question = UnansweredQuestion.objects.get()
    assert question.words == "tôi là [tên], nuôi yến ở đâu"
    assert (question.why, question.conversation) == ("not_helpful", conversation)
    Feedback.objects.update(rating="up")
    news.collect_thumbs_down()
    assert UnansweredQuestion.objects.count() == 0
