"""A member of staff links their own chat by a code that works once and soon."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from complaints.seal import keyring
from connectors import limits
from connectors.zalo_bot import chats, news, wording
from connectors.zalo_bot.models import BotChat, BotMessage, LinkCode
from connectors.zalo_bot.news import News
from knowledge_base.models import Office
from tests.connectors.zalo_bot.conftest import SECRET, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return get_user_model().objects.create_user("lan")


def write(text="", chat="c1", message_id="m1", protected=False):
    news.take(News(chat, message_id, text, protected))
    return [row.sentence for row in BotMessage.objects.order_by("pk")]


def test_a_code_links_the_chat_it_is_sent_from(user):
    code = chats.new_code(user)
    assert write(code) == ["bot_linked"]
    assert BotChat.objects.get().user == user


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c}\n"])
def test_a_code_may_be_typed_as_people_type(user, typed):
    assert write(typed(chats.new_code(user))) == ["bot_linked"]


def test_a_code_works_once(user):
    code = chats.new_code(user)
    write(code)
    assert write(code, chat="c2", message_id="m2") == ["bot_linked", "bot_code_wrong"]
    assert BotChat.objects.get(user=user).pk == BotChat.objects.order_by("pk").first().pk


def test_a_code_runs_out(user):
    code = chats.new_code(user)
    LinkCode.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert write(code) == ["bot_code_wrong"]


def test_a_new_code_ends_the_one_before(user):
    first = chats.new_code(user)
    chats.new_code(user)
    assert write(first) == ["bot_code_wrong"]


def test_an_account_that_was_closed_links_nothing(user):
    code = chats.new_code(user)
    user.is_active = False
    user.save()
    assert write(code) == ["bot_code_wrong"]


def test_another_telephone_takes_the_place_of_the_first(user):
    write(chats.new_code(user))
    write(chats.new_code(user), chat="c2", message_id="m2")
    assert BotChat.objects.filter(user=user).count() == 1
    assert chats.id_of(BotChat.objects.get(user=user)) == "c2"


def test_guessing_ends_in_silence_even_for_the_right_code(user):
    for number in range(5):
        write("AAAA-0000", message_id=str(number))
    assert write(chats.new_code(user), message_id="last") == ["bot_code_wrong"] * 5
    assert BotChat.objects.get().user is None


def test_neither_code_nor_chat_stand_in_the_database_in_clear(user):
    code = chats.new_code(user)
    write("xin chào", chat="zalo-chat-77")
    stored = str(list(LinkCode.objects.values())) + str(list(BotChat.objects.values()))
    assert code.replace("-", "") not in stored
    assert "zalo-chat-77" not in stored


@pytest.mark.parametrize("word", ["dừng", "Dung", "STOP", " /dung "])
def test_who_wants_no_more_notices_gets_none(user, word):
    write(chats.new_code(user))
    assert write(word, message_id="m2")[-1] == "bot_stopped"
    row = BotChat.objects.get()
    assert (row.user, row.outages) == (None, False)


def test_the_same_message_delivered_twice_is_answered_once(user):
    code = chats.new_code(user)
    write(code)
    assert write(code) == ["bot_linked"]


def test_somebody_wrong_here_is_told_once_where_to_go():
    assert write("lệ phí khai sinh", message_id="m1") == ["bot_wrong_place"]
    assert write("alo", message_id="m2") == ["bot_wrong_place"]


def test_a_linked_person_is_told_that_nothing_is_read_here(user):
    write(chats.new_code(user))
    assert write("cảm ơn", message_id="m2")[-1] == "bot_already_linked"


def test_strangers_are_forgotten_and_linked_chats_are_not(user):
    write("alo")
    write(chats.new_code(user), chat="c2", message_id="m2")
    BotChat.objects.update(seen_at=timezone.now() - timedelta(days=31))
    assert chats.forget_strangers() == 1
    assert BotChat.objects.get().user == user


def test_somebody_of_a_protected_group_is_offered_a_call_and_nothing_is_invented():
    assert write(protected=True) == ["bot_protected"]
    said = wording.say("bot_protected", {})
    assert "gặp cán bộ" in said
    assert "Điện thoại" not in said
    assert not any(c.isdigit() for c in said.replace("127.0.0.1:8000", ""))


def test_a_number_that_is_on_record_is_told_with_it():
    for key in ("a", "b"):
        Office.objects.create(key=key, name=key, area=key, phone="0274 000 000")
    assert "0274 000 000" in wording.say("bot_protected", {})
    Office.objects.filter(key="b").update(phone="0274 111 111")
    assert "0274" not in wording.say("bot_protected", {})  # which one is right is not known


def test_ids_are_sealed_anew_with_a_new_key(settings):
    write("alo", chat="c9")
    old, new = settings.ENVIRONMENT.seal_key, "C" * 43
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=f"{new},{old}")
    assert chats.reseal() == 1
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=new)
    assert chats.id_of(BotChat.objects.get()) == "c9"
    assert keyring().is_newest(bytes(BotChat.objects.get().sealed_chat))


# --- the webhook ---------------------------------------------------------------------------------


def document(text="alo", event="message.text.received", **chat):
    message = {
        "from": {"id": "u1", "display_name": "Lan", "is_bot": False},
        "chat": {"id": "c1", "chat_type": "PRIVATE", **chat},
        "text": text,
        "message_id": "2d758cb5e222177a4e35",
        "date": 1764400000000,
    }
    return {"event_name": event, "message": message}


@pytest.fixture
def deliver(client, bot):
    def post(body, secret=SECRET):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(
            "/channels/zalo-bot/webhook",
            raw,
            content_type="application/json",
            headers={"X-Bot-Api-Secret-Token": secret} if secret is not None else {},
        ).status_code

    return post


def test_a_message_is_taken_in_wrapped_or_at_the_top(deliver):
    assert deliver({"ok": True, "result": document("một")}) == 200
    assert [row.sentence for row in waiting()] == ["bot_wrong_place"]
    BotMessage.objects.all().delete()
    assert deliver(document("hai")) == 200
    assert [row.sentence for row in waiting()] == ["bot_wrong_place"]


def test_the_protected_group_s_event_is_known(deliver):
    deliver({"ok": True, "result": document(None, "message.unsupported.received")})
    assert [row.sentence for row in waiting()] == ["bot_protected"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "é"])
def test_without_the_secret_nothing_is_taken(deliver, secret):
    assert deliver(document(), secret) == 403
    assert not BotChat.objects.exists()


def test_who_tries_secrets_is_refused_unread(deliver):
    for _ in range(limits.WRONG_CALLS_PER_ADDRESS):
        assert deliver(document(), "guess") == 403
    assert deliver(document()) == 429
    assert not BotChat.objects.exists()


def test_the_hook_is_closed_where_no_secret_is_set(client, bot, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo_bot=replace(bot, webhook_secret=""))
    answer = client.post("/channels/zalo-bot/webhook", b"{}", content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "odd",
    [
        {}, [], 5, {"event_name": 5}, {"event_name": "x", "message": []},
        document(chat_type="GROUP"), document(id=""), document(id=5), document(id="a b"),
        {"event_name": "x", "message": {"chat": {"id": "c"}}},
    ],
)  # fmt: skip
def test_what_is_no_message_to_the_bot_is_acknowledged_and_nothing_is_said(deliver, odd):
    assert deliver(odd) == 200
    assert waiting() == []


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 50_000])
def test_a_body_that_is_no_json_is_refused(deliver, raw):
    assert deliver(raw) == 400
