"""Somebody new: the first task on the first page, the handbook, without a mouse or a script."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PYTHON, ROOT, no_grave_violation, scrolls_sideways, sign_in
from tests.e2e.test_publishing import PASSWORD

NEW = "moi"
ACCOUNT = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
user = get_user_model().objects.create_user("{NEW}", password="{PASSWORD}")
user.groups.set(Group.objects.filter(name__in=["Biên tập", "Giám sát"]))
"""


@pytest.fixture(scope="module")
def newcomer(product):
    subprocess.run(
        [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c", ACCOUNT],
        cwd=ROOT, env=product.environ, check=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def come_in(open_page, newcomer, product):
    """Sign the newcomer in, in a browser of these options; gives the first page."""

    def come(**options):
        page = open_page("/staff/", **options)
        sign_in(page, product, NEW, PASSWORD)
        return page

    return come


@pytest.fixture
def page(come_in):
    return come_in()


def test_the_first_page_leads_through_a_task_of_each_role(page):
    expect(page.get_by_role("heading", name="Việc đầu tiên (Biên tập)")).to_be_visible()
    expect(page.get_by_role("heading", name="Việc đầu tiên (Giám sát)")).to_be_visible()
    no_grave_violation(page, ".first-task")


def test_it_is_put_away_and_brought_back_by_the_keyboard(page):
    away = page.get_by_role("button", name="Cất việc đầu tiên (Giám sát)")
    away.focus()
    page.keyboard.press("Enter")
    back = page.get_by_role("button", name="Hiện lại việc đầu tiên (Giám sát)")
    expect(back).to_be_visible()
    no_grave_violation(page, ".overview")
    back.focus()
    page.keyboard.press("Enter")
    expect(away).to_be_visible()


def test_the_handbook_opens_from_the_first_page_with_its_pictures(page):
    page.get_by_role("link", name="Sổ tay cán bộ", exact=True).last.click()
    expect(page.get_by_role("heading", name="Giờ đầu tiên")).to_be_visible()
    picture = page.locator(".handbook img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    no_grave_violation(page, ".handbook")


def test_a_small_screen_needs_no_scrolling_sideways(come_in):
    page = come_in(viewport={"width": 320, "height": 640})
    assert not scrolls_sideways(page)
    page.goto("/staff/huong-dan/")
    assert not scrolls_sideways(page)


def test_without_a_script_it_is_put_away_and_brought_back(come_in):
    page = come_in(java_script_enabled=False)
    page.get_by_role("button", name="Cất việc đầu tiên (Biên tập)").click()
    page.get_by_role("button", name="Hiện lại việc đầu tiên (Biên tập)").click()
    expect(page.get_by_role("heading", name="Việc đầu tiên (Biên tập)")).to_be_visible()
