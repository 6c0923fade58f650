"""A local Bot Platform over real HTTP that keeps its rules: news are given once and only without a
webhook, texts have 1 to 2,000 characters, a secret has 8 to 256."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "1234:bot-token"


class FakeZaloBot:
    """State of the fake.

    Attributes:
        sent: (chat, text) pairs, in order.
        news: what ``getUpdates`` gives, each once.
        faults: what happens to the next requests: ``429``, ``503``, ``drop``, or None.
        strangers: chats that can't be written to.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.sent, self.news, self.faults = [], [], []
        self.strangers = set()
        self.url = ""

    def texts_to(self, chat):
        return [text for who, text in self.sent if who == chat]

    def handle(self, path, values):
        """Give (status, document) for one request."""
        token, _, method = path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return self._no(401, "Unauthorized")
        if method == "getMe":
            return self._yes({"id": "1", "account_name": "bot.motcua", "account_type": "BASIC"})
        if method == "getWebhookInfo":
            return self._yes({"url": self.url})
        if method == "setWebhook":
            if not 8 <= len(values["secret_token"]) <= 256:
                return self._no(400, "secret_token")
            self.url = values["url"]
            return self._yes({"url": self.url})
        if method == "getUpdates":
            if self.url:
                return self._no(400, "webhook is set")
            return self._yes(self.news.pop(0)) if self.news else self._no(408, "Request timeout")
        if method == "sendMessage":
            if values["chat_id"] in self.strangers:
                return self._no(403, "blocked")
            if not 1 <= len(values["text"]) <= 2000:
                return self._no(400, "text")
            self.sent.append((values["chat_id"], values["text"]))
            return self._yes({"message_id": str(len(self.sent)), "date": 1764400000000})
        return self._no(404, "Not found")

    def _yes(self, result):
        return 200, {"ok": True, "result": result}

    def _no(self, code, description):
        return 200, {"ok": False, "error_code": code, "description": description}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        bot = self.server.bot
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with bot.lock:
            fault = bot.faults.pop(0) if bot.faults else None
            status, document = 503, {}
            if fault == "429":
                status = 429
            elif fault != "503":
                status, document = bot.handle(self.path, json.loads(raw))
        if fault == "drop":
            self.close_connection = True
            return
        body = json.dumps(document).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "30")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def running(bot):
    """Serve the fake; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.bot = bot
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
