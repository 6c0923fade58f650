"""Files sent from the widget."""

import io
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from PIL import Image

from complaints import drafts
from complaints.evidence import MAX_BYTES
from complaints.models import DraftFile
from connectors import conversation_service as service
from connectors.models import InboundMessage

pytestmark = pytest.mark.django_db(transaction=True)

FILES = "/chat/api/files"


def photo():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def send():
    """Send a file through the API."""
    client = AsyncClient(raise_request_exception=False)

    async def send(session, content, message_id=None, **more):
        file = SimpleUploadedFile("<b>ảnh.svg", content, "image/svg+xml")
        form = {"session": session, "message_id": message_id or str(uuid.uuid4()), "file": file}
        return await client.post(FILES, {**form, **more})

    return send


@pytest.fixture
async def complaining(post, rasa):
    """Give the session of somebody who is telling a complaint."""
    session = (await post("tôi muốn phản ánh")).json()["session"]
    conversation = await sync_to_async(service.conversation_of)(session)
    await sync_to_async(drafts.start)(conversation.key)
    return session


async def test_a_photo_is_taken_into_the_complaint(send, complaining):
    response = await send(complaining, photo())
    assert response.status_code == 200
    (reply,) = response.json()["replies"]
    assert reply["meta"]["outcome"] == "complaint_started"
    assert reply["buttons"][0]["title"] == "Bỏ tệp này"
    kept = await DraftFile.objects.aget()
    assert kept.media_type == "image/jpeg"  # by its content, not by what was declared


async def test_the_same_file_sent_again_is_kept_once(send, complaining):
    message_id = str(uuid.uuid4())
    first = await send(complaining, photo(), message_id)
    assert (await send(complaining, photo(), message_id)).json() == first.json()
    assert await DraftFile.objects.acount() == 1


async def test_without_a_complaint_it_says_what_to_do(send, post):
    session = (await post("xin chào")).json()["session"]
    (reply,) = (await send(session, photo())).json()["replies"]
    assert reply["meta"]["outcome"] == "refused"
    assert await DraftFile.objects.acount() == 0


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"MZ\x90\x00", b"PK\x03\x04"])
async def test_what_could_run_is_not_taken(send, complaining, content):
    (reply,) = (await send(complaining, content)).json()["replies"]
    assert reply["meta"]["outcome"] == "refused"
    assert await DraftFile.objects.acount() == 0


async def test_a_file_that_is_too_large_is_refused_by_its_size(send, complaining):
    response = await send(complaining, b"\xff\xd8\xff" + bytes(MAX_BYTES + 70_000))
    assert response.status_code == 413
    assert "10 MB" in response.json()["error"]["message"]
    assert await InboundMessage.objects.filter(is_file=True).acount() == 0


async def test_a_form_without_a_file_is_refused(complaining):
    form = {"session": complaining, "message_id": str(uuid.uuid4())}
    response = await AsyncClient().post(FILES, form)
    assert response.json()["error"]["code"] == "invalid_field"


async def test_what_is_no_form_is_refused(complaining):
    response = await AsyncClient().post(
        FILES, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 400


async def test_a_file_can_not_be_fetched_back(send, complaining):
    await send(complaining, photo())
    assert (await AsyncClient().get(FILES)).status_code == 405
