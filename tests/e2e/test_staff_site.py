"""Staff sign in and see what the assistant knows, and what people complained about."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import no_grave_violation, sign_in


@pytest.fixture
def staff_page(open_page, product):
    page = open_page("/staff/")
    sign_in(page, product, product.staff_name, product.staff_password)
    return page


def test_the_first_page_counts_procedures_and_names_the_release(staff_page):
    figures = staff_page.locator(".overview-figures").last
    expect(figures).to_contain_text("thủ tục hành chính")
    expect(staff_page.get_by_text("Trợ lý đang trả lời theo bản")).to_be_visible()


def test_procedures_are_found_without_accents_and_opened(staff_page):
    staff_page.get_by_label("Tìm thủ tục").fill("dang ky khai sinh")
    staff_page.get_by_label("Tìm thủ tục").press("Enter")
    row = staff_page.get_by_role("row").filter(has_text="1.001193")
    row.get_by_role("link").first.click()
    expect(staff_page.get_by_role("tab", name="Nội dung")).to_be_visible()
    expect(staff_page.get_by_text("Viết thế nào").first).to_be_visible()


def test_rules_are_listed(staff_page):
    staff_page.goto("/staff/snippets/knowledge_base/rule/")
    expect(staff_page.get_by_role("heading", name="Quy định một cửa")).to_be_visible()
    assert staff_page.locator("main tbody tr").count() >= 25


def test_complaints_are_listed(staff_page):
    staff_page.get_by_role("link", name="Phản ánh", exact=True).click()
    expect(staff_page.get_by_role("heading", name="Phản ánh").first).to_be_visible()


def test_pages_of_insight_keep_nobody_out(staff_page):
    for path in (
        "figures/",
        "questions/",
        "legal/",
        "corrections/",
        "corrections/new/?key=1.001193",
    ):
        staff_page.goto(f"/staff/insight/{path}")
        expect(staff_page.locator(".insight")).to_be_visible()
        no_grave_violation(staff_page, ".insight")
