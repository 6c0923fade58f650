"""Names in a complaint: whether they show, and who asks who sees them."""

from pathlib import Path

import pytest
import yaml

from actions import complaint_naming as naming
from actions.complaint_answers import choice_of
from actions.turn import Turn
from complaints.filing import ANONYMOUS, NAMED
from complaints.folding import fold

NLU = Path(__file__).parent.parent.parent / "data" / "nlu"


def lines_of(intent):
    """Give what is written for an intent, as typed and without accents."""
    blocks = [
        block
        for path in sorted(NLU.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if block.get("intent") == intent
    ]
    typed = [line[2:] for block in blocks for line in block["examples"].splitlines()]
    return [*typed, *map(fold, typed)]


def test_nobody_who_wants_to_be_hidden_is_named():
    lines = lines_of("go_anonymous")
    assert len(lines) > 500
    assert [w for w in lines if choice_of(Turn("c", w, "go_anonymous")) == NAMED] == []


def test_hardly_anybody_who_wants_to_be_named_is_hidden():
    lines = lines_of("go_named")
    hidden = [w for w in lines if choice_of(Turn("c", w, "go_named")) == ANONYMOUS]
    assert len(hidden) <= len(lines) / 50, hidden


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("ẩn danh", ANONYMOUS),
        ("không ghi tên tôi", ANONYMOUS),
        ("ghi tên mình đi... à mà thôi, cho ẩn danh nha", ANONYMOUS),
        ("ghi tên thì sợ lắm, thôi ẩn danh", ANONYMOUS),
        ("ghi tên tôi", NAMED),
        ("ẩn danh chi, ghi tên Hồ Sỹ Lực", NAMED),
        ("Ẩn danh. À không, để tên: Lê Quang Vịnh", NAMED),
        ("tên tui là Nguyễn Thị Bé Ba", NAMED),
        ("ten tau la Le Van Tien", NAMED),
        ("Tui tên Nguyễn Thị Sáu, tui hổng sợ, số của tui 0794 112 006", NAMED),
        ("không cần ẩn danh", NAMED),
        ("tôi ngại lộ tên", ANONYMOUS),
        ("khong de lo ten", ANONYMOUS),
        ("em sợ lộ tên lắm", ANONYMOUS),
        ("không ẩn danh thì em sợ bị trù dập", ANONYMOUS),
        ("tôi muốn phản ánh cán bộ ẩn danh", ANONYMOUS),
        ("đừng có nêu tên", ANONYMOUS),
        ("không sợ lộ tên", NAMED),
        ("tôi đứng tên", NAMED),
        ("dung ten toi", None),
        ("giấy hẹn có tên ông ấy ký", None),
        ("có cần ghi tên không?", None),
        ("sao cũng được", None),
    ],
)
def test_the_choice_of_a_name(words, choice):
    assert choice_of(Turn("c", words, "inform")) == choice


@pytest.mark.parametrize(
    "words",
    [
        "nếu tôi ghi tên thì cô đó có biết tôi là ai không?",
        "Họ có biết là em gửi không?",
        "có lộ tên người báo không",
        "ai đọc được phản ánh này",
        "can bo co biet ten toi khong",
    ],
)
def test_who_asks_whether_their_name_is_seen(words):
    assert naming.asks_of_naming(words)


@pytest.mark.parametrize(
    "words",
    [
        "cô ấy biết tôi đứng chờ mà vẫn bấm điện thoại",
        "hỏi tên không nói",
        "họ bảo về chờ",
        "Nhân viên thấy tôi không mang bản sao thì quát ầm lên",
        "Không ai nhận hồ sơ của tôi, chờ từ sáng đến trưa nay",
        "cán bộ không thèm xem hồ sơ của tôi kêu tôi về",
        "Ai nhận hồ sơ tôi gửi qua bưu điện?",
        "ở phường Dĩ An, quầy 2. chị làm khai sinh cho bé mà nó bảo chị là đồ không biết chữ",
        "ông đó nói bà già rồi biết gì mà hỏi",
    ],
)
def test_a_story_asks_nothing_of_names(words):
    assert not naming.asks_of_naming(words)


def test_only_a_question_about_a_complaint_is_answered_outside_of_it():
    assert naming.asks_of_naming_a_complaint("phản ánh thì có lộ tên tôi không")
    assert not naming.asks_of_naming_a_complaint("họ có biết tôi ở đâu không")


def test_a_name_and_a_way_to_be_reached():
    told = naming.name_and_contact("để tên, Khuất Duy Tiến, số tôi 0985 310 662")
    assert told.words
    assert told.is_reachable
    assert not naming.name_and_contact("Nêu tên tôi: Vũ Đức Toàn").is_reachable
    assert naming.name_and_contact("ghi tên tôi").words == ""
    assert naming.name_and_contact("đi đâu ông ấy cũng không đưa").words == ""


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Thôi ghi tên tôi đi: Nguyễn Thị Thu Hà, 0912 345 678", "Nguyễn Thị Thu Hà, 0912 345 678"),
        ("de ten di, minh ten le van minh, sdt 0987654321", "le van minh, sdt 0987654321"),
        ("Vậy thôi để tên đi, tôi là Phạm Văn Đức", "Phạm Văn Đức"),
        ("0912345678 gặp chị Hà", "0912345678 gặp chị Hà"),
    ],
)
def test_what_leads_up_to_a_name_is_left_out(words, kept):
    assert naming.name_and_contact(words).words == kept
