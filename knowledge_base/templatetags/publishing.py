"""What the templates of publishing need: the trouble there is, names of models, grades."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.conf import settings

from knowledge_base.models import ReleaseEvent
from knowledge_base.publishing.events import trouble
from knowledge_base.publishing.gate import Grade
from knowledge_base.releases import NoRelease, ReleaseStore

register = template.Library()

_GRADES = {
    Grade.WRONG: "Sai mục",
    Grade.NOTHING: "Không trả lời được",
    Grade.OFFERED: "Cho chọn, có mục đúng",
    Grade.PARTIAL: "Đúng mục, thiếu ý được hỏi",
    Grade.RIGHT: "Đúng",
}


@register.simple_tag
def release_trouble() -> ReleaseEvent | None:
    """Give the trouble with releases that lasts; None if all is well."""
    return trouble()


@register.simple_tag
def content_updated() -> dict[str, Any] | None:
    """Give the day and the name of the serving release; None where there is none."""
    try:
        name = ReleaseStore(settings.RELEASES).current_name()
        return {"day": date.fromisoformat(name.rpartition(".")[0]), "release": name}
    except (NoRelease, OSError, ValueError):
        return None


@register.filter
def publishing_model(row: Any) -> str:
    """Give the name of a row's model, as addresses have it."""
    return str(row._meta.model_name)


@register.filter
def grade_in_words(grade: str) -> str:
    """Say how well a question was answered."""
    return _GRADES[Grade[grade.upper()]]
