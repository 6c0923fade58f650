"""A Bot API server for tests: real HTTP on loopback, with Telegram's rules, troubles on demand.

What it enforces is what Telegram documents: the token, long polling with confirming offsets, one
poller and no webhook beside it, 4,096 characters after the markup is read, well-formed HTML,
callback data of 64 bytes, one message a second and chat, thirty a second in all, twenty a minute
and group, chats that blocked the bot. Method names count in any case.
"""

from __future__ import annotations

import html.parser
import json
import random
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "4200:fake-token_for-tests-only"
NAME = "mot_cua_bot"
TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote"})
SLACK = 0.05  # seconds: two clocks


class Refused(Exception):
    """What the API answers instead of ``ok``."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class HangUp(Exception):
    """The connection breaks without an answer; nothing was accepted."""


class BreakOff(Exception):
    """The answer to what was accepted breaks off in its body."""


@dataclass(frozen=True)
class Sent:
    """One accepted message."""

    chat: int
    text: str
    at: float
    message_id: int
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    reply_to: int | None = None


class _Text(html.parser.HTMLParser):
    """Reads the markup; Telegram refuses what is not balanced or not known."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            raise Refused(400, f"Bad Request: can't parse entities: unsupported start tag {tag!r}")
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse entities: unexpected end tag")

    def handle_data(self, data):
        self.text += data


def visible(text: str) -> str:
    reader = _Text()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise Refused(400, "Bad Request: can't parse entities: can't find end tag")
    return reader.text


class TelegramApi:
    """The server and what it knows.

    Attributes:
        sent: accepted messages, in order.
        calls: how often each method was called (lower case).
        blocked: chats whose person blocked the bot.
        files: content by file id.
        trouble: called before a message is accepted; may raise ``Refused`` or ``HangUp``.
        trouble_after: called after; may raise ``BreakOff``.
        last_error: what ``getWebhookInfo`` tells of the last call that failed.
        flood_limits: whether the pace is enforced.
    """

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.calls: Counter[str] = Counter()
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.presses: set[str] = set()
        self.answered_presses: list[str] = []
        self.typing: list[int] = []
        self.commands: list[dict[str, str]] = []
        self.floods = 0
        self.trouble: Callable[[str], None] = lambda method: None
        self.trouble_after: Callable[[str], None] = lambda method: None
        self.flood_limits = True
        self.webhook: dict[str, Any] = {"url": ""}
        self.last_error: dict[str, Any] = {}
        self.updates: deque[dict[str, Any]] = deque()
        self._polling = 0
        self._number = 1000
        self._by_chat: dict[int, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._lock = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[TelegramApi]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    # --- What people do ------------------------------------------------------------------------

    def number(self) -> int:
        with self._lock:
            self._number += 1
            return self._number

    def message(self, chat: int, text: str = "", **more: Any) -> dict[str, Any]:
        """Make an update with a message of a person in a private chat."""
        content = {"text": text} if text else {}
        return {
            "update_id": self.number(),
            "message": {
                "message_id": self.number(),
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private", "first_name": "Hoa"},
                "from": {"id": chat, "is_bot": False, "first_name": "Hoa"},
                **content,
                **more,
            },
        }

    def press(self, chat: int, data: str) -> dict[str, Any]:
        """Make an update with a pressed button."""
        press_id = str(self.number())
        self.presses.add(press_id)
        shown = self.message(chat, "…")["message"]
        return {
            "update_id": self.number(),
            "callback_query": {
                "id": press_id,
                "from": shown["from"],
                "chat_instance": "1",
                "message": shown,
                "data": data,
            },
        }

    def offer(self, *updates: dict[str, Any]) -> None:
        """Put updates where ``getUpdates`` finds them."""
        with self._lock:
            self.updates.extend(updates)
            self._lock.notify_all()

    def deliver(self, update: dict[str, Any]) -> int:
        """Call the webhook once; give the HTTP status, 0 when nobody answers."""
        request = urllib.request.Request(
            self.webhook["url"],
            json.dumps(update).encode(),
            {
                "Content-Type": "application/json",
                "X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", ""),
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as exc:
            return int(exc.code)
        except OSError:
            return 0

    def said_to(self, chat: int) -> list[str]:
        return [message.text for message in self.sent if message.chat == chat]

    # --- What the bot calls ----------------------------------------------------------------------

    def call(self, token: str, method: str, given: dict[str, Any]) -> Any:
        if token != TOKEN:
            raise Refused(401, "Unauthorized")
        self.calls[method] += 1
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            raise Refused(404, "Not Found")
        return answer(given)

    def _getme(self, given):
        return {"id": 4200, "is_bot": True, "first_name": "Một cửa", "username": NAME}

    def _setmycommands(self, given):
        self.commands = json.loads(given["commands"])
        return True

    def _setwebhook(self, given):
        self.trouble("setwebhook")
        self.webhook = {
            "url": given["url"],
            "secret_token": given.get("secret_token", ""),
            "allowed_updates": given.get("allowed_updates", "[]"),
        }
        return True

    def _deletewebhook(self, given):
        self.webhook = {"url": ""}
        return True

    def _getwebhookinfo(self, given):
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            **self.last_error,
        }

    def _getupdates(self, given):
        self.trouble("getupdates")
        if self.webhook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, wait = int(given.get("offset", 0)), float(given.get("timeout", 0))
        with self._lock:
            if self._polling:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
            self._polling += 1
            try:
                while self.updates and self.updates[0]["update_id"] < offset:
                    self.updates.popleft()
                if not self.updates:
                    self._lock.wait(min(wait, 1.0))
                return list(self.updates)[: int(given.get("limit", 100))]
            finally:
                self._polling -= 1

    def _sendmessage(self, given):
        chat = int(given["chat_id"])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        text = visible(given["text"]) if given.get("parse_mode") == "HTML" else given["text"]
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refused(400, "Bad Request: message is too long")
        keyboard = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
        for button in (b for row in keyboard for b in row):
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        with self._lock:
            self._within_limits(chat)
            self.trouble("sendmessage")
            self._number += 1
            replied = json.loads(given.get("reply_parameters", "{}")).get("message_id")
            sent = Sent(chat, text, time.monotonic(), self._number, keyboard, replied)
            self.sent.append(sent)
        self.trouble_after("sendmessage")
        return {
            "message_id": sent.message_id,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"},
            "text": text,
        }

    def _within_limits(self, chat: int) -> None:
        """Count one message against the pace; called with the lock held."""
        if not self.flood_limits:
            return
        now, mine = time.monotonic(), self._by_chat[chat]
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        while mine and mine[0] <= now - 60:
            mine.popleft()
        too_soon = mine and now - mine[-1] < 1 - SLACK
        if too_soon or len(self._all) >= 30 or (chat < 0 and len(mine) >= 20):
            self.floods += 1
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        mine.append(now)
        self._all.append(now)

    def _sendchataction(self, given):
        self.typing.append(int(given["chat_id"]))
        return True

    def _answercallbackquery(self, given):
        if given["callback_query_id"] not in self.presses:
            raise Refused(400, "Bad Request: query is too old and response timeout expired")
        self.answered_presses.append(given["callback_query_id"])
        return True

    def _getfile(self, given):
        content = self.files.get(given["file_id"])
        if content is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(content) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        return {
            "file_id": given["file_id"],
            "file_unique_id": "u",
            "file_size": len(content),
            "file_path": f"documents/{given['file_id']}",
        }


def troubles(seed: int, share: float) -> tuple[Callable[[str], None], Callable[[str], None]]:
    """Give what goes wrong with a share of messages: before they are accepted, and after."""
    drawn = random.Random(seed)

    def before(method: str) -> None:
        if drawn.random() >= share:
            return
        kind = drawn.choice(("429", "500", "502", "hang up"))
        if kind == "hang up":
            raise HangUp
        if kind == "429":
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        raise Refused(int(kind), "Internal Server Error")

    def after(method: str) -> None:
        if drawn.random() < share / 4:
            raise BreakOff

    return before, after


def _handler(api: TelegramApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            prefix = f"/file/bot{TOKEN}/documents/"
            path = urllib.parse.unquote(self.path)
            content = api.files.get(path.removeprefix(prefix))
            if not path.startswith(prefix) or content is None:
                self._give(404, b"not found")
            else:
                self._give(200, content)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            given = {k: v[-1] for k, v in urllib.parse.parse_qs(body.decode()).items()}
            token, _, method = self.path.removeprefix("/bot").partition("/")
            try:
                self._say(200, {"ok": True, "result": api.call(token, method.lower(), given)})
            except Refused as exc:
                refusal = {"ok": False, "error_code": exc.code, "description": exc.description}
                self._say(exc.code, {**refusal, "parameters": exc.parameters})
            except HangUp:
                self.close_connection = True
                self.connection.close()
            except BreakOff:
                self.send_response(200)
                self.send_header("Content-Length", "500")
                self.end_headers()
                self.wfile.write(b'{"ok": true, "result": {"mess')
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()

        def _say(self, status: int, document: dict[str, Any]) -> None:
            self._give(status, json.dumps(document).encode())

        def _give(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):  # who polled has stopped waiting
                self.wfile.write(content)

    return Handler
