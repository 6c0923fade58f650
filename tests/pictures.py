"""Takes the pictures of the README: ``.venv/bin/python -m tests.pictures http://127.0.0.1:8000``.

The address is that of a product that runs. The example page of a portal owner is put under it, so
that no allow-list is needed.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
EXAMPLES = ROOT / "docs/examples"
CHROMIUM = "/usr/bin/chromium"
QUESTION = "lam giay khai sinh cho con can gi"
ON_A_PAGE = "can giay to gi"
TELEPHONE = {"width": 360, "height": 740}


class Camera:
    """A browser at a running product."""

    def __init__(self, chromium, address):
        self.chromium = chromium
        self.address = address.rstrip("/")

    def open(self, path, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        page = self.chromium.new_context(
            base_url=self.address, locale="vi-VN", reduced_motion="reduce", **options
        ).new_page()
        page.route("**/trang-mau/**", self._example)
        page.goto(path)
        return page

    def _example(self, route):
        name = route.request.url.rsplit("/", 1)[1] or "trang-mau.html"
        body = (EXAMPLES / name).read_text(encoding="utf-8")
        kinds = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
        route.fulfill(
            body=body.replace("https://mot-cua.example.vn", self.address),
            content_type=f"{kinds[name.rsplit('.')[-1]]}; charset=utf-8",
        )

    def widget(self, **options):
        """Open the example page and its widget, ask, and wait for the answer."""
        page = self.open("/trang-mau/", **options)
        page.get_by_role("button", name="Hỏi Trợ lý Một cửa").click()
        ask(page, ON_A_PAGE)
        return page


def ask(page, words):
    page.get_by_role("textbox", name="Câu hỏi của anh/chị").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".assistant").nth(1)).to_be_visible()
    page.wait_for_timeout(300)  # scrolling


def look(page, theme, *, strong):
    page.get_by_role("button", name="Hiển thị").click()
    page.get_by_label("Màu nền").select_option(theme)
    page.get_by_label("Tương phản cao").set_checked(strong)
    page.keyboard.press("Escape")


def take(page, name):
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128)
    picture.save(IMAGES / f"{name}.png", optimize=True)
    page.context.close()


def main(address):
    with sync_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        camera = Camera(playwright.chromium.launch(executable_path=CHROMIUM, args=flags), address)

        page = camera.open("/", viewport={"width": 1000, "height": 1560})
        ask(page, QUESTION)
        take(page, "chat")

        take(camera.widget(), "widget")
        take(camera.widget(viewport=TELEPHONE, has_touch=True), "widget-phone")
        for name, strong in (("widget-dark", False), ("widget-contrast", True)):
            page = camera.widget(viewport=TELEPHONE, has_touch=True)
            look(page, "dark", strong=strong)
            take(page, name)

        page = camera.open("/tro-ly/", java_script_enabled=False, viewport=TELEPHONE)
        page.get_by_role("textbox", name="Câu hỏi của anh/chị").fill("lam lai can cuoc bi mat")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.get_by_role("region", name="Trả lời mới nhất")).to_be_visible()
        take(page, "widget-plain")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.pictures http://127.0.0.1:8000")
    main(sys.argv[1])
