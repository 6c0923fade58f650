"""What this app adds to the staff site."""

from __future__ import annotations

from collections.abc import Iterator
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


@hooks.register("register_admin_menu_item")
def register_figures() -> MenuItem:
    """Add the figures to the menu."""
    return PermittedMenuItem(
        "Số liệu",
        reverse("insight:dashboard"),
        name="figures",
        icon_name="table",
        order=155,
        permission=dashboard.PERMISSION,
    )


@hooks.register("register_admin_menu_item")
def register_questions() -> MenuItem:
    """Add the questions without an answer to the menu."""
    return PermittedMenuItem(
        "Câu hỏi chờ soạn",
        reverse("insight:questions"),
        name="questions",
        icon_name="help",
        order=110,
        permission=questions.VIEW,
    )


@hooks.register("register_admin_menu_item")
def register_legal_changes() -> MenuItem:
    """Add the changes of the law to the menu."""
    return PermittedMenuItem(
        "Thay đổi pháp luật",
        reverse("insight:legal_tasks"),
        name="legal-changes",
        icon_name="openquote",
        order=115,
        permission=legal.VIEW,
    )


@hooks.register("register_admin_menu_item")
def register_corrections() -> MenuItem:
    """Add the corrections to the menu."""
    return PermittedMenuItem(
        "Đính chính",
        reverse("insight:recalls"),
        name="corrections",
        icon_name="mail",
        order=120,
        permission=recalls.VIEW,
    )


@hooks.register("register_snippet_listing_buttons")
def offer_a_correction(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer to correct what was said from an entry, beside the entry in its list."""
    if type(snippet) in MODELS.values() and user.has_perm(recalls.ADD):
        address = f"{reverse('insight:recall_new')}?{urlencode({'key': snippet.key})}"
        yield Button("Đính chính câu đã trả lời", url=address, icon_name="mail", priority=60)
