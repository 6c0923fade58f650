"""A webhook is answered without the middleware; every other address as ever."""

import httpx
import pytest
from django.http import HttpResponse

from connectors import webhooks
from portal import bare
from portal.bare import with_bare_views

ADDRESS = "/channels/telegram/webhook"


@pytest.fixture
def said():
    return []


@pytest.fixture
def http(said):
    async def django(scope, receive, send):
        said.append(scope["path"])
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx.ASGITransport(app=with_bare_views(django))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


def view_of(monkeypatch, view):
    """Let another view answer the webhook's address."""
    resolve = bare.resolve

    def found(path):
        match = resolve(path)
        match.func = view
        return match

    monkeypatch.setattr(bare, "resolve", found)


async def test_the_view_gets_the_call_as_it_came(http, said, monkeypatch):
    seen = []

    async def view(request, name):
        seen.append((request.method, name, request.headers["X-Secret"], request.body))
        return HttpResponse("nội dung", status=202, headers={"Retry-After": "60"})

    view_of(monkeypatch, view)
    answer = await http.post(ADDRESS, content="chào".encode(), headers={"X-Secret": "s"})
    assert seen == [("POST", "telegram", "s", "chào".encode())]
    assert (answer.status_code, answer.text) == (202, "nội dung")
    assert answer.headers["retry-after"] == "60"
    assert said == []


async def test_it_is_the_webhook_itself_that_answers(http, said):
    assert (await http.post("/channels/no-such/webhook")).status_code == 404
    assert said == []
    assert bare.resolve(ADDRESS).func is webhooks.webhook


@pytest.mark.parametrize(
    "path", ["/", "/chat/api/messages", "/channels/zalo-bot/webhook", "/channels/", "/channels/x/y"]
)
async def test_any_other_address_is_left_to_django(http, said, path):
    assert (await http.post(path)).status_code == 299
    assert said == [path]


async def test_a_long_body_is_refused_before_it_is_read_whole(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent, read = [], []

    async def receive():
        read.append(b"x" * 100)
        return {"type": "http.request", "body": read[-1], "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": ADDRESS, "method": "POST", "headers": []}
    await with_bare_views(None)(scope, receive, send)
    assert sent[0]["status"] == 413
    assert len(read) == 11


async def test_a_fault_is_a_status_and_an_event_without_words(http, monkeypatch, caplog):
    async def view(request, name):
        raise RuntimeError("words of somebody")

    view_of(monkeypatch, view)
    answer = await http.post(ADDRESS)
    assert (answer.status_code, answer.content) == (500, b"")
    assert "webhook.failed event=" in caplog.text
    assert "words of somebody" not in caplog.text


async def test_who_hangs_up_is_not_answered():
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": ADDRESS, "method": "POST", "headers": []}
    await with_bare_views(None)(scope, receive, send)
    assert sent == []
