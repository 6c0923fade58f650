"""For everybody: keyboard, small screens, zoom, no JavaScript, screen readers."""

import pytest
from conftest import Chat, scrolls_sideways
from playwright.sync_api import expect

QUESTION = "làm giấy khai sinh cho con cần gì"


class TestKeyboardOnly:
    def test_ask_unfold_and_choose_without_a_mouse(self, open_chat):
        chat = open_chat()
        page = chat.page
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
        for _ in range(12):  # skip link, brand, starter questions, then the box
            if chat.box.evaluate("box => box.getRootNode().activeElement === box"):
                break
            page.keyboard.press("Tab")
        expect(chat.box).to_be_focused()
        page.keyboard.type(QUESTION)
        chat.answer_to(lambda: page.keyboard.press("Enter"))
        expect(chat.box).to_be_focused()  # typing can go on; the live region tells the answer

        folded = chat.last.locator("details[data-facet]:not([open])").first
        name = folded.get_attribute("data-facet")
        folded.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(chat.last.locator(f"details[data-facet={name}]")).to_have_attribute("open", "")

        chat.box.focus()
        page.keyboard.press("Shift+Tab")  # backwards from the box lies the last button
        button = chat.last.get_by_role("button").last
        expect(button).to_be_focused()
        chat.answer_to(lambda: page.keyboard.press("Enter"))
        expect(chat.last).to_be_focused()  # its button is gone: go on from the new answer

    def test_shift_enter_breaks_the_line_instead_of_sending(self, open_chat):
        chat = open_chat()
        chat.box.fill("một")
        chat.box.press("Shift+Enter")
        chat.box.press_sequentially("hai")
        expect(chat.box).to_have_value("một\nhai")
        expect(chat.asked).to_have_count(0)

    def test_escape_closes_the_floating_panel_and_returns_to_its_button(self, open_page):
        page = open_page()
        page.evaluate(
            """() => { document.querySelector("main").replaceChildren();
                 const element = document.createElement("tro-ly-mot-cua");
                 element.dataset.mode = "floating"; document.body.append(element); }"""
        )
        launcher = page.get_by_role("button", name="Hỏi Trợ lý Một cửa")
        launcher.focus()
        page.keyboard.press("Enter")
        chat = Chat(page)
        expect(chat.box).to_be_focused()
        chat.ask(QUESTION)
        page.keyboard.press("Escape")
        expect(chat.box).to_be_hidden()
        expect(launcher).to_be_focused()


class TestSmallScreens:
    # 320 × 256 is also what a screen of 1280 × 1024 leaves at 400 % zoom.
    @pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 568), (360, 740)])
    def test_nothing_scrolls_sideways(self, open_chat, width, height):
        chat = open_chat(viewport={"width": width, "height": height})
        assert not scrolls_sideways(chat.page)
        chat.ask(QUESTION)
        folded = chat.last.locator("details:not([open]) > summary")
        while folded.count():
            folded.first.click()
        assert not scrolls_sideways(chat.page)

    @pytest.mark.parametrize("path", ["/tro-ly/", "/staff/login/"])
    def test_other_pages_do_not_either(self, open_page, path):
        assert not scrolls_sideways(open_page(path, viewport={"width": 320, "height": 568}))

    def test_a_long_word_breaks(self, open_chat):
        chat = open_chat(viewport={"width": 320, "height": 568})
        chat.ask("a" * 300)
        assert not scrolls_sideways(chat.page)

    def test_everything_pressed_is_large_enough_for_a_thumb(self, open_chat):
        chat = open_chat(viewport={"width": 360, "height": 740}, has_touch=True)
        chat.ask(QUESTION)
        for pressed in chat.page.locator("button:visible, summary:visible").all():
            size = pressed.bounding_box()
            assert size["height"] >= 44, pressed.inner_text()
            assert size["width"] >= 44, pressed.inner_text()


class TestScreenReaders:
    def test_answers_are_announced_and_the_past_is_not(self, open_chat):
        chat = open_chat()
        expect(chat.log).to_have_attribute("aria-live", "polite")
        chat.ask(QUESTION)
        chat.page.reload()
        expect(chat.log).to_have_attribute("aria-live", "polite")

    def test_every_control_has_a_name(self, open_chat):
        chat = open_chat()
        chat.ask(QUESTION)
        tree = chat.page.locator("body").aria_snapshot()
        for role in ("button", "link", "textbox", "group"):
            assert f"- {role}\n" not in tree, tree

    def test_nothing_moves_for_those_who_asked_for_rest(self, open_page):
        page = open_page(reduced_motion="reduce")
        page.route("**/chat/api/messages", lambda route: None)  # answer never
        chat = Chat(page)
        chat.type(QUESTION)
        dot = page.locator(".dots i").first
        expect(dot).to_be_attached()
        assert dot.evaluate("dot => getComputedStyle(dot).animationName") == "none"


class TestWithoutJavaScript:
    def test_the_whole_conversation_works(self, open_page):
        page = open_page("/", java_script_enabled=False)
        page.get_by_role("textbox").fill(QUESTION)
        page.get_by_role("button", name="Gửi").click()
        answer = page.get_by_role("region", name="Trả lời mới nhất")
        expect(answer).to_contain_text(QUESTION)
        expect(answer).to_contain_text("khai sinh")
        expect(answer).to_contain_text("Nguồn: ")
        expect(answer.locator("details[open]").get_by_role("listitem").first).to_be_visible()

        page.get_by_role("textbox").fill("phí bao nhiêu")
        page.get_by_role("button", name="Gửi").click()
        expect(answer.locator("details[open] summary").first).to_contain_text("Lệ phí")

        choice = answer.get_by_role("form", name="Chọn nhanh").get_by_role("button").first
        title = choice.inner_text()
        choice.click()
        expect(answer.locator(".asked")).to_contain_text(title)

        page.get_by_role("button", name="Kết thúc và xoá khỏi máy này").click()
        expect(answer).to_have_count(0)

    def test_a_starter_question_works(self, open_page):
        page = open_page("/", java_script_enabled=False)
        page.get_by_role("button", name="Làm giấy khai sinh").click()
        expect(page.get_by_role("region", name="Trả lời mới nhất")).to_contain_text("khai sinh")

    def test_nothing_scrolls_sideways(self, browser, product):
        # Measuring needs scripts of the test's own; the page's are kept from loading.
        context = browser.new_context(
            base_url=product.address, viewport={"width": 320, "height": 568}
        )
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto("/tro-ly/")
        page.get_by_role("textbox").fill(QUESTION)
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_role("region", name="Trả lời mới nhất")).to_be_visible()
        assert not scrolls_sideways(page)
        context.close()
