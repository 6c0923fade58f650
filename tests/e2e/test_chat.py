"""The main job, in a real browser against the real processes."""

import re

import pytest
from playwright.sync_api import expect

BIRTH = "1.001193"
DATE = re.compile(r"\d{2}/\d{2}/\d{4}")


class TestAskingAboutAProcedure:
    def test_papers_for_a_birth_certificate_with_source_date_and_release(self, open_chat):
        chat = open_chat()
        (reply,) = chat.ask("làm giấy khai sinh cho con cần gì")
        assert reply["meta"]["procedure"] == BIRTH
        assert reply["meta"]["facet"] == "dossier"
        dossier = chat.last.locator("details[data-facet=dossier]")
        expect(dossier).to_have_attribute("open", "")
        expect(dossier.get_by_role("listitem").first).to_be_visible()
        sources = chat.last.locator(".sources").first
        expect(sources).to_contain_text("Nguồn: ")
        expect(sources).to_contain_text(DATE)
        expect(sources).to_contain_text(reply["meta"]["release"])

    def test_a_follow_up_is_about_the_same_procedure(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        (reply,) = chat.ask("phí bao nhiêu")
        assert (reply["meta"]["procedure"], reply["meta"]["facet"]) == (BIRTH, "fee")
        expect(chat.last.locator("details[data-facet=fee]")).to_have_attribute("open", "")

    def test_and_what_of_another_procedure_keeps_the_facet(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con phí bao nhiêu")
        (reply,) = chat.ask("còn kết hôn?")
        assert (reply["meta"]["procedure"], reply["meta"]["facet"]) == ("1.000894", "fee")

    def test_words_without_accents_are_understood(self, open_chat):
        (reply,) = open_chat().ask("lam giay khai sinh can gi")
        assert reply["meta"]["procedure"] == BIRTH

    def test_a_button_asks_the_next_question(self, open_chat):
        chat = open_chat()
        (first,) = chat.ask("làm giấy khai sinh cho con cần gì")
        title = first["buttons"][0]["title"]
        (reply,) = chat.press(title)
        assert reply["meta"]["procedure"] == BIRTH
        expect(chat.asked.last).to_contain_text(title)  # its title, never its payload
        expect(chat.log).not_to_contain_text("/ask_facet")

    def test_only_the_last_answer_has_buttons(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        chat.ask("phí bao nhiêu")
        expect(chat.log.get_by_role("group", name="Chọn nhanh")).to_have_count(1)

    def test_a_starter_question_starts(self, open_chat):
        chat = open_chat()
        chat.answer_to(lambda: chat.page.get_by_role("button", name="Làm giấy khai sinh").click())
        expect(chat.page.get_by_role("group", name="Câu hỏi gợi ý")).to_have_count(0)

    def test_the_checklist_can_be_copied(self, open_chat):
        chat = open_chat(permissions=["clipboard-read", "clipboard-write"])
        (reply,) = chat.ask("làm giấy khai sinh cho con cần gì")
        chat.last.get_by_role("button", name="Sao chép").click()
        expect(chat.last.get_by_text("Đã sao chép")).to_be_visible()
        copied = chat.page.evaluate("navigator.clipboard.readText()")
        papers = next(s for s in reply["card"]["sections"] if s["facet"] == "dossier")["items"]
        assert [f"☐ {paper}" for paper in papers] == [
            line for line in copied.splitlines() if line.startswith("☐")
        ]

    def test_the_checklist_is_printed_alone(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        # Printing itself is the browser's; what would come out is kept instead.
        chat.page.evaluate(
            """() => { const frame = HTMLIFrameElement.prototype;
                 const view = Object.getOwnPropertyDescriptor(frame, "contentWindow").get;
                 Object.defineProperty(frame, "contentWindow", { get() {
                   const own = view.call(this);
                   own.print = () => { window.printed = own.document.body.innerText; };
                   return own; } }); }"""
        )
        chat.last.get_by_role("button", name="In danh sách").click()
        printed = chat.page.evaluate("window.printed")
        assert "Hồ sơ" in printed
        assert "Nguồn: " in printed
        assert "Nhập câu hỏi" not in printed


class TestComplaining:
    def test_begins_with_a_kind_sentence_and_one_question(self, open_chat):
        chat = open_chat()
        replies = chat.ask("cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        assert replies[0]["meta"]["outcome"] == "complaint_started"
        assert replies[-1]["meta"]["slot"]
        expect(chat.log).not_to_contain_text("Nguồn")  # nothing here is a fact of law

    def test_a_question_in_between_is_answered(self, open_chat):
        chat = open_chat()
        chat.ask("cán bộ một cửa quát mắng tôi, tôi muốn phản ánh")
        replies = chat.ask("làm giấy khai sinh cho con cần gì")
        assert BIRTH in [reply["meta"]["procedure"] for reply in replies]


class TestNothingIsLostOrDoubled:
    def test_a_reload_keeps_the_conversation_and_goes_on(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        shown = chat.log.inner_text()
        chat.page.reload()
        assert chat.log.inner_text() == shown
        (reply,) = chat.ask("phí bao nhiêu")
        assert reply["meta"]["procedure"] == BIRTH

    def test_a_message_written_offline_is_sent_once_when_back(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        chat.page.context.set_offline(True)
        chat.type("phí bao nhiêu")
        expect(chat.page.get_by_role("alert")).to_contain_text("ngoại tuyến")
        answers = chat.answers.count()
        chat.page.context.set_offline(False)
        expect(chat.answers).to_have_count(answers + 1)
        expect(chat.asked).to_have_count(2)
        expect(chat.page.get_by_role("alert")).to_have_text("")

    def test_a_message_written_offline_survives_leaving_the_page(self, open_chat):
        chat = open_chat()
        chat.page.route("**/chat/api/messages", lambda route: route.abort())
        chat.type("làm giấy khai sinh cho con cần gì")
        expect(chat.page.get_by_role("button", name="Gửi lại")).to_be_visible()
        chat.page.unroute("**/chat/api/messages")
        chat.page.reload()
        expect(chat.answers).to_have_count(2)
        expect(chat.asked).to_have_count(1)

    def test_an_answer_that_got_lost_on_the_way_comes_once(self, open_chat):
        """The server answered, the answer never arrived: sending again must not ask again."""
        chat = open_chat()
        lost = []

        def lose_first(route):
            if lost:
                route.continue_()
            else:
                lost.append(route.fetch().json())
                route.abort()

        chat.page.route("**/chat/api/messages", lose_first)
        chat.type("làm giấy khai sinh cho con cần gì")
        expect(chat.answers).to_have_count(2)
        assert chat.last.locator(".bubble").inner_text() == lost[0]["replies"][0]["text"]

    def test_a_forgotten_session_begins_anew_without_bothering_anybody(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        chat.page.evaluate(
            """() => { for (const key of Object.keys(localStorage)) {
                 const state = JSON.parse(localStorage[key]);
                 state.session = "forged"; localStorage[key] = JSON.stringify(state); } }"""
        )
        chat.page.reload()
        chat.type("lam giay khai sinh can gi")
        expect(chat.answers).to_have_count(3)

    def test_a_browser_that_blocks_storage_still_talks(self, open_page):
        from conftest import Chat

        page = open_page()
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
        )
        page.reload()
        (reply,) = Chat(page).ask("làm giấy khai sinh cho con cần gì")
        assert reply["meta"]["procedure"] == BIRTH

    def test_a_stopped_part_is_apologised_for_and_the_next_question_is_answered(
        self, open_chat, product
    ):
        chat = open_chat()
        product.stop("actions")
        try:
            replies = chat.ask("làm giấy khai sinh cho con cần gì")
            assert replies[-1]["meta"]["outcome"] == "error"
        finally:
            product.start("actions")
        (reply,) = chat.ask("làm giấy khai sinh cho con cần gì")
        assert reply["meta"]["procedure"] == BIRTH

    def test_clearing_forgets_everything_on_this_machine(self, open_chat):
        chat = open_chat()
        chat.ask("làm giấy khai sinh cho con cần gì")
        chat.page.on("dialog", lambda dialog: dialog.accept())
        chat.page.get_by_role("button", name="Xoá hội thoại").click()
        expect(chat.asked).to_have_count(0)
        assert chat.page.evaluate("localStorage.length") == 0


class TestBadInput:
    @pytest.mark.parametrize("text", ["😀😀😀", "?", "a" * 4000, "<img src=x onerror=alert(1)>"])
    def test_odd_words_get_a_kind_sentence(self, open_chat, text):
        replies = open_chat().ask(text)
        assert replies[0]["text"].strip()

    def test_blank_words_send_nothing(self, open_chat):
        chat = open_chat()
        chat.type("   ")
        expect(chat.asked).to_have_count(0)
        expect(chat.box).to_be_focused()
