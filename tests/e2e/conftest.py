"""The product as it runs: four real processes on free ports, and a real Chromium.

Both environments, the trained model and Chromium must be there: ``make test`` sees to that.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.support.telephone import Telephone

ROOT = Path(__file__).resolve().parents[2]
PYTHON = str(ROOT / ".venv/bin/python")
BOT_PYTHON = str(ROOT / ".venv-bot/bin/python")
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY_SECONDS = 180  # the bot loads its model
PATIENCE_MS = 15_000  # the portal gives up on an answer after 10 s


def free_ports(count):
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Product:
    """The four processes, with everything they write in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        port, bot_port, actions_port = free_ports(3)
        self.address = f"http://127.0.0.1:{port}"
        # A site that may show the widget; its port is held, since any client may get a free one.
        self.host_listener = socket.create_server(("127.0.0.1", 0))
        self.host_origin = f"http://127.0.0.1:{self.host_listener.getsockname()[1]}"
        self.environ = {
            **os.environ,
            "PORT": str(port),
            "BOT_PORT": str(bot_port),
            "ACTIONS_PORT": str(actions_port),
            "MOTCUA_VAR": str(folder),
            "CORS_ORIGINS": self.host_origin,
            "PYTHONUNBUFFERED": "1",
        }
        self.commands = {
            "bot": [BOT_PYTHON, "-m", "bot.server", "--port", str(bot_port)],
            "actions": [PYTHON, "-m", "actions.server"],
            "portal": [
                *(PYTHON, "-m", "uvicorn", "portal.asgi:application"),
                *("--port", str(port), "--no-access-log"),
            ],
            "worker": [PYTHON, "manage.py", "worker"],
        }
        self.running = {}
        self.telephones = {}  # by account, once it was enrolled

    def prepare(self):
        known_vectors = ROOT / "var/cache/vectors.db"
        if known_vectors.exists():  # spares encoding every passage again
            (self.folder / "cache").mkdir()
            shutil.copy(known_vectors, self.folder / "cache")
        self._run(PYTHON, "manage.py", "migrate", "--verbosity", "0")
        self._run(PYTHON, "manage.py", "load_content")
        self._run("bin/motcua", "index", "build")
        said = self._run(PYTHON, "manage.py", "first_staff_account")
        self.staff_name = re.search(r"staff account: (\S+)", said).group(1)
        self.staff_password = re.search(r"password .*: (\S+)", said).group(1)

    def _run(self, *command):
        done = subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *names):
        self.launch(*names)
        self._wait_until_ready()

    def launch(self, *names):
        for name in names or self.commands:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    self.commands[name],
                    cwd=ROOT,
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def _wait_until_ready(self):
        deadline = time.monotonic() + READY_SECONDS
        said = "nothing"
        while time.monotonic() < deadline:
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            if ended:
                pytest.fail(f"{ended} ended at once:\n{self.logs(*ended)}")
            try:
                answer = httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False)
            except httpx.HTTPError as exc:
                said = type(exc).__name__
            else:
                if answer.status_code == 200:
                    return
                said = answer.text
            time.sleep(0.3)
        pytest.fail(f"not ready after {READY_SECONDS} s, /healthz said {said}:\n{self.logs()}")

    def stop(self, *names):
        for name in names or list(self.running):
            process = self.running.pop(name)
            # The group: a server may have started processes of its own.
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def logs(self, *names):
        tails = []
        for name in names or self.commands:
            path = self.folder / f"{name}.log"
            text = path.read_text(errors="replace") if path.exists() else ""
            tails.append(f"--- {name}\n{text[-3000:]}")
        return "\n".join(tails)


@pytest.fixture(scope="session")
def product(tmp_path_factory):
    made = Product(tmp_path_factory.mktemp("var"))
    made.prepare()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, product):
    """Open a page in a browser profile of its own; fail on script errors and broken policy."""
    contexts, complaints = [], []

    def note(message):
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_at(path="/", **options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=product.address, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page, product, name, password):
    """Sign in as people do: name, password, then a code; the first time, enrol a telephone."""
    page.get_by_label("Tên đăng nhập").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    first = name not in product.telephones
    if first:
        product.telephones[name] = Telephone(page.locator("#khoa").inner_text())
    page.get_by_label("Mã 6 chữ số").fill(product.telephones[name].code())
    page.get_by_role("button", name="Xác nhận" if first else "Tiếp tục").click()
    if first:
        page.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()


class Chat:
    """The widget on a page, as a person uses it."""

    def __init__(self, page):
        self.page = page
        self.box = page.get_by_role("textbox", name="Câu hỏi của anh/chị")
        self.log = page.get_by_role("log")
        self.asked = self.log.locator(".citizen")
        self.answers = self.log.locator(".assistant")  # the first one is the greeting
        expect(self.box).to_be_visible()

    @property
    def last(self):
        return self.answers.last

    def ask(self, text):
        """Type a question, wait for the answer, give its JSON."""
        return self.answer_to(lambda: self.type(text))

    def type(self, text):
        self.box.fill(text)
        self.box.press("Enter")

    def press(self, title):
        """Press an offered button, wait for the answer, give its JSON."""
        return self.answer_to(lambda: self.last.get_by_role("button", name=title).click())

    def answer_to(self, act):
        before = self.answers.count()
        with self.page.expect_response("**/chat/api/messages") as caught:
            act()
        replies = caught.value.json()["replies"]
        expect(self.answers).to_have_count(before + len(replies))
        return replies


@pytest.fixture
def open_chat(open_page):
    return lambda path="/", **options: Chat(open_page(path, **options))


def violations(page):
    """What axe finds, of any impact: rule and markup."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def no_grave_violation(page, part=None):
    """Fail on what keeps people out of a page; ``part`` leaves Wagtail's frame out, not ours."""
    page.locator(part or "body").first.wait_for()  # a click may still be on its way to the page
    found = Axe().run(page, context=part).response["violations"]
    grave = [
        (v["id"], [n["html"] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert grave == []
