"""Complaints through the real processes: told, led elsewhere, followed, kept from every file."""

import io
import re
import uuid
import zipfile

import pytest

from bench import complaint_kill
from tests.support.conversations import visitor

CODE = complaint_kill.CODE
LINK = re.compile(r"https?://\S+/phan-anh/don/\S+")
PLANT = "zqxphuongvi"
"""No word of any language: where it stands, somebody's words stand."""


class Citizen:
    """Somebody in a conversation and on the plain pages."""

    def __init__(self, product):
        self.http = visitor(product.address)
        self.session = None

    def say(self, text):
        message = {"session": self.session, "message_id": str(uuid.uuid4()), "text": text}
        answer = self.http.post("/chat/api/messages", json=message)
        assert answer.status_code == 200, answer.text
        document = answer.json()
        self.session = document["session"]
        return document["replies"]

    def send_file(self, name, content):
        message = {"session": self.session, "message_id": str(uuid.uuid4())}
        answer = self.http.post("/chat/api/files", data=message, files={"file": (name, content)})
        assert answer.status_code == 200, answer.text
        return answer.json()["replies"]

    def press(self, replies, title):
        buttons = [button for reply in replies for button in reply["buttons"]]
        return self.say(next(b["payload"] for b in buttons if b["title"] == title))

    def page(self, path, /, **form):
        """Open a page and send its form."""
        page = self.http.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        files = form.pop("files", None)
        form = {"csrfmiddlewaretoken": token, **form}
        return self.http.post(path.partition("?")[0], data=form, files=files)

    def complain(self, what, **answers):
        """Tell a complaint in the chat up to the summary."""
        replies = self.say("tôi muốn phản ánh")
        for _ in range(14):
            slot = next((r["meta"]["slot"] for r in reversed(replies) if r["meta"]["slot"]), None)
            if slot == "confirm":
                return replies
            replies = self.say(what if slot == "what" else answers.get(slot, "bỏ qua"))
        pytest.fail(f"the form did not come to its end: {replies}")


def text_of(replies):
    return "\n".join(reply["text"] for reply in replies)


@pytest.fixture
def citizen(product):
    return Citizen(product)


def test_a_formal_complaint_told_in_the_chat_becomes_a_petition_and_no_record(citizen):
    replies = citizen.say("tôi muốn khiếu nại")
    assert replies[-1]["meta"]["slot"] == "path"
    replies = citizen.press(replies, "Khiếu nại")
    assert "Chủ tịch UBND xã" in text_of(replies)
    citizen.say("Phường trả hồ sơ đất của tôi mà không nói lý do gì cả")
    citizen.say("UBND phường Phú Lợi")
    citizen.say("sáng thứ hai tuần trước")
    replies = citizen.say("bỏ qua")
    address = LINK.search(text_of(replies))[0]
    key = address.partition("?don=")[2]
    path = "/phan-anh/don/"
    assert "không nói lý do" not in citizen.http.get(address).text
    filled = citizen.page(f"{path}?don={key}", key=key, do="fetch").text
    assert "Phường trả hồ sơ đất của tôi" in filled
    asked = {"path": "khieu_nai", "what": "Phường trả hồ sơ đất của tôi", "key": key}
    made = citizen.page(path, **asked, **{"as": "docx"})
    with zipfile.ZipFile(io.BytesIO(made.content)) as document:
        assert "Phường trả hồ sơ đất của tôi" in document.read("word/document.xml").decode()
    assert citizen.page(path, key=key, do="fetch").status_code == 410


def test_a_denunciation_is_led_to_the_page_and_nothing_of_it_is_asked(citizen):
    replies = citizen.say("tôi muốn tố cáo cán bộ phường")
    assert replies[-1]["meta"]["slot"] == "path"
    replies = citizen.press(replies, "Tố cáo")
    assert LINK.search(text_of(replies))[0].endswith("?loai=to_cao")
    assert replies[-1]["meta"]["slot"] is None


def test_a_question_of_staff_is_answered_in_the_chat_by_code(citizen):
    citizen.complain("Chị ở quầy 3 quát tôi trước mặt mọi người")
    code = CODE.search(text_of(citizen.say("gửi đi")))[0]
    replies = citizen.say(code)
    assert replies[0]["meta"]["outcome"] == "complaint_status"
    replies = citizen.press(replies, "Viết cho người xử lý")
    assert replies[0]["meta"]["slot"] == "box"
    replies = citizen.say("Tôi nộp lúc 9 giờ, phải không chị?")
    assert "Đã chuyển" in text_of(replies)
    page = citizen.page("/phan-anh/tra-cuu/", code=code).text
    assert "Tôi nộp lúc 9 giờ, phải không chị?" in page
    replies = citizen.say("làm khai sinh cần gì")
    assert replies[0]["meta"]["procedure"] == "1.001193"


def test_the_same_complaint_again_gets_the_same_code(citizen):
    codes = set()
    for _ in range(2):
        citizen.complain("Anh bảo vệ đuổi tôi ra khỏi phòng chờ")
        codes.add(CODE.search(text_of(citizen.say("gửi đi")))[0])
    assert len(codes) == 1


def test_no_word_stands_readable_in_any_file(product, citizen):
    words = f"Cán bộ {PLANT} quát tôi trước mặt mọi người"
    told = {"office": f"quầy {PLANT}", "who": f"ông {PLANT}", "dossier_code": f"12-{PLANT}"}
    named = {"anonymous": "ghi tên tôi", "contact": f"{PLANT} 0912345678"}
    pdf = b"%PDF-1.7 " + PLANT.encode() * 40
    citizen.complain(words, **told, **named)
    taken = citizen.send_file(f"{PLANT}.pdf", pdf)
    assert taken[0]["meta"]["outcome"] == "complaint_started"
    citizen.say(f"làm khai sinh cho {PLANT} cần gì")  # a question in between
    code = CODE.search(text_of(citizen.say("gửi đi")))[0]
    replies = citizen.press(citizen.say(code), "Viết cho người xử lý")
    citizen.say(f"Tôi tên {PLANT}")
    citizen.send_file(f"{PLANT}.pdf", pdf)
    citizen = Citizen(product)  # one conversation takes thirty messages a minute
    citizen.complain(words + " lần nữa", **told)
    citizen.send_file(f"{PLANT}.pdf", pdf)
    citizen.say("hủy")
    form = {"form_id": str(uuid.uuid4()), "anonymous": "named", "what": words, "consent": "on"}
    sent = citizen.page(
        "/phan-anh/", **form, office=PLANT, contact=PLANT, files={"files": ("a.pdf", pdf)}
    )
    by_form = CODE.search(sent.text)[0]
    written = {"do": "write", "words": words, "message_id": str(uuid.uuid4())}
    assert PLANT in citizen.page("/phan-anh/tra-cuu/", code=by_form, **written).text
    citizen = Citizen(product)
    citizen.press(citizen.say("tôi muốn khiếu nại"), "Khiếu nại")
    citizen.say(words)
    for _ in range(3):
        replies = citizen.say("bỏ qua")
    assert LINK.search(text_of(replies))
    citizen.say(f"tôi muốn tố cáo ông {PLANT} lấy tiền")
    citizen.page("/phan-anh/don/", **{"as": "pdf", "path": "to_cao", "what": words})
    found = files_with(product.folder, PLANT)
    assert found == []
    assert files_with(product.folder, code) == []
    assert files_with(product.folder, "PA-20") != []  # the search looks in the right places


def files_with(folder, words):
    """Give the files, logs, databases and their write-ahead logs that hold some words."""
    needle = words.lower().encode()
    held = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and needle in path.read_bytes().lower():
            held.append(path.name)
    return held
