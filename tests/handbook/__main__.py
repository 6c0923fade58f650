"""``python -m tests.handbook``: the pictures of the handbook, taken from the product as it runs.

    python -m tests.handbook [WALK …]

Starts the four processes in a folder of its own, makes people with roles, and walks through what
the handbook tells; see ``walks``. Needs what the browser tests need.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()  # what signs in for tests reads models

from playwright.sync_api import expect, sync_playwright

from tests.e2e.conftest import (
    CHROMIUM,
    CHROMIUM_FLAGS,
    PATIENCE_MS,
    PYTHON,
    ROOT,
    Product,
    sign_in,
)
from tests.e2e.test_publishing import PASSWORD
from tests.handbook.walks import WALKS

VIEWPORT = {"width": 1180, "height": 760}


def say(text):
    """Tell how far it is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


class Site:
    """The product in a browser: everybody has a window of their own.

    Args:
        product: as it runs.
        browser: a Chromium.
    """

    def __init__(self, product, browser):
        self.product = product
        self._browser = browser

    def open(self, path="/"):
        """Open a page in a new window."""
        context = self._browser.new_context(
            base_url=self.product.address, locale="vi-VN", viewport=VIEWPORT
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(path)
        return page

    def staff(self, name):
        """Sign somebody in; gives their first page."""
        page = self.open("/staff/")
        sign_in(page, self.product, name, PASSWORD)
        return page


def take_pictures(product, names):
    """Walk through the staff site with a browser."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        site = Site(product, browser)
        for name in names or WALKS:
            say(name)
            WALKS[name](site)
        browser.close()


def main(names):
    """Prepare, walk, stop."""
    unknown = set(names) - set(WALKS)
    if unknown:
        sys.exit(f"No such walk: {', '.join(sorted(unknown))}. There are: {', '.join(WALKS)}.")
    with tempfile.TemporaryDirectory(prefix="motcua-handbook-") as folder:
        product = Product(Path(folder))
        say("preparing")
        product.prepare()
        subprocess.run(
            [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c",
             f"from tests.handbook.rows import make; make({PASSWORD!r})"],
            cwd=ROOT, env=product.environ, check=True,
        )  # fmt: skip
        try:
            product.start()
            take_pictures(product, names)
        finally:
            product.stop()
    say("done")


if __name__ == "__main__":
    main(sys.argv[1:])
