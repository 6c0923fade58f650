"""What we ask of Zalo's Official Account API: send, upload, look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.zalo import calls, tokens
from connectors.zalo.calls import Answer
from connectors.zalo.errors import TokenRefused, ZaloRefused
from connectors.zalo.settings import ZaloSettings

MAX_TEXT = 2000  # characters
MAX_TITLE = 100  # characters of a button
MAX_PAYLOAD = 1000  # characters of a button
MAX_IMAGE_BYTES = 1024 * 1024
MAX_FILE_BYTES = 5 * 1024 * 1024

IMAGE_TYPES = frozenset({"image/jpeg", "image/png"})
FILE_TYPES = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/csv": "csv",
}
"""What may be uploaded as a file, and the ending its name gets."""


class NotSendable(ValueError):
    """Zalo takes no such message; nothing was sent. The message says which limit."""


@dataclass(frozen=True, slots=True)
class OpenUrl:
    """A button that opens a page."""

    title: str
    url: str

    def to_zalo(self) -> dict[str, Any]:
        """Give it in Zalo's shape."""
        return {"title": self.title, "type": "oa.open.url", "payload": {"url": self.url}}


@dataclass(frozen=True, slots=True)
class Say:
    """A button that sends a text to the account as if the person had typed it.

    Attributes:
        title: what stands on it.
        text: what is sent.
        shown: whether it shows in the chat (``oa.query.show``) or not (``oa.query.hide``).
    """

    title: str
    text: str
    shown: bool = True

    def to_zalo(self) -> dict[str, Any]:
        """Give it in Zalo's shape."""
        kind = "oa.query.show" if self.shown else "oa.query.hide"
        return {"title": self.title, "type": kind, "payload": self.text}


@dataclass(frozen=True, slots=True)
class Phone:
    """A button that calls a number, or writes to it when ``words`` are given."""

    title: str
    number: str
    words: str | None = None

    def to_zalo(self) -> dict[str, Any]:
        """Give it in Zalo's shape."""
        if self.words is None:
            return {
                "title": self.title,
                "type": "oa.open.phone",
                "payload": {"phone_code": self.number},
            }
        payload = {"phone_code": self.number, "content": self.words}
        return {"title": self.title, "type": "oa.open.sms", "payload": payload}


Button = OpenUrl | Say | Phone


class OfficialAccount:
    """One account of Zalo.

    Every call gets a valid access token; one that Zalo refuses is renewed once.

    Args:
        zalo: settings.
    """

    def __init__(self, zalo: ZaloSettings) -> None:
        self._zalo = zalo

    async def send_text(self, person: str, text: str, buttons: Sequence[Button] = ()) -> str:
        """Send a text; give Zalo's id of the message.

        Raises:
            NotSendable: too long, or too many or too long buttons.
            ZaloError: it was not sent, or that is not known.
        """
        if not text.strip() or len(text) > MAX_TEXT:
            raise NotSendable(f"a text has 1 to {MAX_TEXT} characters")
        message: dict[str, Any] = {"text": text}
        if buttons:
            message["attachment"] = {
                "type": "template",
                "payload": {"buttons": self._checked(buttons)},
            }
        return await self._message(person, message)

    async def send_image(self, person: str, attachment_id: str, text: str = "") -> str:
        """Send an uploaded image; give Zalo's id of the message. Raises as ``send_text``."""
        element = {"media_type": "image", "attachment_id": attachment_id}
        payload = {"template_type": "media", "elements": [element]}
        words = {"text": text} if text else {}
        attachment = {"type": "template", "payload": payload}
        return await self._message(person, {**words, "attachment": attachment})

    async def send_file(self, person: str, token: str) -> str:
        """Send an uploaded file; give Zalo's id of the message. Raises as ``send_text``."""
        attachment = {"type": "file", "payload": {"token": token}}
        return await self._message(person, {"attachment": attachment})

    async def send_template(self, person: str, template: str, values: Mapping[str, str]) -> str:
        """Send an approved template message; give Zalo's id of the message.

        Args:
            person: Zalo's id of the person.
            template: id of the approved template.
            values: what its places are filled with.

        Raises:
            ZaloError: it was not sent, or that is not known.
        """
        body = {"user_id": person, "template_id": template, "template_data": dict(values)}
        return await self._post_message("/v3.0/oa/message/template", body)

    async def upload_image(self, content: bytes, media_type: str) -> str:
        """Upload an image for sending; give its attachment id (kept seven days).

        Raises:
            NotSendable: no JPEG or PNG, or too big.
            ZaloError: it was not taken, or that is not known.
        """
        if media_type not in IMAGE_TYPES or len(content) > MAX_IMAGE_BYTES:
            raise NotSendable(f"an image is JPEG or PNG and has at most {MAX_IMAGE_BYTES} bytes")
        name = "anh.png" if media_type == "image/png" else "anh.jpg"
        file = (name, content, media_type)
        return _told(await self._post("/v2.0/oa/upload/image", file=file), "attachment_id")

    async def upload_file(self, name: str, content: bytes, media_type: str) -> str:
        """Upload a document for sending; give its token (kept seven days).

        Raises:
            NotSendable: of a type or size that is not taken.
            ZaloError: it was not taken, or that is not known.
        """
        ending = FILE_TYPES.get(media_type)
        if ending is None or len(content) > MAX_FILE_BYTES:
            kinds = ", ".join(FILE_TYPES.values())
            raise NotSendable(f"a file is {kinds} and has at most {MAX_FILE_BYTES} bytes")
        file = (f"{name.removesuffix(f'.{ending}')}.{ending}", content, media_type)
        return _told(await self._post("/v2.0/oa/upload/file", file=file), "token")

    async def name(self) -> str:
        """Give the account's name: the cheapest call that shows whether the token works.

        Raises:
            ZaloError: it does not, or that is not known.
        """
        url = f"{self._zalo.api_url}/v2.0/oa/getoa"
        answer = await self._with_token(lambda token: calls.get(url, headers=_header(token)))
        return str(answer.data.get("name", ""))

    def _checked(self, buttons: Sequence[Button]) -> list[dict[str, Any]]:
        if len(buttons) > self._zalo.max_buttons:
            raise NotSendable(f"at most {self._zalo.max_buttons} buttons")
        for button in buttons:
            payload = button.text if isinstance(button, Say) else ""
            if not button.title.strip() or len(button.title) > MAX_TITLE:
                raise NotSendable(f"the title of a button has 1 to {MAX_TITLE} characters")
            if len(payload) > MAX_PAYLOAD:
                raise NotSendable(f"the payload of a button has at most {MAX_PAYLOAD} characters")
        return [button.to_zalo() for button in buttons]

    async def _message(self, person: str, message: Mapping[str, Any]) -> str:
        body = {"recipient": {"user_id": person}, "message": message}
        return await self._post_message("/v3.0/oa/message/cs", body)

    async def _post_message(self, path: str, body: Mapping[str, Any]) -> str:
        url = f"{self._zalo.api_url}{path}"
        return _message_id(
            await self._with_token(
                lambda token: calls.post_once(url, headers=_header(token), json=body)
            )
        )

    async def _post(self, path: str, **body: Any) -> Answer:
        url = f"{self._zalo.api_url}{path}"
        return await self._with_token(lambda token: calls.post(url, headers=_header(token), **body))

    async def _with_token(self, call: Callable[[str], Awaitable[Answer]]) -> Answer:
        access = await tokens.access(self._zalo)
        try:
            return await call(access.token)
        except TokenRefused:
            renewed = await tokens.access(self._zalo, refused=access.generation)
            return await call(renewed.token)


def _header(token: str) -> dict[str, str]:
    return {"access_token": token}


def _message_id(answer: Answer) -> str:
    """Read the id; it was sent even where Zalo leaves the id out, and must not be sent again."""
    return str(answer.data.get("message_id") or "")


def _told(answer: Answer, name: str) -> str:
    value = answer.data.get(name)
    if not isinstance(value, str) or not value:
        raise ZaloRefused(0)
    return value
