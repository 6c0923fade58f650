"""Publishing in the menus and forms of Wagtail: what leads to its pages, and what is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.action_menu import ActionMenuItem

from knowledge_base.publishing.staff import preview, proposals, releases, reviews
from knowledge_base.publishing.subjects import ENTRIES, SUBJECTS, permission

_HAND_IN = "motcua-hand-in"
_PREVIEW = "motcua-preview"


class HandInMenuItem(ActionMenuItem):
    """Saves the draft and goes on to handing it in."""

    name = _HAND_IN
    label = "Lưu và gửi duyệt"
    icon_name = "upload"

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        """Whoever may change the text may hand it in."""
        may = context["request"].user.has_perm(permission(context["model"], "change"))
        return bool(may and super().is_shown(context))


class PreviewMenuItem(ActionMenuItem):
    """Saves the draft and shows what the assistant would say."""

    name = _PREVIEW
    label = "Lưu và xem trợ lý sẽ nói"
    icon_name = "view"

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        """Only entries are answered from."""
        return context["model"] in ENTRIES and super().is_shown(context)


def hand_in_instead(items: list[Any], _request: HttpRequest, context: Mapping[str, Any]) -> None:
    """Take Wagtail's own publishing out of the forms: here a text is handed in."""
    if context["model"] not in SUBJECTS:
        return
    kept = [item for item in items if item.name not in ("action-publish", "action-submit")]
    items[:] = [*kept, HandInMenuItem(order=5), PreviewMenuItem(order=6)]


def go_on(request: HttpRequest, row: Any) -> HttpResponse | None:
    """After saving, go where the button that was pressed leads."""
    model = type(row)._meta.model_name
    if type(row) in SUBJECTS and _HAND_IN in request.POST:
        return redirect("publishing:hand_in", model, row.pk)
    if type(row) in ENTRIES and _PREVIEW in request.POST:
        return redirect("publishing:preview", model, row.pk)
    return None


class _ReviewsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("knowledge_base.view_review")


def watch_names() -> str:
    """Load the script that shows entries alike; it does nothing on pages without such a form."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" data-url="{}" defer></script>',
        static("knowledge_base/publishing.css"),
        static("knowledge_base/alike.js"),
        reverse("publishing:alike"),
    )


def queue_item() -> MenuItem:
    """Put the queue into the menu."""
    return _ReviewsMenuItem(
        "Duyệt nội dung", reverse("publishing:queue"), name="reviews", icon_name="tasks", order=110
    )


def releases_item() -> MenuItem:
    """Put the releases into the menu."""
    return _ReviewsMenuItem(
        "Bản phát hành",
        reverse("publishing:releases"),
        name="releases",
        icon_name="history",
        order=120,
    )


def addresses() -> list[Any]:
    """Give the addresses of publishing below the staff site."""
    pages = [
        *proposals.urlpatterns,
        *preview.urlpatterns,
        *releases.urlpatterns,
        *reviews.urlpatterns,
    ]
    return [path("duyet/", include((pages, "publishing")))]


def register() -> None:
    """Hang everything in."""
    hooks.register("construct_snippet_action_menu", hand_in_instead)
    hooks.register("after_create_snippet", go_on)
    hooks.register("after_edit_snippet", go_on)
    hooks.register("insert_editor_js", watch_names)
    hooks.register("register_admin_urls", addresses)
    hooks.register("register_admin_menu_item", queue_item)
    hooks.register("register_admin_menu_item", releases_item)
