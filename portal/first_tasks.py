"""A first real task for each role, in a few steps; each is ticked once it was really done.

Whether a step was done is read off the rows that doing it leaves. Only two things leave none and
are marked when they happen: reading a preview, and reading what was handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from complaints.models import (
    Assignment,
    Complaint,
    ComplaintOpening,
    Role,
    StaffMember,
    StatusEntry,
)
from complaints.recusal import viewer_of
from knowledge_base.models import Procedure, Review
from knowledge_base.publishing.models import ReviewState
from knowledge_base.publishing.subjects import ENTRIES
from portal.models import FirstTaskMark
from portal.roles import ADMINISTRATOR, EDITOR, REVIEWER, ROLES, SUPERVISOR

_PREVIEWED, _READ = "previewed", "review-read"
_AWAY = "away:"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a task.

    Attributes:
        text: what to do, a sentence.
        done: whether this person did it.
        url: where; empty when there is nowhere to go yet.
        link: what the link to it is called.
    """

    text: str
    done: bool
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class FirstTask:
    """What somebody new in a role does first.

    Attributes:
        role: name of the group.
        title: what it is, short.
        steps: in order.
    """

    role: str
    title: str
    steps: list[Step]

    @property
    def next(self) -> Step | None:
        """Give the first step that is not done."""
        return next((step for step in self.steps if not step.done), None)


def roles_of(user: Any) -> list[str]:
    """Give the roles of an account; a superuser in no group is an administrator."""
    groups = set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    if not groups and user.is_superuser:
        return [ADMINISTRATOR]
    return [role for role in ROLES if role in groups]


def open_tasks(user: Any) -> list[FirstTask]:
    """Give the tasks that somebody has not put away."""
    away = put_away(user)
    return [_TASKS[role](user) for role in roles_of(user) if role not in away]


def put_away(user: Any) -> list[str]:
    """Give the roles whose task somebody has put away."""
    away = set(_marks(user))
    return [role for role in roles_of(user) if _AWAY + role in away]


def put(user: Any, role: str, away: bool) -> None:
    """Put a task away, or bring it back."""
    if away:
        _mark(user, _AWAY + role)
    else:
        FirstTaskMark.objects.filter(user=user, name=_AWAY + role).delete()


def note_preview(user: Any, **_signal: Any) -> None:
    """Note that somebody read what the assistant would say."""
    _mark(user, _PREVIEWED)


def note_review(user: Any, review: Review, **_signal: Any) -> None:
    """Note that somebody read what somebody else handed in."""
    if review.submitted_by_id != user.pk:
        _mark(user, _READ)


def _mark(user: Any, name: str) -> None:
    FirstTaskMark.objects.get_or_create(user=user, name=name)


def _marks(user: Any) -> list[str]:
    return list(FirstTaskMark.objects.filter(user=user).values_list("name", flat=True))


def _editing(user: Any) -> FirstTask:
    kinds = ContentType.objects.get_for_models(*ENTRIES).values()
    draft = Revision.objects.filter(user=user, content_type__in=kinds).order_by("-pk").first()
    row = draft.content_object if draft is not None else None
    mine = Review.objects.filter(submitted_by=user).order_by("-pk")
    handed_in = mine.first()
    at = (row._meta.model_name, row.pk) if row is not None else ()
    return FirstTask(
        EDITOR,
        "Sửa một thủ tục và gửi duyệt",
        [
            Step(
                "Mở một thủ tục, thêm một câu hỏi mẫu như người dân hay gõ (thẻ “Cách người dân "
                "hỏi”), rồi lưu bản nháp. Người dân chưa thấy gì thay đổi.",
                draft is not None,
                reverse(Procedure.snippet_viewset.get_url_name("list")),
                "Mở danh sách thủ tục",
            ),
            Step(
                "Đọc thử câu trả lời như trợ lý sẽ nói trên web, Telegram và Zalo.",
                _PREVIEWED in _marks(user),
                reverse("publishing:preview", args=at) if at else "",
                "Xem trợ lý sẽ nói",
            ),
            Step(
                "Gửi duyệt, kèm một dòng cho người duyệt biết đã sửa gì.",
                handed_in is not None,
                reverse("publishing:hand_in", args=at) if at else "",
                "Gửi duyệt bản nháp",
            ),
            Step(
                "Đợi người khác duyệt. Bị trả lại hay bị giữ thì đọc lý do, sửa và gửi lại, cho "
                "tới khi nội dung được công bố.",
                mine.filter(state=ReviewState.PUBLISHED).exists(),
                reverse("publishing:review", args=[handed_in.pk]) if handed_in else "",
                "Xem bản đã gửi",
            ),
        ],
    )


def _reviewing(user: Any) -> FirstTask:
    marks = _marks(user)
    waiting = Review.objects.filter(state=ReviewState.SUBMITTED).exclude(submitted_by=user)
    decided = Review.objects.filter(decided_by=user).order_by("-pk")
    latest = decided.first()
    known = (ReviewState.PUBLISHED, ReviewState.RETURNED, ReviewState.HELD)
    queue = reverse("publishing:queue")
    return FirstTask(
        REVIEWER,
        "Duyệt một nội dung",
        [
            Step(
                "Mở một nội dung người khác gửi và đọc bảng “Thay đổi so với bản đang công bố”."
                + ("" if waiting.exists() else " Lúc này chưa có nội dung nào chờ duyệt."),
                _READ in marks,
                queue,
                "Mở danh sách chờ duyệt",
            ),
            Step(
                "Xem trợ lý sẽ nói gì nếu nội dung đó được công bố (liên kết ở cuối trang duyệt).",
                _PREVIEWED in marks,
                queue,
                "Mở danh sách chờ duyệt",
            ),
            Step("Duyệt, hoặc trả lại và ghi cần sửa gì.", latest is not None, queue, "Quyết định"),
            Step(
                "Xem kết quả: đã công bố, đã trả lại, hay bị giữ vì có câu hỏi trả lời kém đi.",
                decided.filter(state__in=known).exists(),
                reverse("publishing:review", args=[latest.pk]) if latest else "",
                "Xem bản đã quyết định",
            ),
        ],
    )


_PART = {
    Role.INBOX: "Phân loại phản ánh đó rồi giao cho người xử lý.",
    Role.LEADER: "Giao phản ánh đó cho người xử lý trong đơn vị.",
}
_HANDLING = "Khi được giao xử lý: hỏi thêm người phản ánh, hoặc trả lời."


def _supervising(user: Any) -> FirstTask:
    viewer = viewer_of(user)
    complaints = reverse("complaint:index")
    opened = ComplaintOpening.objects.visible_to(viewer).filter(who=user)
    given = Assignment.objects.visible_to(viewer).filter(by=viewer)
    worked = StatusEntry.objects.visible_to(viewer).filter(by=viewer)
    register = "Có tên trong danh sách cán bộ: tài khoản chưa có tên thì không thấy phản ánh nào."
    if viewer is None:
        register += " Nhờ người quản trị thêm ở mục “Đơn vị, cán bộ”."
    waiting = "" if Complaint.objects.visible_to(viewer).exists() else " Lúc này chưa có phản ánh."
    return FirstTask(
        SUPERVISOR,
        "Xem một phản ánh",
        [
            Step(register, viewer is not None),
            Step(
                "Mở danh sách phản ánh và mở một phản ánh. Mỗi lần mở đều được ghi lại, người phản "
                "ánh tra cứu sẽ thấy." + waiting,
                opened.exists(),
                complaints,
                "Mở danh sách phản ánh",
            ),
            Step(
                _PART.get(Role(viewer.role), _HANDLING) if viewer else _HANDLING,
                given.exists() or worked.exists(),
                complaints,
                "Mở danh sách phản ánh",
            ),
        ],
    )


def _administering(user: Any) -> FirstTask:
    people = get_user_model()._default_manager.filter(is_active=True)
    kind = ContentType.objects.get_for_model(people.model)
    made = ModelLogEntry.objects.filter(user=user, content_type=kind, action="wagtail.create")
    writers = set(people.filter(groups__name=EDITOR).values_list("pk", flat=True))
    readers = set(people.filter(groups__name=REVIEWER).values_list("pk", flat=True))
    inbox = StaffMember.objects.filter(
        active=True, role=Role.INBOX, user__is_active=True, user__groups__name=SUPERVISOR
    )
    users = reverse("wagtailusers_users:index")
    return FirstTask(
        ADMINISTRATOR,
        "Tạo tài khoản và phân vai trò",
        [
            Step(
                "Tạo tài khoản cho một đồng nghiệp. Mỗi người một tài khoản, không dùng chung.",
                made.exists(),
                reverse("wagtailusers_users:add"),
                "Thêm tài khoản",
            ),
            Step(
                "Chọn nhóm ở thẻ “Vai trò”: có ít nhất một người “Biên tập” và một người khác "
                "“Duyệt”, vì không ai tự duyệt bài của mình.",
                bool(writers and readers and len(writers | readers) > 1),
                users,
                "Mở danh sách tài khoản",
            ),
            Step(
                "Ghi một người thuộc nhóm “Giám sát” vào danh sách cán bộ, vai trò “Đầu mối tiếp "
                "nhận độc lập”, để phản ánh có người nhận.",
                inbox.exists(),
                reverse("staff_member:add"),
                "Thêm cán bộ",
            ),
        ],
    )


_TASKS: dict[str, Callable[[Any], FirstTask]] = {
    EDITOR: _editing,
    REVIEWER: _reviewing,
    SUPERVISOR: _supervising,
    ADMINISTRATOR: _administering,
}
