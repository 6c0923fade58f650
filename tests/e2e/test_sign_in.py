"""Signing in with a second factor in a real browser: keyboard, no script, small screen, axe."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PYTHON, ROOT, no_grave_violation, scrolls_sideways, sign_in
from tests.support.telephone import Telephone

PASSWORD = "mat-khau-cua-toi-2026"
ACCOUNT = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
user = get_user_model().objects.create_user("{name}", password="{password}")
user.groups.set(Group.objects.filter(name="{role}"))
"""


@pytest.fixture(scope="module")
def person(product):
    """Make an account of a role."""

    def make(name, role):
        made = ACCOUNT.format(name=name, password=PASSWORD, role=role)
        subprocess.run(
            [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c", made],
            cwd=ROOT, env=product.environ, check=True, timeout=300,
        )  # fmt: skip
        return name

    return make


def give_password(page, name):
    page.get_by_label("Tên đăng nhập").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_from_the_first_sign_in_to_a_recovery_code(open_page, person):
    name = person("dau-tien", "Biên tập")
    page = open_page("/staff/insight/figures/")
    give_password(page, name)
    expect(page.get_by_role("heading", name="Đăng ký lớp xác thực thứ hai")).to_be_visible()
    no_grave_violation(page)
    assert page.locator(".signin-qr svg").bounding_box()["width"] > 150
    phone = Telephone(page.locator("#khoa").inner_text())

    box = page.get_by_label("Mã 6 chữ số")
    expect(box).to_be_focused()
    page.keyboard.type("12 34")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("đúng 6 chữ số")
    expect(box).to_have_attribute("aria-invalid", "true")
    no_grave_violation(page)
    box.fill("")
    page.keyboard.type(phone.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cất mười mã dự phòng này")).to_be_visible()
    no_grave_violation(page)
    recovery = page.locator(".signin-codes code").all_inner_texts()
    assert len(recovery) == 10
    page.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    expect(page).to_have_url(re.compile(r"/staff/insight/figures/$"))

    page.goto("/staff/dang-nhap/cua-toi/")
    expect(page.get_by_text("Còn 10 mã dự phòng")).to_be_visible()
    no_grave_violation(page, ".signin")

    other = open_page("/staff/")
    give_password(other, name)
    expect(other.get_by_role("heading", name="Nhập mã xác thực")).to_be_visible()
    no_grave_violation(other)
    other.get_by_role("link", name="Dùng mã dự phòng").click()
    no_grave_violation(other)
    other.get_by_label("Mã dự phòng").fill(recovery[0].lower())
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", name="Việc cần làm")).to_be_visible()
    expect(other.get_by_text("còn 9 mã")).to_be_visible()


def test_without_a_script_on_a_small_screen(open_page, person):
    name = person("khong-script", "Biên tập")
    page = open_page("/staff/", java_script_enabled=False, viewport={"width": 320, "height": 568})
    give_password(page, name)
    phone = Telephone(page.locator("#khoa").inner_text())
    assert page.locator("body").bounding_box()["width"] <= 320
    page.get_by_label("Mã 6 chữ số").fill(phone.code())
    page.get_by_role("button", name="Xác nhận").click()
    assert len(page.locator(".signin-codes code").all_inner_texts()) == 10
    page.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    page.goto("/staff/login/")  # signed in: it leads on
    expect(page).to_have_url(re.compile(r"/staff/$"))


def test_nothing_scrolls_sideways(open_page, person, product):
    name = person("man-hinh-nho", "Biên tập")
    page = open_page("/staff/", viewport={"width": 320, "height": 256})
    give_password(page, name)
    expect(page.locator("#khoa")).to_be_visible()
    assert not scrolls_sideways(page)
    phone = Telephone(page.locator("#khoa").inner_text())
    page.get_by_label("Mã 6 chữ số").fill(phone.code())
    page.keyboard.press("Enter")
    expect(page.locator(".signin-codes")).to_be_visible()
    assert not scrolls_sideways(page)
    for pressed in page.locator(".signin .button:visible").all():
        assert pressed.bounding_box()["height"] >= 44


def test_an_administrator_resets_who_lost_everything(open_page, person, product):
    name = person("mat-dien-thoai", "Duyệt")
    lost = open_page("/staff/")
    sign_in(lost, product, name, PASSWORD)

    page = open_page("/staff/")
    sign_in(page, product, product.staff_name, product.staff_password)
    page.goto("/staff/dang-nhap/tai-khoan/")
    no_grave_violation(page, ".signin")
    page.get_by_role("link", name=name).click()
    reset = page.get_by_role("button", name="Đặt lại lớp xác thực thứ hai")
    expect(reset).to_be_visible()
    no_grave_violation(page, ".signin")
    reset.click()
    expect(page.get_by_text("Chưa đăng ký lớp xác thực thứ hai")).to_be_visible()
    no_grave_violation(page, ".signin")
    page.goto("/staff/sign-in-log/")
    expect(page.get_by_role("row").filter(has_text="Đặt lại lớp xác thực thứ hai")).to_be_visible()

    lost.goto("/staff/")
    expect(lost.get_by_role("heading", name="Đăng ký lớp xác thực thứ hai")).to_be_visible()


def test_too_many_wrong_passwords_are_told_in_a_sentence(open_page, person):
    name = person("doan-mat-khau", "Biên tập")
    page = open_page("/staff/")
    for _ in range(5):
        page.get_by_label("Tên đăng nhập").fill(name)
        page.locator("input[name=password]").fill("sai")
        page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Đã nhập sai quá nhiều lần")).to_be_visible()
