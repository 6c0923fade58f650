import uuid

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.test import AsyncClient

from connectors import dialogue, limits
from tests.support.dialogue import Rasa


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rasa(monkeypatch):
    """Put a Rasa server that answers as told in the place of the real one."""
    fake = Rasa()
    monkeypatch.setattr(dialogue, "rasa_client", fake.client)
    return fake


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.OVERFLOW, settings.RECEIPTS = tmp_path / "overflow", tmp_path / "receipts"


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch):
    monkeypatch.setattr(limits, "addresses", limits.SlidingWindow(limits.PER_ADDRESS))
    monkeypatch.setattr(limits, "conversations", limits.SlidingWindow(limits.PER_CONVERSATION))
    monkeypatch.setattr(limits, "strangers", limits.Strangers(limits.WRONG_CALLS_PER_ADDRESS))


@pytest.fixture
def post(rasa):
    """Post a message to the chat API."""
    client = AsyncClient(raise_request_exception=False)

    async def send(text="xin chào", session=None, message_id=None, **more):
        body = {"session": session, "message_id": message_id or str(uuid.uuid4()), "text": text}
        # A thread for each request, as the ASGI server gives: they do not wait for one another.
        async with ThreadSensitiveContext():
            return await client.post(
                "/chat/api/messages", {**body, **more}, content_type="application/json"
            )

    return send
