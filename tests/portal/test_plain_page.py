"""``/tro-ly/``: ratings, files, lists to print and looks, each as a plain form."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from complaints import drafts
from complaints.models import DraftFile
from connectors import conversation_service
from connectors.models import Feedback, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from portal import display, plain
from tests.portal.test_pages import (  # noqa: F401 - fixtures
    ANSWER,
    ask,
    form_of,
    fresh_limits,
    no_turn_log,
    rasa,
)

pytestmark = pytest.mark.django_db


def page_of(client):
    return client.get("/tro-ly/").content.decode()


@pytest.fixture
def asked(client, rasa):  # noqa: F811
    """Ask something; give what names its answer."""
    ask(client, "khai sinh cần gì")
    row = OutboundMessage.objects.get()
    return {"do": "rate", "message_id": row.in_reply_to.message_id, "position": "0"}


class TestRating:
    def test_the_page_asks_whether_the_answer_helped(self, client, asked):
        html = page_of(client)
        assert 'value="up" aria-pressed="false"' in html
        assert "Thiếu điều tôi cần" in html

    def test_a_thumb_up_is_kept_and_shown(self, client, asked):
        response = client.post("/tro-ly/", {**asked, "rating": "up"})
        assert (response.status_code, response["Location"]) == (302, "/tro-ly/#tra-loi")
        assert Feedback.objects.get().rating == "up"
        html = page_of(client)
        assert 'value="up" aria-pressed="true"' in html
        assert "Cảm ơn anh/chị đã đánh giá." in html

    def test_a_thumb_down_is_kept_with_its_reason(self, client, asked):
        said = {"rating": "down", "reason": "incomplete", "note": "thiếu phí", "wants_news": "1"}
        client.post("/tro-ly/", {**asked, **said})
        kept = Feedback.objects.get()
        assert (kept.rating, kept.reason, kept.note) == ("down", "incomplete", "thiếu phí")
        assert kept.wants_news
        assert kept.question == ""

    def test_the_question_is_offered_only_while_it_is_known_and_kept_only_if_ticked(
        self, client, asked
    ):
        offered = re.search(r'name="question" value="([^"]*)"', page_of(client))
        assert offered.group(1) == "khai sinh cần gì"
        assert 'name="question"' not in page_of(client)
        client.post("/tro-ly/", {**asked, "rating": "down", "question": offered.group(1)})
        assert Feedback.objects.get().question == "khai sinh cần gì"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"rating": "sideways"},
            {"rating": ""},
            {"reason": "nope"},
            {"position": "-1"},
            {"position": "²"},
            {"position": "99"},
            {"message_id": "x"},
        ],
    )
    def test_what_is_no_rating_is_refused_on_the_page(self, client, asked, wrong):
        response = client.post("/tro-ly/", {**asked, "rating": "down", **wrong})
        assert response.status_code in (400, 404)
        assert 'role="alert"' in response.content.decode()
        assert not Feedback.objects.exists()

    def test_without_a_conversation_nothing_is_rated(self, client, asked):
        client.cookies.clear()
        assert client.post("/tro-ly/", {**asked, "rating": "up"}).status_code == 404


class TestChoicesByNumber:
    def test_buttons_are_numbered_and_a_number_picks_one(self, client, asked, rasa):  # noqa: F811
        assert '<ol class="choices"' in page_of(client)
        ask(client, "1")
        assert rasa.heard[-1] == ANSWER.buttons[0].payload

    def test_a_number_that_was_not_offered_is_words(self, client, asked, rasa):  # noqa: F811
        ask(client, "9")
        assert rasa.heard[-1] == "9"

    def test_a_choice_of_procedures_keeps_its_own_numbers(self, client, rasa, monkeypatch):  # noqa: F811
        which = Reply("Việc nào?", Meta(Outcome.CLARIFY), (Button("1. Khai sinh", "/choose"),))
        monkeypatch.setattr("tests.portal.test_pages.ANSWER", which)
        ask(client, "khai sinh")
        html = page_of(client)
        assert ">1. Khai sinh</button>" in html
        assert '<ol class="choices"' not in html

    def test_in_a_form_a_number_is_an_answer(self, client, rasa, monkeypatch):  # noqa: F811
        question = Reply(
            "Quầy số mấy?",
            Meta(Outcome.COMPLAINT_STARTED, slot="office"),
            (Button("Không nhớ", "/skip"),),
        )
        monkeypatch.setattr("tests.portal.test_pages.ANSWER", question)
        ask(client, "tôi muốn phản ánh")
        assert '<ol class="choices"' not in page_of(client)
        ask(client, "1")
        assert rasa.heard[-1] == "1"


class TestFiles:
    @pytest.fixture
    def complaining(self, client, rasa, monkeypatch):  # noqa: F811
        question = Reply("Chuyện gì đã xảy ra?", Meta(Outcome.COMPLAINT_STARTED, slot="what"))
        monkeypatch.setattr("tests.portal.test_pages.ANSWER", question)
        ask(client, "tôi muốn phản ánh")
        session = client.cookies[plain.SESSION_COOKIE].value
        drafts.start(conversation_service.conversation_of(session).key)
        return form_of(client.get("/tro-ly/"))

    @staticmethod
    def photo():
        out = io.BytesIO()
        Image.new("RGB", (20, 20), "red").save(out, "JPEG")
        return SimpleUploadedFile("anh.jpg", out.getvalue(), "image/jpeg")

    def test_are_offered_only_where_a_form_asks(self, client, asked):
        assert 'type="file"' not in page_of(client)

    def test_are_taken_once_however_often_the_form_is_sent(self, client, complaining):
        assert 'type="file"' in page_of(client)
        for _ in range(2):
            response = client.post("/tro-ly/tep/", {**complaining, "file": self.photo()})
            assert response.status_code == 302
        assert DraftFile.objects.count() == 1
        assert "1" in page_of(client)

    def test_what_could_run_is_refused_with_a_sentence(self, client, complaining):
        file = SimpleUploadedFile("anh.jpg", b"<svg onload=alert(1)>", "image/jpeg")
        client.post("/tro-ly/tep/", {**complaining, "file": file})
        assert not DraftFile.objects.exists()
        assert "Trả lời mới nhất" in page_of(client)

    def test_nothing_chosen_changes_nothing(self, client, complaining):
        response = client.post("/tro-ly/tep/", complaining)
        assert response["Location"] == "/tro-ly/"

    def test_looking_leads_back_to_the_page(self, client):
        assert client.get("/tro-ly/tep/")["Location"] == "/tro-ly/"


class TestListToPrint:
    def test_holds_the_papers_and_their_source_alone(self, client, asked):
        address = re.search(r'href="(/tro-ly/danh-sach/[^"]+)"', page_of(client)).group(1)
        html = client.get(address).content.decode()
        assert "<li>Tờ khai &lt;b&gt;1&lt;/b&gt;</li>" in html
        assert "Luật Hộ tịch 2014, Điều 16" in html
        assert "<textarea" not in html

    def test_of_somebody_else_is_not_found(self, client, asked):
        address = re.search(r'href="(/tro-ly/danh-sach/[^"]+)"', page_of(client)).group(1)
        client.cookies.clear()
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("position", [1, 99])
    def test_of_no_reply_is_not_found(self, client, asked, position):
        address = f"/tro-ly/danh-sach/{asked['message_id']}/{position}/"
        assert client.get(address).status_code == 404


class TestLooks:
    CHOICE = {"do": "display", "size": "150", "theme": "dark", "contrast": "more", "lang": "en"}

    def test_are_kept_for_every_public_page(self, client):
        client.post("/tro-ly/", self.CHOICE)
        for address in ("/", "/tro-ly/", "/phan-anh/"):
            html = client.get(address).content.decode()
            assert 'data-size="150" data-theme="dark" data-contrast="more"' in html

    def test_english_labels_leave_answers_in_vietnamese(self, client, asked):
        client.post("/tro-ly/", self.CHOICE)
        html = page_of(client)
        assert '<div lang="en">' in html
        assert "Latest answer" in html
        assert "Trả lời mới nhất" not in html
        assert ANSWER.text in html

    @pytest.mark.parametrize(
        "cookie", ["", "x", "150", "900.pink.more.fr", '"><script>.dark', "." * 50]
    )
    def test_a_damaged_cookie_counts_as_not_chosen(self, client, cookie):
        client.cookies[display.COOKIE] = cookie
        response = client.get("/tro-ly/")
        assert response.status_code == 200
        chosen = re.search(r'data-size="(\d+)" data-theme="(\w+)"', response.content.decode())
        assert chosen.group(1) in display.SIZES
        assert chosen.group(2) in display.THEMES

    def test_a_forged_choice_is_not_kept(self, client):
        client.post("/tro-ly/", {"do": "display", "size": "1000", "lang": "<b>"})
        assert client.cookies[display.COOKIE].value == "100.auto.auto.vi"

    def test_labels_are_complete_in_both_languages(self):
        vi, en = (display.Display(lang=lang).labels for lang in display.LANGUAGES)
        assert set(vi) == set(en)
