"""What the handbook tells, walked through page by page; each walk can be taken alone."""

from playwright.sync_api import expect

from tests.e2e.conftest import Chat
from tests.e2e.test_publishing import (
    CODE,
    OTHER,
    PASSWORD,
    QUESTION,
    TITLE,
    answer_from,
    press,
    write,
    write_procedure,
)
from tests.handbook.camera import take
from tests.support.telephone import Telephone

GATE_PATIENCE_MS = 600_000  # nobody waits for pictures, and the machine may be busy
PROCEDURES = "/staff/snippets/knowledge_base/procedure/"
REVIEWS = "/staff/duyet/"


def tab(page, name):
    """Open a tab of a form."""
    page.get_by_role("tab", name=name).first.click()


def body(page):
    """Give the page without the menu."""
    return page.locator("main").first


def first_hour(site):
    """Sign in for the first time and again, the first page with its first task, a list."""
    page = site.open("/staff/")
    hint = page.get_by_text("Quên mật khẩu thì nhờ")
    take(page, "dang-nhap", page.locator("h1").first, page.locator("main form").first, hint)
    _give_password(page, "hoa")
    telephone = Telephone(page.locator("#khoa").inner_text())
    heading = page.locator("main h1")
    take(page, "dang-ky-dien-thoai", heading, page.locator(".signin-form"), tallest=1000)
    page.get_by_label("Mã 6 chữ số").fill(telephone.code())
    page.get_by_role("button", name="Xác nhận").click()
    stored = page.get_by_role("link", name="Tôi đã cất mã, tiếp tục")
    take(page, "ma-du-phong", page.locator("main h1"), page.locator(".signin-codes"), stored)
    stored.click()
    page.get_by_role("heading", name="Việc cần làm").wait_for()
    take(page, "trang-dau", tallest=760)
    page.goto(f"{PROCEDURES}?q=khai sinh")
    take(page, "danh-sach-thu-tuc", body(page), tallest=480)

    page = site.open("/staff/")
    _give_password(page, "hoa")
    other = page.get_by_role("link", name="Dùng mã dự phòng")
    take(page, "nhap-ma", page.locator("main h1"), page.locator(".signin-form"), other)


def _give_password(page, name):
    write(page, username=name, password=PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def publishing(site):
    """Write, hand in, be refused one's own, approved, stopped, mended, published, rolled back."""
    chat = Chat(site.open())
    before = chat.ask(QUESTION)[0]["meta"]
    lan, minh = site.staff("lan"), site.staff("minh")
    address = _write_and_hand_in(lan)
    lan.get_by_role("button", name="Duyệt và công bố").click()
    refusal = lan.get_by_text("Không ai tự duyệt nội dung của mình")
    take(lan, "khong-tu-duyet", refusal, lan.locator(".publishing-facts"))

    minh.goto(REVIEWS)
    take(minh, "hang-cho-duyet", minh.locator(".publishing"))
    minh.goto(address)
    take(minh, "doc-thay-doi", minh.locator(".publishing"), tallest=1330)
    minh.get_by_role("button", name="Duyệt và công bố").click()
    counted = minh.locator("[data-count]").filter(has_text="/")
    counted.wait_for(timeout=GATE_PATIENCE_MS)
    take(
        minh,
        "dang-kiem-tra",
        minh.locator(".publishing-facts"),
        minh.locator(".publishing-progress"),
    )
    _wait_for(minh, "Đã công bố")
    first = answer_from(chat, lambda meta: meta["procedure"] == CODE)["release"]
    minh.reload()
    take(minh, "da-cong-bo", minh.locator(".publishing"), tallest=560)
    take(chat.page, "chat-sau", chat.last)

    _spoil(lan, minh)
    _mend(lan, minh)
    answer_from(chat, lambda meta: meta["release"] != first)
    _roll_back(minh, before["release"])
    answer_from(chat, lambda meta: meta["release"] == before["release"])
    _correct(lan, minh)


def _write_and_hand_in(page):
    write_procedure(page)
    fact = page.locator("[data-inline-panel-child]").first
    take(page, "soan-y", fact, tallest=520)
    basis, checked = fact.get_by_text("Căn cứ", exact=True), fact.get_by_text("Kiểm tra lần cuối")
    last = fact.locator("[name=facts-0-verified_on]")
    take(page, "can-cu-va-hieu-luc", basis, checked, last)
    tab(page, "Cách người dân hỏi")
    label = page.get_by_text("Tên dân gian", exact=True)
    take(page, "cau-hoi-mau", label, page.locator("[name=sample_questions]"))
    tab(page, "Tên và phân loại")
    title = page.locator("[name=title]")
    title.fill("")
    title.press_sequentially("Thủ tục đăng ký khai sinh")
    page.get_by_text("Đã có mục gần giống").wait_for()
    take(page, "gan-giong", page.get_by_text("Tên chính thức"), page.locator(".publishing-alike"))
    title.fill(TITLE)
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    preview = page.get_by_role("button", name="Lưu và xem trợ lý sẽ nói")
    hand_in = page.get_by_role("button", name="Lưu và gửi duyệt")
    take(page, "nut-luu", hand_in, preview, page.locator("footer").first)
    preview.click()
    page.get_by_role("heading", name="Trên Telegram").wait_for()
    take(page, "xem-truoc", page.locator(".publishing"), tallest=760)
    page.get_by_role("link", name="Quay lại sửa").click()
    press(page, "Lưu và gửi duyệt")
    write(page, note="Thêm thủ tục mới, theo văn bản ví dụ.")
    take(page, "gui-duyet", page.locator("form.publishing-form"))
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đã gửi duyệt").first.wait_for()
    return page.url


def _change(page, title, plain_name, names, questions):
    page.goto(f"{PROCEDURES}?q={CODE}")
    page.get_by_role("row").filter(has_text=CODE).get_by_role("link").first.click()
    tab(page, "Tên và phân loại")
    write(page, title=title, plain_name=plain_name)
    tab(page, "Cách người dân hỏi")
    write(page, names=names, sample_questions=questions)
    press(page, "Lưu và gửi duyệt")
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đã gửi duyệt").first.wait_for()
    return page.url


def _spoil(lan, minh):
    address = _change(lan, "Zzz qqq", "zzz qqq", "", "")
    minh.goto(address)
    minh.get_by_role("button", name="Duyệt và công bố").click()
    _wait_for(minh, "câu trả lời kém đi")
    worse = minh.get_by_role("heading", name="Kiểm tra câu hỏi")
    take(minh, "bi-giu-lai", worse, minh.locator(".publishing-worse"))
    override = minh.get_by_role("heading", name="Khi bị giữ lại")
    again = minh.get_by_role("button", name="Kiểm tra lại")
    take(minh, "cho-qua", override, again, minh.locator("[name=reason]").first)
    minh.locator("#return_reason").fill("Tên và câu hỏi mẫu bị xoá nhầm. Ghi lại như cũ.")
    minh.get_by_role("button", name="Trả lại người soạn").click()
    minh.get_by_text("Đã trả lại người soạn").first.wait_for()


def _mend(lan, minh):
    address = _change(
        lan, f"{TITLE} (sửa đổi)", "nuôi chim yến trong khu dân cư", "nuôi yến ở nhà",
        f"{QUESTION}\n{OTHER}",
    )  # fmt: skip
    minh.goto(address)
    minh.get_by_role("button", name="Duyệt và công bố").click()
    _wait_for(minh, "Đã công bố")


def _roll_back(page, release):
    page.goto(f"{REVIEWS}ban-phat-hanh/")
    page.get_by_label("Bản", exact=True).select_option(release)
    page.get_by_label("Lý do").fill("Nội dung mới còn thiếu căn cứ")
    take(page, "ban-phat-hanh", page.locator(".publishing"), tallest=620)
    page.get_by_role("button", name="Đưa bản này ra phục vụ").click()
    page.get_by_text("phục vụ lại trong vài giây").first.wait_for()


def _correct(lan, minh):
    lan.goto(f"/staff/insight/corrections/new/?key={CODE}")
    lan.locator("[name=words]").fill("Thời hạn đúng là 5 ngày làm việc, không phải 5 ngày.")
    take(lan, "soan-dinh-chinh", body(lan).locator(".insight"))
    lan.get_by_role("button", name="Xem số người sẽ nhận").click()
    lan.get_by_role("heading", name="Gửi tới ai").wait_for()
    minh.goto(lan.url)
    take(minh, "gui-dinh-chinh", minh.locator(".insight"))


def _wait_for(page, text):
    expect(page.get_by_text(text).first).to_be_visible(timeout=GATE_PATIENCE_MS)


def lists(site):
    """What waits for editors and reviewers, and the figures."""
    page = site.staff("minh")
    page.goto(f"{REVIEWS}de-xuat/")
    take(page, "nhap-hang-loat", page.locator(".publishing"), tallest=560)
    page.goto("/staff/insight/questions/")
    take(page, "cau-hoi-cho-soan", page.locator(".insight"), tallest=640)
    page.goto("/staff/insight/legal/")
    page.get_by_role("link", name="Quyết định ví dụ 01").click()
    take(page, "thay-doi-phap-luat", page.locator(".insight"))
    page.goto("/staff/insight/figures/")
    take(page, "so-lieu", page.locator(".insight"), tallest=760)


def complaints(site):
    """Open, sort, give, ask, answer."""
    hanh = site.staff("hanh")
    hanh.goto("/staff/complaint/")
    take(hanh, "phan-anh-danh-sach", body(hanh), tallest=420)
    hanh.goto("/staff/complaint/?status=received")
    hanh.locator("main tbody a").first.click()
    words = hanh.locator("section[aria-labelledby=loi-ke]")
    take(hanh, "phan-anh-mo", hanh.locator("main .nice-padding > p"), words)
    address = hanh.url
    hanh.get_by_label("Đơn vị bị phản ánh").select_option("Phường Ví Dụ")
    hanh.get_by_label("Bùi Văn Quầy").check()
    take(hanh, "phan-anh-phan-loai", hanh.locator("form[action$='/triage/']"))
    hanh.get_by_role("button", name="Ghi phân loại").click()
    to_khoa = hanh.locator("[name=member] option").filter(has_text="Khoa").get_attribute("value")
    hanh.get_by_label("Giao cho").select_option(to_khoa)
    hanh.get_by_role("button", name="Giao", exact=True).click()
    khoa = site.staff("khoa")
    khoa.goto(address)
    khoa.locator("form[action$='/answer/'] textarea").fill(
        "Chúng tôi đã xem lại việc này và xin lỗi anh/chị. Quầy đã được nhắc nhở."
    )
    take(khoa, "phan-anh-tra-loi", khoa.locator("section[aria-labelledby=xu-ly]"))
    khoa.get_by_role("button", name="Gửi trả lời").click()
    take(khoa, "phan-anh-qua-trinh", khoa.locator("section[aria-labelledby=qua-trinh]"))


def people_waiting(site):
    """Requests for a person, and what could not be sent."""
    page = site.staff("hanh")
    page.goto("/staff/handover/")
    page.locator("main tbody a").first.click()
    take(page, "gap-can-bo", body(page), tallest=440)
    page.goto("/staff/unsent/")
    take(page, "tin-khong-gui-duoc", page.locator("main .nice-padding"))


def accounts(site):
    """Accounts with roles, and the register of people."""
    page = site.staff("son")
    page.goto("/staff/users/new/")
    tab(page, "Vai trò")
    take(page, "vai-tro", page.get_by_role("tablist"), page.locator("#tab-roles"), tallest=620)
    page.goto("/staff/dang-nhap/tai-khoan/")
    take(page, "dang-nhap-can-bo", page.locator(".signin"))
    page.goto("/staff/staff_member/new/")
    form = page.locator("main form").first
    take(page, "can-bo-moi", form.locator(".w-panel, .w-field__wrapper").first, form)


WALKS = {
    "first_hour": first_hour,
    "lists": lists,
    "complaints": complaints,
    "people_waiting": people_waiting,
    "accounts": accounts,
    "publishing": publishing,
}
