"""A local Zalo over real HTTP that keeps Zalo's rules: it says no with HTTP 200, its refresh
tokens work once, it counts requests and looks at windows, and it can be told to fail."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

HOUR = 3600.0
FREE = 48 * HOUR
OPEN = 7 * 24 * HOUR


class Refused(Exception):
    """The request breaks a rule; ``args`` are Zalo's number and name."""


class FakeZalo:
    """State of the fake; tests read and change it.

    Attributes:
        sent: (person, message) of every message taken, in order.
        templates: bodies of the template messages taken.
        faults: what happens to the next requests, first first: ``503``, ``429``, ``-32``,
            ``hang``, ``cut`` (half an answer after doing the work), ``cut short`` (the first
            letters of one), ``drop`` (no answer after doing the work), ``-216`` (the tokens that
            were good are so no more), or None.
        trouble: draws a fault for a path where ``faults`` has none.
        last_act: seconds ago of each person's last act; who is not in it does not follow.
        exchanges: refreshes that were asked for.
        taken: (person, text, id) of every message with words, as ``oa_send_text`` tells of it;
            ``on_taken`` is told the same.
    """

    def __init__(self, app_id="app", app_secret="app-secret"):
        self.app_id, self.app_secret = app_id, app_secret
        self.lock = threading.Lock()
        self.sent, self.taken, self.templates, self.uploads = [], [], [], []
        self.faults = []
        self.trouble = lambda path: None
        self.on_taken = lambda person, text, number: None
        self.last_act = {"p1": 0.0}
        self.access, self.refresh, self.expired = set(), set(), set()
        self.codes = {}
        self.lifetime = 90_000
        self.exchanges = 0
        self.requests = 0
        self.this_minute = deque()
        self.limit = 4000
        self.slow = 0.0
        self.retry_after = None
        self._made = 0

    def pair(self):
        """Make a pair; every access token from before dies."""
        self._made += 1
        access, refresh = f"access-{self._made}", f"refresh-{self._made}"
        self.access = {access}
        self.refresh.add(refresh)
        return access, refresh

    def consent(self, challenge):
        """An administrator agrees; give the code that the browser brings back."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = challenge
        return code

    def count(self):
        """Count a request of this minute."""
        self.requests += 1
        self.this_minute.append(time.monotonic())
        while self.this_minute[0] < time.monotonic() - 60:
            self.this_minute.popleft()

    def fault(self, path):
        """Give what goes wrong with a request, if anything does."""
        found = self.faults.pop(0) if self.faults else self.trouble(path)
        if found == "-216":
            self.access.clear()
        return found

    def texts_to(self, person):
        return [message.get("text", "") for who, message in self.sent if who == person]

    # --- what it answers -----------------------------------------------------------------------

    def handle(self, method, path, headers, body):
        """Give the document for one request; raise ``Refused`` when it breaks a rule."""
        if len(self.this_minute) > self.limit:
            raise Refused(-32, "reach limit call api")
        if path == "/v4/oa/access_token":
            return self._token(headers, parse_qs(body.decode()))
        token = headers.get("access_token", "")
        if token in self.expired:
            raise Refused(-220, "access_token has expired")
        if token not in self.access:
            raise Refused(-216, "access_token is invalid")
        if path == "/v2.0/oa/getoa":
            return {"data": {"oa_id": "oa", "name": "Một cửa"}}
        if path.startswith("/v2.0/oa/upload/"):
            return self._upload(path.rsplit("/", 1)[1], headers, body)
        document = json.loads(body)
        if path == "/v3.0/oa/message/template":
            return self._template(document)
        if path == "/v3.0/oa/message/cs":
            return self._message(document)
        raise Refused(-201, f"no such method: {method} {path}")

    def _token(self, headers, form):
        value = {name: values[0] for name, values in form.items()}
        if headers.get("secret_key") != self.app_secret or value.get("app_id") != self.app_id:
            raise Refused(-14002, "Invalid app")
        if value["grant_type"] == "authorization_code":
            challenge = self.codes.pop(value["code"], None)
            made = hashlib.sha256(value["code_verifier"].encode()).digest()
            if challenge != base64.urlsafe_b64encode(made).rstrip(b"=").decode():
                raise Refused(-14003, "Invalid code")
        else:
            self.exchanges += 1
            if value["refresh_token"] not in self.refresh:
                raise Refused(-14014, "Invalid refresh token")
            self.refresh.discard(value["refresh_token"])
        access, refresh = self.pair()
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": str(self.lifetime),
        }

    def _upload(self, kind, headers, body):
        if (
            "multipart/form-data" not in headers.get("Content-Type", "")
            or b'name="file"' not in body
        ):
            raise Refused(-201, "Params is invalid")
        if len(body) > (1 if kind == "image" else 5) * 1024 * 1024 + 2000:
            raise Refused(-210, "Params over limit")
        self.uploads.append((kind, body))
        name = "attachment_id" if kind == "image" else "token"
        return {"data": {name: f"{kind}-{len(self.uploads)}"}}

    def _template(self, document):
        if document["user_id"] not in self.last_act:
            raise Refused(-213, "User has not followed OA")
        self.templates.append(document)
        return {"data": {"message_id": f"t{len(self.templates)}"}}

    def _message(self, document):
        person, message = document["recipient"]["user_id"], document["message"]
        ago = self.last_act.get(person)
        if ago is None:
            raise Refused(-213, "User has not followed OA")
        if ago > OPEN:
            raise Refused(-230, "User has not interacted with the OA in the past 7 days")
        text = message.get("text", "")
        payload = message.get("attachment", {}).get("payload", {})
        buttons = payload.get("buttons", [])
        if len(text) > 2000 or not (text or payload):
            raise Refused(-210, "Params over limit")
        if len(buttons) > 4 or any(len(b["title"]) > 100 for b in buttons):
            raise Refused(-201, "buttons is invalid")
        self.sent.append((person, message))
        number = f"m{len(self.sent)}"
        if text:
            self.taken.append((person, text, number))
            self.on_taken(person, text, number)
        return {"data": {"message_id": number, "user_id": person}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._do("GET")

    def do_POST(self):
        self._do("POST")

    def log_message(self, *_):
        pass

    def _do(self, method):
        zalo = self.server.zalo
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with zalo.lock:
            zalo.count()
            fault = zalo.fault(urlsplit(self.path).path)
            document = None
            if fault not in ("503", "429", "-32", "hang"):
                document = self._document(zalo, method, body)
        if zalo.slow:
            time.sleep(zalo.slow)
        if fault == "hang":
            time.sleep(1.0)
            self.close_connection = True
        elif fault == "drop":
            self.close_connection = True
        elif fault == "503":
            self._answer(503, b"<html>busy</html>")
        elif fault == "429":
            self._answer(429, b"{}", {"Retry-After": str(zalo.retry_after or 7)})
        elif fault == "-32":
            self._json({"error": -32, "message": "reach limit call api"})
        else:
            self._json(document, {"cut": 0.5, "cut short": 0.1}.get(fault))

    def _document(self, zalo, method, body):
        try:
            found = zalo.handle(method, urlsplit(self.path).path, self.headers, body)
        except Refused as exc:
            return {"error": exc.args[0], "message": exc.args[1]}
        return found if "access_token" in found else {"error": 0, "message": "Success", **found}

    def _json(self, document, cut=None):
        zalo = self.server.zalo
        rate = {
            "X-RateLimit-Limit": str(zalo.limit),
            "X-RateLimit-Remain": str(max(0, zalo.limit - len(zalo.this_minute))),
        }
        self._answer(200, json.dumps(document).encode(), rate, cut)

    def _answer(self, status, body, headers=None, cut=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: int(len(body) * cut)] if cut else body)
        if cut:
            self.wfile.flush()
            self.close_connection = True


@contextmanager
def running(zalo):
    """Serve the fake; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.zalo = zalo
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def signed(body, app_id, key, timestamp):
    """Give the header value that Zalo sends with a body."""
    made = hashlib.sha256(app_id.encode() + body + str(timestamp).encode() + key.encode())
    return f"mac={made.hexdigest()}"
