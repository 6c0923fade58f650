"""Two people write and review, the gate stops a spoiled text, the chat follows at once."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PYTHON, ROOT, no_grave_violation, sign_in

PASSWORD = "mat-khau-cua-toi-2026"
GATE_MS = 180_000
QUESTION = "thủ tục nuôi chim yến trong khu dân cư"
CODE = "9.900001"
TITLE = "Thủ tục nuôi chim yến trong khu dân cư"
OTHER = "nuôi yến ở khu dân cư cần giấy tờ gì"

ACCOUNTS = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
for name, roles in (("lan", ["Biên tập", "Duyệt"]), ("minh", ["Duyệt"])):
    user = get_user_model().objects.create_user(name, password="{PASSWORD}")
    user.groups.set(Group.objects.filter(name__in=roles))
"""


@pytest.fixture(scope="module")
def people(product):
    subprocess.run(
        [PYTHON, "manage.py", "shell", "--verbosity", "0", "-c", ACCOUNTS],
        cwd=ROOT, env=product.environ, check=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def writer(open_page, people, product):
    page = open_page("/staff/")
    sign_in(page, product, "lan", PASSWORD)
    return page


@pytest.fixture
def reader(open_page, people, product):
    page = open_page("/staff/")
    sign_in(page, product, "minh", PASSWORD)
    return page


def press(page, label):
    """Press an item of the drop-up at the foot of a form."""
    page.get_by_role("button", name="Actions").or_(
        page.locator("footer [data-w-dropdown-target=toggle]")
    ).first.click()
    page.get_by_role("button", name=label).click()


def write(page, **fields):
    for name, text in fields.items():
        page.locator(f"[name={name}]").first.fill(text)


def write_procedure(page):
    page.goto("/staff/snippets/knowledge_base/procedure/add/")
    page.get_by_role("tab", name="Tên và phân loại").click()
    write(page, key=CODE, title=TITLE, plain_name="nuôi chim yến trong khu dân cư")
    page.get_by_role("tab", name="Cách người dân hỏi").click()
    write(page, names="nuôi yến ở nhà", sample_questions=f"{QUESTION}\n{OTHER}")
    page.get_by_role("tab", name="Nội dung").click()
    page.locator("#id_facts-ADD").click()
    page.locator("[name=facts-0-facet]").select_option("summary")
    page.locator("[name=facts-0-text]").fill("Nộp đơn tại Uỷ ban nhân dân xã, trong 5 ngày.")


def rename(page, **fields):
    """Open the procedure from the list, change what it is called and asked by, hand it in."""
    page.goto(f"/staff/snippets/knowledge_base/procedure/?q={CODE}")
    page.get_by_role("row").filter(has_text=CODE).get_by_role("link").first.click()
    page.get_by_role("tab", name="Tên và phân loại").click()
    write(page, title=fields["title"], plain_name=fields["plain_name"])
    page.get_by_role("tab", name="Cách người dân hỏi").click()
    write(page, names=fields["names"], sample_questions=fields["sample_questions"])
    return hand_in(page)


def hand_in(page):
    press(page, "Lưu và gửi duyệt")
    expect(page.get_by_role("heading", name="Thay đổi so với")).to_be_visible()
    no_grave_violation(page, ".publishing")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt").first).to_be_visible()
    return page.url


def approve(page, address):
    page.goto(address)
    no_grave_violation(page, ".publishing")
    page.get_by_role("button", name="Duyệt và công bố").click()


def test_a_procedure_from_the_first_draft_to_a_rollback(writer, reader, open_chat):
    chat = open_chat()
    before = chat.ask(QUESTION)[0]["meta"]
    assert before["procedure"] != CODE

    write_procedure(writer)
    press(writer, "Lưu và xem trợ lý sẽ nói")
    expect(writer.get_by_role("heading", name="Trên Telegram")).to_be_visible()
    no_grave_violation(writer, ".publishing")
    writer.get_by_role("link", name="Quay lại sửa").click()
    first = hand_in(writer)

    # Who wrote it may review in general, but not this.
    approve(writer, first)
    expect(writer.get_by_text("Không ai tự duyệt nội dung của mình").first).to_be_visible()

    approve(reader, first)
    expect(reader.get_by_text("Đã công bố").first).to_be_visible(timeout=GATE_MS)
    no_grave_violation(reader, ".publishing")
    answer_from(chat, lambda meta: meta["procedure"] == CODE)

    # Spoiled, it does not answer its questions any more: the gate stops it, the chat goes on.
    spoiled = rename(writer, title="Zzz qqq", plain_name="zzz qqq", names="", sample_questions="")
    approve(reader, spoiled)
    expect(reader.get_by_text("câu trả lời kém đi").first).to_be_visible(timeout=GATE_MS)
    expect(reader.get_by_role("rowheader").filter(has_text=QUESTION)).to_be_visible()
    no_grave_violation(reader, ".publishing")
    assert chat.ask(QUESTION)[0]["meta"]["procedure"] == CODE

    mended = rename(
        writer,
        title=f"{TITLE} (sửa đổi)",
        plain_name="nuôi chim yến trong khu dân cư",
        names="nuôi yến ở nhà",
        sample_questions=f"{QUESTION}\n{OTHER}",
    )
    approve(reader, mended)
    expect(reader.get_by_text("Đã công bố").first).to_be_visible(timeout=GATE_MS)
    replies = answer_from(chat, lambda meta: meta["release"] > before["release"])
    assert replies["procedure"] == CODE

    # One click back: seconds, no restart.
    reader.goto("/staff/duyet/ban-phat-hanh/")
    no_grave_violation(reader, ".publishing")
    reader.get_by_label("Bản", exact=True).select_option(before["release"])
    reader.get_by_role("button", name="Đưa bản này ra phục vụ").click()
    expect(reader.get_by_text("phục vụ lại trong vài giây").first).to_be_visible()
    meta = answer_from(chat, lambda meta: meta["release"] == before["release"])
    assert meta["procedure"] != CODE


def answer_from(chat, wanted):
    """Ask until the release that is wanted answers; the actions look for one every two seconds."""
    for _ in range(20):
        meta = chat.ask(QUESTION)[0]["meta"]
        if wanted(meta):
            return meta
        chat.page.wait_for_timeout(500)
    pytest.fail(f"the chat still answers from {meta}")


def test_pages_of_publishing_have_no_grave_fault_when_empty(reader):
    for name in ("", "de-xuat/", "gan-giong/?text=khai sinh", "ban-phat-hanh/"):
        reader.goto(f"/staff/duyet/{name}")
        expect(reader.locator(".publishing")).to_be_visible()
        no_grave_violation(reader, ".publishing")


def test_entries_alike_are_shown_while_a_name_is_typed(writer):
    writer.goto("/staff/snippets/knowledge_base/procedure/add/")
    writer.get_by_role("tab", name="Tên và phân loại").click()
    writer.locator("[name=title]").press_sequentially("Thủ tục đăng ký khai sinh")
    expect(writer.get_by_text("Đã có mục gần giống")).to_be_visible()
    expect(writer.get_by_role("link", name="1.001193").first).to_be_visible()
