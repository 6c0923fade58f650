"""What this app adds to the staff site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from insight.staff import dashboard, legal, questions, recalls
from insight.staff.access import PermittedMenuItem
from knowledge_base.rows import MODELS


@hooks.register("register_admin_urls")
def register_pages() -> list[URLResolver]:
    """Add the pages below ``/staff/insight/``."""
    pages = [
        path("figures/", include(dashboard.urlpatterns)),
        path("questions/", include(questions.urlpatterns)),
        path("legal/", include(legal.urlpatterns)),
        path("corrections/", include(recalls.urlpatterns)),
    ]
    return [path("insight/", include((pages, "insight")))]


_MENU = (
    ("Câu hỏi chờ soạn", "questions", "help", 110, questions.VIEW),
    ("Thay đổi pháp luật", "legal_tasks", "openquote", 115, legal.VIEW),
    ("Đính chính", "recalls", "mail", 120, recalls.VIEW),
    ("Số liệu", "dashboard", "table", 155, dashboard.PERMISSION),
)
"""Label, page, icon, place and permission of each item of the menu."""


def _item(label: str, page: str, icon: str, place: int, permission: str) -> MenuItem:
    return PermittedMenuItem(
        label,
        reverse(f"insight:{page}"),
        name=f"insight-{page}",
        icon_name=icon,
        order=place,
        permission=permission,
    )


for _each in _MENU:
    hooks.register("register_admin_menu_item", partial(_item, *_each))


@hooks.register("register_snippet_listing_buttons")
def offer_a_correction(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer to correct what was said from an entry, beside the entry in its list."""
    if type(snippet) in MODELS.values() and user.has_perm(recalls.ADD):
        address = f"{reverse('insight:recall_new')}?{urlencode({'key': snippet.key})}"
        yield Button("Đính chính câu đã trả lời", url=address, icon_name="mail", priority=60)
