"""People with roles, and what has come in by the time they sign in: made up, and meant to look so.

``make`` runs in a process of the product's own settings.
"""

import random
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from complaints import drafts, filing
from complaints.drafts import Field
from complaints.models import Role, StaffMember, Unit
from connectors import handover
from connectors.errors import Trouble
from connectors.models import (
    ChannelName,
    Conversation,
    Delivery,
    OutboundMessage,
    TurnLog,
    UnansweredQuestion,
)
from insight.legal_changes import amend
from knowledge_base.models import LegalDocument, Procedure, ProcedureFact

PEOPLE = {
    "hoa": ("Hoa", "Võ Thị", ["Biên tập"]),
    "lan": ("Lan", "Trần Thị", ["Biên tập", "Duyệt"]),
    "minh": ("Minh", "Nguyễn Văn", ["Duyệt"]),
    "hanh": ("Hạnh", "Lê Thị", ["Giám sát"]),
    "khoa": ("Khoa", "Phạm Văn", ["Giám sát"]),
    "son": ("Sơn", "Đỗ Văn", ["Quản trị"]),
}
STORY = {
    Field.WHAT: "Tôi chờ hai giờ ở quầy. Khi tôi hỏi còn lâu không thì bị nói lớn tiếng.",
    Field.OFFICE: "Bộ phận Một cửa phường Ví Dụ, quầy 3",
    Field.WHEN: "sáng hôm qua",
    Field.WHO: "người ngồi ở quầy 3",
    Field.ANONYMOUS: "anonymous",
}
QUESTIONS = (
    ("xin giấy phép nuôi chim cảnh ở chung cư", "no_answer"),
    ("xin giay phep nuoi chim canh o chung cu", "no_answer"),
    ("giấy phép nuôi chim cảnh ở chung cư xin ở đâu", "not_meant"),
    ("thuê sân phường tổ chức hội chợ cần gì", "no_answer"),
)
_OUTCOMES = ("answered",) * 14 + (
    "answered_partial",
    "clarify",
    "clarify",
    "no_answer",
    "smalltalk",
)


def make(password):
    """Make all of it.

    Args:
        password: of everybody.
    """
    people(password)
    for number in range(2):
        complaint(f"web:handbook-{number}")
    waiting()
    proposal()
    law()
    turns(timezone.localdate())


def people(password):
    """Make accounts, and the units and people of the register."""
    for name, (first, last, roles) in PEOPLE.items():
        user = get_user_model().objects.create_user(
            name, password=password, first_name=first, last_name=last
        )
        user.groups.set(Group.objects.filter(name__in=roles))
    city = Unit.objects.create(name="Ủy ban nhân dân thành phố Ví Dụ")
    ward = Unit.objects.create(name="Phường Ví Dụ", parent=city)
    inbox = Unit.objects.create(name="Tổ tiếp nhận phản ánh", parent=city)
    users = {user.username: user for user in get_user_model().objects.all()}
    register = StaffMember.objects.create
    register(user=users["hanh"], full_name="Lê Thị Hạnh", unit=inbox, role=Role.INBOX)
    register(user=users["khoa"], full_name="Phạm Văn Khoa", unit=city, role=Role.HANDLER)
    head = register(full_name="Hồ Văn Trưởng", unit=ward, role=Role.LEADER)
    register(full_name="Bùi Văn Quầy", unit=ward, counter="3", manager=head)


def complaint(conversation):
    """File one."""
    drafts.start(conversation)
    for name, words in STORY.items():
        drafts.put(conversation, name, words)
    filing.file(conversation, "đồng ý")


def waiting():
    """Leave questions without an answer, people who want to be called, a message that is stuck."""
    now = timezone.now()
    for words, why in QUESTIONS:
        UnansweredQuestion.objects.create(
            asked_at=now, channel=ChannelName.WEB, words=words, why=why
        )
    for number in range(2):
        asked = Conversation.objects.create(channel=ChannelName.WEB)
        handover.request(asked)
        if number:
            handover.take_contact(asked, "Chị Ví Dụ, vidu@example.vn, gọi giờ hành chính")
    stuck = Conversation.objects.create(channel=ChannelName.TELEGRAM)
    Delivery.objects.create(
        outbound=OutboundMessage.objects.create(conversation=stuck, reply={"text": "…"}),
        conversation=stuck,
        channel=ChannelName.TELEGRAM,
        status=Delivery.Status.GAVE_UP,
        attempts=7,
        trouble=Trouble.NETWORK,
        next_at=now,
    )


def proposal():
    """Propose a draft as an import does: one that no person saved."""
    row = Procedure.objects.get(key="1.001193").get_latest_revision_as_object()
    row.field = "Hộ tịch (theo tệp nhập ví dụ)"
    row.save_revision(user=None)


def law():
    """Note a made-up amendment of a made-up document, with one fact that rests on it."""
    start = timezone.localdate() + timedelta(days=20)
    document, by = (
        LegalDocument.objects.create(number=number, name=name, title="Chỉ để làm hình minh họa.")
        for number, name in (
            ("01/2020/VD", "Quyết định ví dụ 01"),
            ("02/2026/VD", "Quyết định ví dụ 02"),
        )
    )
    row = Procedure.objects.create(
        key="9.900009",
        title="Thủ tục ví dụ",
        plain_name="thủ tục ví dụ",
        facts=[ProcedureFact(facet="fee", text="Miễn phí.", document=document, article="Điều 3")],
    )
    row.refresh_from_db()
    amend(document, by, start, "Điều 3")


def turns(today: date):
    """Log made-up turns of a month; the same each time."""
    chosen = random.Random(7)
    keys = list(Procedure.objects.filter(live=True).order_by("key").values_list("key", flat=True))
    rows = []
    for back in range(30):
        at = timezone.now() - timedelta(days=back, hours=1)
        for number in range(chosen.randint(20, 60)):
            outcome = chosen.choice(_OUTCOMES)
            rows.append(
                TurnLog(
                    at=at,
                    channel=chosen.choice(("web", "web", "zalo", "telegram")),
                    conversation_hash=f"{today:%y%m%d}{back:02}{number:04}",
                    outcome=outcome,
                    procedure=chosen.choice(keys[:8]) if outcome.startswith("answered") else "",
                    total_ms=chosen.randint(15, 180),
                )
            )
    TurnLog.objects.bulk_create(rows)
