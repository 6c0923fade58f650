"""The small brother of ``python -m bench.channels``: real portal, worker and supervisor, both fake
vendors over real HTTP, kills; only the dialogue is a stand-in that says what it heard."""

import asyncio
import json
import threading
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.channel_record import compare, compare_all
from bench.channel_vendors import Heard, Telegram, Zalo
from bench.channels import Plan, Supervised, Writing, faults_of
from connectors.zalo import tokens
from connectors.zalo.oauth import TokenPair
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from tests.support.processes import on_this_database


class _Dialogue(BaseHTTPRequestHandler):
    """Answers for Rasa, and says that the action server is well."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._say(b"{}")

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = Reply(
            f"Đã hỏi: {asked['message']}",
            Meta(Outcome.ANSWERED),
            (Button("Lệ phí", '/ask_facet{"facet":"fee"}'),),
        )
        said = [{"recipient_id": asked["sender"], "custom": reply.to_json()}]
        self._say(json.dumps(said).encode())

    def _say(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def stand_in():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dialogue)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield str(server.server_port)
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_every_message_once_in_order_while_portal_and_worker_are_killed(
    tmp_path, stand_in, settings
):
    plan = Plan(messages=120, people=40, at_once=40, kills=2, failing=0.05)
    vendors = Telegram(plan.failing, 3), Zalo(plan.failing, 4)
    with ExitStack() as stack:
        given = {"BOT_PORT": stand_in, "ACTIONS_PORT": stand_in}
        given |= on_this_database(settings.ENVIRONMENT, tmp_path)
        for vendor in vendors:
            given |= stack.enter_context(vendor.open())
        pair = TokenPair(*vendors[1].fake.pair(), timedelta(hours=25))
        tokens.store_consent("oa", pair)
        supervised = Supervised(tmp_path, given, ("portal", "worker"))
        try:
            supervised.product.start()
            run = asyncio.run(Writing(plan, supervised, vendors).write())
        finally:
            supervised.product.stop()
        record = supervised.judged(run.calls)
    assert {name for name, _ in run.kills} == {"portal", "worker"}
    assert len(run.calls) == 120
    faults = faults_of(run, record, compare_all(vendors, record["said"]))
    assert {name: count for name, count in faults.items() if count} == {}


# --- the judge can tell right from wrong ---------------------------------------------------------

ONE, TWO = Heard("p", "một", ("#1:0",)), Heard("p", "hai", ())
SAID = [["một", ["#1:0"], False], ["hai", [], True]]


@pytest.mark.parametrize(
    ("heard", "fault"),
    [
        ([ONE], "missing"),
        ([ONE, ONE, TWO], "doubled_without_reason"),
        ([ONE, TWO, TWO], "doubled"),
        ([TWO, ONE], "unexpected"),
        ([ONE, TWO, Heard("p", "ba", ())], "unexpected"),
        ([ONE, TWO, ONE], "unexpected"),
    ],
)
def test_what_is_wrong_is_seen(heard, fault):
    assert getattr(compare(heard, SAID, html=False), fault) == 1


def test_what_is_right_is_seen():
    found = compare([ONE, TWO], SAID, html=False)
    assert (found.messages, found.missing, found.unexpected) == (2, 0, 0)
    assert found.doubled == found.doubled_without_reason == 0
