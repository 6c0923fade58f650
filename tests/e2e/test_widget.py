"""The widget on a site of its own, under a strict policy, and what it does beyond asking."""

import io
import json
import re
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ROOT, Chat, scrolls_sideways, violations
from PIL import Image
from playwright.sync_api import expect

BIRTH = "1.001193"
QUESTION = "làm giấy khai sinh cho con cần gì"
PAPERS = "cần giấy tờ gì"  # on a page that says of which procedure
EXAMPLES = ROOT / "docs/examples"
SERVER_IN_EXAMPLE = "https://mot-cua.example.vn"


class HostSite(SimpleHTTPRequestHandler):
    """The example page as a portal owner would serve it, with a policy that allows very little."""

    def __init__(self, *args, server_address_of_product, **kwargs):
        self.product = server_address_of_product
        super().__init__(*args, directory=str(EXAMPLES), **kwargs)

    def do_GET(self):
        if self.path != "/":
            super().do_GET()
            return
        page = (EXAMPLES / "trang-mau.html").read_text(encoding="utf-8")
        body = page.replace(SERVER_IN_EXAMPLE, self.product).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {self.product}; connect-src {self.product}; "
            "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'",
        )
        super().end_headers()

    def log_message(self, *_):
        pass


def serve(listener, product):
    handler = partial(HostSite, server_address_of_product=product.address)
    server = ThreadingHTTPServer(listener.getsockname(), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def host(product):
    """A site of another origin that is on the allow-list."""
    server = serve(product.host_listener, product)
    yield f"{product.host_origin}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_host(open_page, host):
    def open_at(**options):
        page = open_page(host, **options)
        launcher(page).click()
        return Chat(page)

    return open_at


def launcher(page):
    return page.get_by_role("button", name="Hỏi Trợ lý Một cửa")


def events_of(page):
    lines = page.locator("#su-kien li").all_inner_texts()
    return [(line.split(" ")[0], json.loads(line.split(" ", 1)[1])) for line in lines]


class TestOnAnotherSite:
    def test_one_tag_is_enough_and_the_pages_procedure_is_known(self, open_host):
        chat = open_host()
        (reply,) = chat.ask("phí bao nhiêu")
        assert (reply["meta"]["procedure"], reply["meta"]["facet"]) == (BIRTH, "fee")

    def test_it_is_served_small_and_does_not_hold_the_page_up(self, open_page, host, product):
        page = open_page("about:blank")
        with page.expect_response("**/chat/widget.js") as caught:
            page.goto(host)
        assert caught.value.header_value("content-encoding") == "gzip"
        assert caught.value.request.sizes()["responseBodySize"] <= 15 * 1024
        # A server that never answers must not keep the page from being shown.
        page.route("**/chat/widget.js", lambda route: None)
        page.goto(host, wait_until="domcontentloaded")
        expect(page.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()

    def test_colours_and_place_come_from_the_tag(self, open_page, host):
        page = open_page(host)
        button = launcher(page)
        assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(138, 21, 56)"
        assert button.evaluate("e => getComputedStyle(e).color") == "rgb(255, 255, 255)"
        assert button.bounding_box()["x"] < 100
        page.evaluate("document.querySelector('tro-ly-mot-cua').dataset.primary = '#ffd24d'")
        assert button.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"

    def test_a_colour_that_is_none_changes_nothing(self, open_page, host):
        page = open_page(host)
        page.evaluate(
            "document.querySelector('tro-ly-mot-cua').dataset.primary = 'red; background: url(x)'"
        )
        background = "e => getComputedStyle(e).backgroundColor"
        assert launcher(page).evaluate(background) == "rgb(11, 90, 140)"

    def test_events_tell_what_happened_and_never_what_was_said(self, open_host):
        chat = open_host()
        chat.ask(PAPERS)
        chat.last.get_by_role("button", name="Có ích").click()
        chat.ask("cán bộ quát mắng tôi, tôi muốn phản ánh")
        told = events_of(chat.page)
        assert [name for name, _ in told][:4] == ["opened", "asked", "answered", "rated"]
        answered = [detail for name, detail in told if name == "answered"]
        assert (answered[0]["outcome"], answered[0]["procedure"]) == ("answered", BIRTH)
        assert set(answered[-1]) == {"outcome", "milliseconds"}  # a complaint is nobody's business
        assert answered[-1]["outcome"] == "other"
        said = json.dumps(told, ensure_ascii=False)
        assert not re.search("giấy tờ|quát|phản ánh", said)

    def test_the_list_is_printed_under_the_policy(self, open_host):
        chat = open_host()
        chat.ask(PAPERS)
        chat.page.evaluate(
            """() => { const frame = HTMLIFrameElement.prototype;
                 const view = Object.getOwnPropertyDescriptor(frame, "contentWindow").get;
                 Object.defineProperty(frame, "contentWindow", { get() {
                   const own = view.call(this);
                   own.print = () => { window.printed = [own.document.body.innerText,
                     own.getComputedStyle(own.document.querySelector("ul")).listStyleType]; };
                   return own; } }); }"""
        )
        chat.last.get_by_role("button", name="In danh sách").click()
        text, bullets = chat.page.evaluate("window.printed")
        assert "Nguồn: " in text
        assert bullets == "none"  # its looks came through as well

    def test_ratings_and_files_travel_from_there_too(self, open_host):
        chat = open_host()
        chat.ask(PAPERS)
        with chat.page.expect_response("**/chat/api/feedback") as rated:
            chat.last.get_by_role("button", name="Có ích").click()
        assert rated.value.ok
        chat.ask("cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        with chat.page.expect_response("**/chat/api/files") as sent:
            TestFiles().choose(chat, TestFiles.photo(20))
        assert sent.value.ok
        expect(chat.last.get_by_role("button", name="Bỏ tệp này")).to_be_visible()

    def test_a_site_that_is_not_on_the_list_is_not_answered_and_the_words_stay(
        self, browser, product
    ):
        listener = socket.create_server(("127.0.0.1", 0))
        server = serve(listener, product)
        context = browser.new_context(locale="vi-VN")
        try:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/")
            launcher(page).click()
            chat = Chat(page)
            chat.type(QUESTION)
            expect(page.get_by_role("alert")).to_contain_text("Chưa kết nối được")
            expect(chat.asked).to_have_count(1)
        finally:
            context.close()
            server.shutdown()
            server.server_close()

    def test_a_browser_without_constructable_sheets_fetches_the_looks(self, open_page, product):
        page = open_page("about:blank")
        page.add_init_script("delete window.CSSStyleSheet.prototype.replaceSync")
        page.goto(product.address)
        with_looks = page.get_by_role("button", name="Gửi")
        expect(with_looks).to_have_css("border-top-left-radius", "14px")

    def test_leaving_the_panel_that_covers_the_page_closes_it(self, open_host):
        chat = open_host(viewport={"width": 360, "height": 740})
        chat.page.get_by_role("button", name="Hiển thị").focus()
        chat.page.keyboard.press("Shift+Tab")  # to the page beneath
        expect(chat.box).to_be_hidden()
        expect(launcher(chat.page)).to_be_visible()


class TestKeyboardOnly:
    def test_the_whole_way_on_another_site(self, open_page, host):
        page = open_page(host)
        expect(launcher(page)).to_be_visible()
        for _ in range(6):
            page.keyboard.press("Tab")
            if launcher(page).evaluate("e => e.getRootNode().activeElement === e"):
                break
        page.keyboard.press("Enter")
        chat = Chat(page)
        expect(chat.box).to_be_focused()
        page.keyboard.type(PAPERS)
        chat.answer_to(lambda: page.keyboard.press("Enter"))
        chat.last.get_by_role("button", name="Chưa đúng ý").focus()
        page.keyboard.press("Enter")
        first = chat.last.get_by_label("Không đúng điều tôi hỏi")
        expect(first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(chat.last.get_by_label("Thiếu điều tôi cần")).to_be_checked()
        page.keyboard.press("Escape")  # the question why, not the panel
        expect(first).to_have_count(0)
        expect(chat.last.get_by_role("button", name="Chưa đúng ý")).to_be_focused()
        display = page.get_by_role("button", name="Hiển thị")
        display.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Cỡ chữ")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_label("Cỡ chữ")).to_have_count(0)
        expect(display).to_be_focused()
        page.keyboard.press("Escape")
        expect(launcher(page)).to_be_focused()

    def test_enter_that_ends_a_composed_letter_does_not_send(self, open_chat):
        chat = open_chat()
        chat.box.fill("giấy")
        for composing in ({"isComposing": True}, {"keyCode": 229}):
            chat.box.dispatch_event("keydown", {"key": "Enter", **composing})
        expect(chat.asked).to_have_count(0)
        expect(chat.box).to_have_value("giấy")


class TestRating:
    def test_a_reason_and_the_question_reach_the_server_only_when_agreed(self, open_chat):
        chat = open_chat()
        chat.ask(QUESTION)
        sent = []
        chat.page.on("request", lambda r: "feedback" in r.url and sent.append(r.post_data_json))
        chat.last.get_by_role("button", name="Chưa đúng ý").click()
        expect(chat.last.get_by_role("status").last).to_contain_text("Cảm ơn")
        chat.last.get_by_label("Thiếu điều tôi cần").check()
        chat.last.get_by_label("Nói thêm").fill("mức phí")
        chat.last.get_by_label("Gửi kèm câu hỏi").check()
        with chat.page.expect_response("**/chat/api/feedback") as caught:
            chat.last.get_by_role("button", name="Gửi đánh giá").click()
        assert caught.value.ok
        assert [(s["rating"], s.get("reason"), s.get("question")) for s in sent] == [
            ("down", None, None),
            ("down", "incomplete", QUESTION),
        ]
        # What waits to be sent is forgotten once the answer has been read, a moment after it came.
        chat.page.wait_for_function("!JSON.stringify(localStorage).includes('mức phí')")
        chat.page.reload()
        pressed = chat.last.get_by_role("button", name="Chưa đúng ý")
        expect(pressed).to_have_attribute("aria-pressed", "true")

    def test_one_given_offline_is_told_once_when_back(self, open_chat):
        chat = open_chat()
        chat.ask(QUESTION)
        chat.page.context.set_offline(True)
        chat.last.get_by_role("button", name="Có ích").click()
        expect(chat.last.get_by_role("button", name="Có ích")).to_have_attribute(
            "aria-pressed", "true"
        )
        with chat.page.expect_response("**/chat/api/feedback") as caught:
            chat.page.context.set_offline(False)
        assert caught.value.request.post_data_json["rating"] == "up"
        expect(chat.last.get_by_role("status").last).to_contain_text("Cảm ơn")


class TestFiles:
    @staticmethod
    def photo(side=400):
        out = io.BytesIO()
        Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG")
        return {"name": "quay-so-3.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}

    @pytest.fixture
    def complaining(self, open_chat):
        chat = open_chat()
        expect(chat.page.get_by_role("button", name="Đính kèm tệp")).to_be_hidden()
        chat.ask("cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        return chat

    def choose(self, chat, *files):
        with chat.page.expect_file_chooser() as chooser:
            chat.page.get_by_role("button", name="Đính kèm tệp").click()
        chooser.value.set_files(list(files))

    def test_a_photo_goes_into_the_complaint_with_its_progress_shown(self, complaining):
        chat = complaining
        session = chat.page.context.new_cdp_session(chat.page)
        session.send("Network.enable")
        slow = {"offline": False, "latency": 50, "downloadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 60_000})
        shares = chat.page.evaluate_handle(
            """() => { const seen = [];
                 const root = document.querySelector("tro-ly-mot-cua").shadowRoot;
                 const look = () => { const bar = root.querySelector("progress");
                   if (bar) seen.push(bar.value); };
                 new MutationObserver(look).observe(root, { subtree: true, childList: true });
                 return seen; }"""
        )
        before = chat.answers.count()
        self.choose(chat, self.photo())
        expect(chat.answers).to_have_count(before + 1)
        expect(chat.last).to_contain_text("tệp")
        seen = shares.json_value()
        assert len(seen) >= 2, seen
        assert seen == sorted(seen)
        expect(chat.asked.last).to_contain_text("quay-so-3.jpg")
        expect(chat.last.get_by_role("button", name="Bỏ tệp này")).to_be_visible()

    def test_one_that_is_too_large_is_not_even_sent(self, complaining):
        chat = complaining
        big = {"name": "to.pdf", "mimeType": "application/pdf", "buffer": bytes(10 * 1024**2 + 1)}
        self.choose(chat, big)
        expect(chat.asked.last).to_contain_text("lớn hơn 10 MB")

    def test_one_that_was_not_sent_when_the_page_closed_is_asked_for_again(self, complaining):
        chat = complaining
        chat.page.route("**/chat/api/files", lambda route: route.abort())
        self.choose(chat, self.photo(20))
        expect(chat.page.get_by_role("button", name="Gửi lại")).to_be_visible()
        chat.page.unroute("**/chat/api/files")
        chat.page.reload()
        expect(chat.asked.last).to_contain_text("chọn lại tệp")

    def test_one_that_waits_for_the_network_can_be_given_up(self, complaining):
        chat = complaining
        session = chat.page.context.new_cdp_session(chat.page)
        session.send("Network.enable")
        slow = {"offline": False, "latency": 50, "downloadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 2_000})
        self.choose(chat, self.photo())
        expect(chat.page.get_by_role("progressbar")).to_be_visible()
        chat.page.get_by_role("button", name="Dừng gửi tệp").click()
        expect(chat.asked.last).to_contain_text("Đã dừng")
        session.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
        answers = chat.answers.count()
        chat.type("anh ấy quát tôi trước mặt mọi người")
        # Had the file just arrived whole, its request ended in the middle of its work, and the
        # server takes the next message once that claim has run out.
        expect(chat.answers).not_to_have_count(answers, timeout=30_000)

    def test_one_whose_answer_got_lost_is_taken_once(self, complaining):
        chat = complaining
        lost = []

        def lose_first(route):
            if lost:
                route.continue_()
            else:
                lost.append(route.fetch().json())
                route.abort()

        chat.page.route("**/chat/api/files", lose_first)
        before = chat.answers.count()
        self.choose(chat, self.photo(20))
        expect(chat.answers).to_have_count(before + 1)
        expect(chat.last).to_contain_text("1")
        assert chat.last.locator(".bubble").inner_text() == lost[0]["replies"][0]["text"]


class TestLooks:
    def test_what_is_chosen_stays(self, open_chat):
        chat = open_chat()
        page = chat.page
        chat.ask(QUESTION)
        page.get_by_role("button", name="Hiển thị").click()
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        normal = chat.last.locator(".bubble").evaluate(size)
        page.get_by_label("Cỡ chữ").select_option("150")
        assert chat.last.locator(".bubble").evaluate(size) == pytest.approx(1.5 * normal)
        page.get_by_label("Màu nền").select_option("dark")
        page.get_by_label("Tương phản cao").check()
        expect(page.get_by_label("Tương phản cao")).to_be_focused()
        page.reload()
        assert chat.last.locator(".bubble").evaluate(size) == pytest.approx(1.5 * normal)
        expect(page.locator(".frame")).to_have_css("background-color", "rgb(0, 0, 0)")

    def test_the_system_is_followed_until_something_is_chosen(self, open_page):
        page = open_page(color_scheme="dark", contrast="more")
        frame = page.locator(".frame")
        expect(frame).to_have_css("background-color", "rgb(0, 0, 0)")
        page.emulate_media(color_scheme="light", contrast="no-preference")
        expect(frame).to_have_css("background-color", "rgb(255, 255, 255)")

    def test_english_labels_keep_words_half_typed_and_answers_as_they_are(self, open_chat):
        chat = open_chat()
        (reply,) = chat.ask(QUESTION)
        chat.box.fill("phí bao")
        chat.page.get_by_role("button", name="Hiển thị").click()
        chat.page.get_by_label("Ngôn ngữ").select_option("en")
        expect(chat.page.get_by_role("textbox", name="Your question")).to_have_value("phí bao")
        expect(chat.last).to_contain_text(reply["text"])
        expect(chat.last.get_by_role("button", name="Print the list")).to_be_visible()

    def test_an_english_page_gets_english_labels(self, open_page, host):
        page = open_page("about:blank")
        page.add_init_script(
            "new MutationObserver(() => { if (document.documentElement) "
            "document.documentElement.lang = 'en-GB'; }).observe(document, { childList: true })"
        )
        page.goto(host)
        expect(page.get_by_role("button", name="Ask the one-stop assistant")).to_be_visible()


class TestSpeech:
    FAKE = """window.webkitSpeechRecognition = window.SpeechRecognition = class {
      start() { window.recognition = this; } stop() { this.onend(); } };"""

    def open(self, open_page):
        page = open_page("about:blank")
        page.add_init_script(self.FAKE)
        page.goto("/")
        return Chat(page)

    def test_what_is_heard_is_written_and_not_sent(self, open_page):
        chat = self.open(open_page)
        chat.box.fill("xin hỏi")
        chat.page.get_by_role("button", name="Nói thay vì gõ").click()
        expect(chat.page.get_by_text("Đang nghe…")).to_be_visible()
        chat.page.evaluate(
            """() => { recognition.onresult({ results: [[{ transcript: "làm khai sinh" }]] });
                 recognition.onend(); }"""
        )
        expect(chat.box).to_have_value("xin hỏi làm khai sinh")
        expect(chat.box).to_be_focused()
        expect(chat.asked).to_have_count(0)
        assert chat.page.evaluate("recognition.lang") == "vi-VN"

    def test_a_refusal_is_told(self, open_page):
        chat = self.open(open_page)
        chat.page.get_by_role("button", name="Nói thay vì gõ").click()
        chat.page.evaluate("recognition.onerror({ error: 'not-allowed' }); recognition.onend();")
        expect(chat.page.get_by_text("Chưa nghe được")).to_be_visible()

    def test_without_it_there_is_no_button(self, open_page):
        page = open_page("about:blank")
        page.add_init_script(
            "delete window.webkitSpeechRecognition; delete window.SpeechRecognition"
        )
        page.goto("/")
        Chat(page)
        expect(page.get_by_role("button", name="Nói thay vì gõ")).to_have_count(0)


class TestReconnecting:
    def test_a_stream_that_ended_in_an_error_page_is_taken_up_again(self, open_chat):
        chat = open_chat()
        calls = []
        chat.page.route("**/chat/api/events**", lambda r: (calls.append(1), r.fulfill(status=502)))
        with chat.page.expect_response("**/chat/api/events**"):
            chat.ask(QUESTION)
        chat.page.unroute("**/chat/api/events**")
        with chat.page.expect_request("**/chat/api/events**"):
            chat.page.context.set_offline(True)
            chat.page.context.set_offline(False)
        assert len(calls) == 1

    def test_several_messages_written_offline_are_answered_once_each_and_in_order(self, open_chat):
        chat = open_chat()
        chat.ask(QUESTION)
        chat.page.context.set_offline(True)
        for words in ("phí bao nhiêu", "nộp ở đâu", "bao lâu"):
            chat.type(words)
        expect(chat.asked).to_have_count(4)
        chat.page.context.set_offline(False)
        expect(chat.answers).to_have_count(5)
        turns = chat.log.locator(".citizen, .assistant")
        kinds = turns.evaluate_all("all => all.map(e => e.classList[0])")
        assert kinds == ["assistant", *["citizen", "assistant"] * 4]
        chat.page.reload()
        expect(turns).to_have_count(9)

    def test_two_tabs_show_one_conversation(self, open_chat):
        chat = open_chat()
        (first,) = chat.ask(QUESTION)
        page = chat.page.context.new_page()
        page.goto("/")
        other = Chat(page)
        expect(other.last).to_contain_text(first["text"])
        (second,) = other.ask("phí bao nhiêu")
        assert second["meta"]["procedure"] == BIRTH
        expect(chat.last).to_contain_text(second["text"])
        expect(chat.answers).to_have_count(3)

    @pytest.mark.parametrize("entries", [[{}], [{"from": "assistant"}], [None], "x"])
    def test_a_damaged_memory_begins_anew(self, open_chat, entries):
        chat = open_chat()
        chat.ask(QUESTION)
        chat.page.evaluate(
            """entries => { const key = Object.keys(localStorage).find((k) => k.includes("/chat/"));
                 const state = JSON.parse(localStorage[key]);
                 localStorage[key] = JSON.stringify({ ...state, entries }); }""",
            entries,
        )
        chat.page.reload()
        expect(chat.asked).to_have_count(0)
        chat.ask(QUESTION)

    @pytest.mark.parametrize("kept", ['"x"', '{"size": "9e9", "lang": 5, "theme": []}', "{"])
    def test_a_damaged_choice_of_looks_loses_nothing(self, open_chat, kept):
        chat = open_chat()
        chat.ask(QUESTION)
        chat.page.evaluate("kept => { localStorage['tlmc:display'] = kept; }", kept)
        chat.page.reload()
        expect(chat.asked).to_have_count(1)
        expect(chat.last.locator(".bubble")).to_have_css("font-size", "16px")

    def test_the_panel_opens_where_the_conversation_stood(self, open_host):
        chat = open_host()
        chat.ask(PAPERS)
        chat.ask("phí bao nhiêu")
        chat.page.reload()
        launcher(chat.page).click()
        expect(chat.last.get_by_role("group", name="Chọn nhanh")).to_be_in_viewport()
        (reply,) = chat.ask("nộp ở đâu")
        assert (reply["meta"]["procedure"], reply["meta"]["facet"]) == (BIRTH, "where")


class TestNoViolation:
    """Of any impact, on the widget and the pages around it."""

    @pytest.mark.parametrize("path", ["/", "/tro-ly/", "/phan-anh/"])
    def test_pages_as_they_open(self, open_page, path):
        assert violations(open_page(path)) == []

    @pytest.mark.parametrize(
        ("theme", "strong"), [("light", False), ("dark", False), ("light", True), ("dark", True)]
    )
    def test_the_chat_with_all_its_parts_unfolded(self, open_chat, theme, strong):
        chat = open_chat()
        chat.ask(QUESTION)
        chat.last.get_by_role("button", name="Chưa đúng ý").click()
        chat.page.get_by_role("button", name="Hiển thị").click()
        chat.page.get_by_label("Màu nền").select_option(theme)
        chat.page.get_by_label("Tương phản cao").set_checked(strong)
        assert violations(chat.page) == []

    @pytest.mark.parametrize("size", [(1280, 800), (360, 740), (320, 256)])
    def test_another_site(self, open_page, host, size):
        page = open_page(host, viewport={"width": size[0], "height": size[1]})
        expect(launcher(page)).to_be_visible()
        assert violations(page) == []
        launcher(page).click()
        chat = Chat(page)
        chat.ask(PAPERS)
        assert violations(page) == []

    def test_a_complaint(self, open_chat):
        chat = open_chat()
        chat.ask("cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        assert violations(chat.page) == []


class TestSmallScreens:
    # 320 × 256 is also what a screen of 1280 × 1024 leaves at 400 % zoom.
    @pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 568), (360, 740)])
    def test_another_site_shows_all_of_it_without_scrolling_sideways(
        self, open_host, width, height
    ):
        chat = open_host(viewport={"width": width, "height": height}, has_touch=True)
        page = chat.page
        chat.ask(PAPERS)
        page.get_by_role("button", name="Chưa đúng ý").click()
        page.get_by_role("button", name="Hiển thị").click()
        for size in ("100", "200"):
            page.get_by_label("Cỡ chữ").select_option(size)
            assert not scrolls_sideways(page)
            wide = "e => e.scrollWidth > e.clientWidth"
            assert not page.locator(".frame").evaluate(wide)
            assert not chat.log.evaluate(wide)
        chat.box.scroll_into_view_if_needed()
        expect(chat.box).to_be_in_viewport()

    def test_everything_pressed_is_large_enough_for_a_thumb(self, open_host):
        chat = open_host(viewport={"width": 360, "height": 740}, has_touch=True)
        chat.ask(PAPERS)
        chat.page.get_by_role("button", name="Chưa đúng ý").click()
        chat.page.get_by_role("button", name="Hiển thị").click()
        pressed = "button:visible, summary:visible, select:visible, .tick:visible"
        for one in chat.page.locator(pressed).all():
            size = one.bounding_box()
            assert size["height"] >= 44, one.inner_text()
            assert size["width"] >= 44, one.inner_text()


class TestWithoutJavaScript:
    @pytest.fixture
    def page(self, open_page):
        page = open_page("/tro-ly/", java_script_enabled=False)
        self.say(page, QUESTION)
        return page

    @staticmethod
    def say(page, words):
        page.get_by_role("textbox", name="Câu hỏi của anh/chị").fill(words)
        page.get_by_role("button", name="Gửi", exact=True).click()

    @staticmethod
    def answer(page):
        return page.get_by_role("region", name="Trả lời mới nhất")

    def test_a_thumb_down_with_its_reason(self, page):
        answer = self.answer(page)
        answer.locator("summary", has_text="Chưa đúng ý").click()
        answer.get_by_label("Sai hoặc đã cũ").check()
        answer.get_by_label("Nói thêm").fill("mức phí đã đổi")
        answer.get_by_role("button", name="Gửi đánh giá").click()
        expect(answer).to_contain_text("Cán bộ phụ trách nội dung sẽ xem lại")

    def test_choices_by_number(self, page):
        first = self.answer(page).get_by_role("listitem").get_by_role("button").first.inner_text()
        self.say(page, "1")
        expect(self.answer(page).locator("details[open] summary").first).to_contain_text(first)

    def test_the_list_to_print(self, page):
        self.answer(page).get_by_role("link", name="Mở danh sách để in").click()
        expect(page.get_by_role("heading", name="Hồ sơ")).to_be_visible()
        assert page.locator(".checklist li").count() > 2
        page.emulate_media(media="print")
        expect(page.get_by_text("Ctrl + P")).to_be_hidden()
        page.emulate_media(media="screen")
        page.get_by_role("link", name="Quay lại cuộc trò chuyện").click()
        expect(self.answer(page)).to_be_visible()

    def test_looks_stay_on_every_page(self, page):
        page.get_by_text("Hiển thị", exact=True).click()
        page.get_by_label("Cỡ chữ").select_option("150")
        page.get_by_label("Màu nền").select_option("dark")
        page.get_by_label("Tương phản cao").check()
        page.get_by_role("button", name="Áp dụng").click()
        for path in ("/tro-ly/", "/phan-anh/"):
            page.goto(path)
            expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
            expect(page.locator("body")).to_have_css("font-size", "24px")

    def test_a_file_into_a_complaint(self, page):
        expect(page.get_by_label("Chọn tệp")).to_have_count(0)
        self.say(page, "cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        page.get_by_label("Chọn tệp").set_input_files([TestFiles.photo(20)])
        page.get_by_role("button", name="Gửi tệp").click()
        expect(self.answer(page).get_by_role("button", name="Bỏ tệp này")).to_be_visible()

    def test_no_violation_and_no_scrolling_sideways_with_everything_unfolded(
        self, browser, product
    ):
        # axe is a script, too: the page's own are kept from loading instead.
        context = browser.new_context(
            base_url=product.address, viewport={"width": 320, "height": 568}, locale="vi-VN"
        )
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto("/tro-ly/")
        self.say(page, QUESTION)
        expect(self.answer(page)).to_be_visible()
        page.get_by_text("Hiển thị", exact=True).click()
        page.get_by_label("Cỡ chữ").select_option("200")
        page.get_by_role("button", name="Áp dụng").click()
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert violations(page) == []
        assert not scrolls_sideways(page)
        page.get_by_role("link", name="Mở danh sách để in").first.click()
        assert violations(page) == []
        assert not scrolls_sideways(page)
        context.close()
