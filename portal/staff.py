"""The first page of the staff site: what needs doing, then figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from complaints.models import Complaint, StaffNotice, Status
from complaints.recusal import viewer_of
from connectors.models import UnansweredQuestion
from insight.models import LegalTask
from insight.staff import legal, questions
from knowledge_base.models import CertaintyChoice, Guide, LegalDocument, Procedure, Review, Rule
from knowledge_base.publishing.models import ReviewState
from knowledge_base.publishing.proposals import proposals
from knowledge_base.releases import NoRelease, ReleaseStore

CURATED = (Procedure, Rule, Guide)
_DONE = (Status.ANSWERED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts.

    Attributes:
        count: how many.
        label: of what, lower case.
        url: the list behind it, or empty when there is none.
        pressing: whether somebody should act on it.
    """

    count: int
    label: str
    url: str = ""
    pressing: bool = False


class OverviewPanel(Component):
    """Counts of work waiting, and of what the assistant knows."""

    name = "overview"
    template_name = "portal/staff/overview.html"
    order = 50

    class Media:
        css = {"all": ["portal/staff.css", "knowledge_base/publishing.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the figures that this person may see."""
        user = parent_context["request"].user
        return {
            "work": [
                figure
                for figure in (
                    *_complaints(user),
                    *_reviews(user),
                    *_insight(user),
                    *_content_work(),
                )
                if figure.count
            ],
            "known": [
                Figure(model.objects.count(), str(model._meta.verbose_name_plural), list_of(model))
                for model in (*CURATED, LegalDocument)
            ],
            "release": _release(),
        }


def list_of(model: Any, query: str = "") -> str:
    """Give the address of the list of a curated model."""
    return reverse(model.snippet_viewset.get_url_name("list")) + query


def _complaints(user: AbstractBaseUser) -> tuple[Figure, ...]:
    if not user.has_perm("complaints.list_complaint"):  # type: ignore[attr-defined]
        return ()
    viewer = viewer_of(user)
    waiting = Complaint.objects.visible_to(viewer).exclude(status__in=_DONE)
    unseen = StaffNotice.objects.visible_to(viewer).filter(member=viewer, seen_at=None)
    url = reverse("complaint:index")
    overdue = waiting.filter(due_on__lt=timezone.localdate()).count()
    return (
        Figure(unseen.count(), "việc mới về phản ánh", reverse("complaint:notices"), pressing=True),
        Figure(overdue, "phản ánh quá hạn trả lời", url, pressing=True),
        Figure(waiting.count(), "phản ánh chưa trả lời", url, pressing=True),
    )


def _reviews(user: AbstractBaseUser) -> tuple[Figure, ...]:
    if not user.has_perm("knowledge_base.view_review"):  # type: ignore[attr-defined]
        return ()
    url = reverse("publishing:queue")
    count = Counter(Review.objects.values_list("state", flat=True))
    return (
        Figure(count[ReviewState.HELD], "nội dung bị giữ lại khi kiểm tra", url, pressing=True),
        Figure(count[ReviewState.SUBMITTED], "nội dung chờ duyệt", url, pressing=True),
        Figure(
            sum(1 for _ in proposals()),
            "bản nháp do nhập liệu đề xuất",
            reverse("publishing:proposals"),
        ),
    )


def _insight(user: AbstractBaseUser) -> tuple[Figure, ...]:
    found = []
    if user.has_perm(legal.VIEW):  # type: ignore[attr-defined]
        waiting = LegalTask.objects.filter(done_at=None).count()
        label = "văn bản thay đổi, còn ý phải sửa"
        found.append(Figure(waiting, label, reverse("insight:legal_tasks"), pressing=True))
    if user.has_perm(questions.VIEW):  # type: ignore[attr-defined]
        waiting = UnansweredQuestion.objects.filter(status="open").count()
        found.append(Figure(waiting, "câu hỏi chưa có câu trả lời", reverse("insight:questions")))
    return tuple(found)


def _content_work() -> tuple[Figure, ...]:
    unsure = f"?certainty={CertaintyChoice.LOW.value}"
    return tuple(
        figure
        for model in CURATED
        for figure in (
            Figure(
                model.objects.filter(has_unpublished_changes=True).count(),
                f"{model._meta.verbose_name} có thay đổi chưa công bố",
                list_of(model),
            ),
            Figure(
                model.objects.filter(certainty=CertaintyChoice.LOW).count(),
                f"{model._meta.verbose_name} chưa kiểm chứng",
                list_of(model, unsure),
            ),
        )
    )


def _release() -> str:
    try:
        return ReleaseStore(settings.RELEASES).current_name()
    except NoRelease:
        return ""
