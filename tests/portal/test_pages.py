"""The public pages and the door of the staff site, without a browser."""

import re

import httpx
import pytest
from django.test import Client

from connectors import dialogue, limits, turn_log
from connectors.rasa_client import RasaClient
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, Meta, Reply, Section, Source
from portal import pages, plain

ANSWER = Reply(
    text="Đăng ký khai sinh: làm trong ngày.",
    buttons=(Button("Lệ phí", '/ask_facet{"facet": "fee"}'),),
    card=Card("Đăng ký khai sinh", (Section(Facet.DOSSIER, "Hồ sơ", ("Tờ khai <b>1</b>",)),)),
    meta=Meta(
        Outcome.ANSWERED,
        procedure="1.001193",
        facet=Facet.DOSSIER,
        release="2026-11-24.1",
        sources=(Source("Luật Hộ tịch 2014", "Điều 16"),),
    ),
)


class FakeRasa:
    """Answers every message alike, and remembers what it was told."""

    def __init__(self):
        self.heard = []

    def __call__(self, request):
        self.heard.append(httpx.Response(200, content=request.content).json()["message"])
        return httpx.Response(200, json=[{"custom": ANSWER.to_json()}])


@pytest.fixture
def rasa(monkeypatch):
    fake = FakeRasa()
    client = RasaClient("http://rasa.invalid", httpx.MockTransport(fake))
    monkeypatch.setattr(dialogue, "rasa_client", lambda: client)
    return fake


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    monkeypatch.setattr(limits, "addresses", limits.SlidingWindow(limits.PER_ADDRESS))


@pytest.fixture(autouse=True)
def no_turn_log(monkeypatch):
    """A thread that writes beside a test's transaction waits twenty seconds for it."""
    monkeypatch.setattr(turn_log, "write_later", lambda _: None)


def form_of(page):
    """Read the hidden fields of the page's first form."""
    html = page.content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', html).group(1)
        for name in ("session", "form_id")
    }


def ask(client, text, form=None):
    form = form or form_of(client.get("/tro-ly/"))
    return client.post("/tro-ly/", {**form, "text": text})


@pytest.mark.parametrize("address", ["/", "/tro-ly/"])
class TestEveryPublicPage:
    def test_answers(self, client, address):
        assert client.get(address).status_code == 200

    def test_allows_nothing_from_elsewhere_and_nothing_inline(self, client, address):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy

    def test_has_no_inline_script_or_style(self, client, address):
        html = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert "<style" not in html
        assert not re.search(r"\s(style|on\w+)=", html)

    def test_says_that_no_identity_number_is_needed(self, client, address):
        assert "mã OTP" in client.get(address).content.decode()

    def test_refuses_other_methods(self, client, address):
        assert client.delete(address).status_code == 405


class TestHome:
    def test_offers_the_starter_questions(self, client):
        html = client.get("/").content.decode()
        assert html.count("data-starter") == len(pages.STARTERS) == 4

    def test_links_to_the_plain_page_and_the_staff_site(self, client):
        html = client.get("/").content.decode()
        assert 'href="/tro-ly/"' in html
        assert 'href="/staff/"' in html


@pytest.mark.django_db
class TestPlainPage:
    def test_is_never_cached(self, client):
        assert "no-store" in client.get("/tro-ly/")["Cache-Control"]

    def test_a_question_leads_to_a_page_with_answer_source_and_question(self, client, rasa):
        response = ask(client, "khai sinh cần gì")
        assert response.status_code == 302
        html = client.get(response["Location"]).content.decode()
        assert ANSWER.text in html
        assert "Luật Hộ tịch 2014, Điều 16" in html
        assert "khai sinh cần gì" in html

    def test_the_question_is_shown_once_only(self, client, rasa):
        ask(client, "khai sinh cần gì")
        client.get("/tro-ly/")
        assert "khai sinh cần gì" not in client.get("/tro-ly/").content.decode()

    def test_the_question_is_not_readable_in_the_address(self, client, rasa):
        assert "khai" not in ask(client, "khai sinh")["Location"]

    def test_content_is_escaped(self, client, rasa):
        ask(client, "<script>alert(1)</script>")
        html = client.get("/tro-ly/").content.decode()
        assert "<script>alert" not in html
        assert "Tờ khai &lt;b&gt;1&lt;/b&gt;" in html

    def test_the_same_form_sent_twice_is_one_message(self, client, rasa):
        form = form_of(client.get("/tro-ly/"))
        ask(client, "khai sinh", form)
        ask(client, "khai sinh", form)
        assert rasa.heard == ["khai sinh"]

    def test_the_same_form_with_other_words_is_another_message(self, client, rasa):
        form = form_of(client.get("/tro-ly/"))
        ask(client, "khai sinh", form)
        ask(client, "kết hôn", form)
        assert rasa.heard == ["khai sinh", "kết hôn"]

    def test_a_button_sends_its_payload_and_shows_its_title(self, client, rasa):
        ask(client, "khai sinh")
        payload = ANSWER.buttons[0].payload
        ask(client, payload)
        assert rasa.heard[-1] == payload
        html = client.get("/tro-ly/").content.decode()
        assert "Lệ phí</q>" in html

    def test_an_empty_message_is_refused_on_the_page(self, client, rasa):
        response = ask(client, "  ")
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()
        assert rasa.heard == []

    def test_a_long_message_is_refused_and_given_back(self, client, rasa):
        response = ask(client, "a" * 4001)
        assert response.status_code == 413
        assert "a" * 4001 in response.content.decode()

    def test_a_forged_session_begins_another_conversation(self, client, rasa):
        form = {**form_of(client.get("/tro-ly/")), "session": "forged"}
        assert ask(client, "khai sinh", form).status_code == 302

    def test_somebody_elses_form_id_is_no_reason_to_fail(self, client, rasa):
        assert ask(client, "khai sinh", {"session": "", "form_id": "x"}).status_code == 302

    def test_leaving_forgets_the_conversation_on_this_machine(self, client, rasa):
        ask(client, "khai sinh")
        client.post("/tro-ly/", {"do": "leave"})
        assert ANSWER.text not in client.get("/tro-ly/").content.decode()

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client, rasa):
        ask(client, "khai sinh")
        cookie = client.cookies[plain.SESSION_COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/tro-ly/"

    def test_a_form_on_another_site_is_refused_in_vietnamese(self, rasa):
        response = Client(enforce_csrf_checks=True).post("/tro-ly/", {"text": "khai sinh"})
        assert response.status_code == 403
        assert "Chưa gửi được" in response.content.decode()
        assert rasa.heard == []


def test_an_unknown_address_is_answered_in_vietnamese(client):
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()
