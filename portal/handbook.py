"""The handbook for staff, on the staff site: ``docs/huong-dan-can-bo.md`` as a page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from wagtail.admin.auth import require_admin_access

from portal.environment import ROOT

HANDBOOK = ROOT / "docs" / "huong-dan-can-bo.md"
PICTURES = ROOT / "docs" / "images" / "can-bo"
_PICTURES_IN_TEXT = "images/can-bo/"


def anchor_of(heading: str) -> str:
    """Give the anchor of a heading, as sites that show Markdown files do."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@lru_cache(maxsize=1)
def page_of(text: str) -> SafeString:
    """Turn the handbook into HTML: the first heading is the page's own, pictures are served here.

    Args:
        text: Markdown without HTML; HTML in it is shown as text.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor_of(inline.content))
        for part in token.children or ():
            source = str(part.attrGet("src") or "") if part.type == "image" else ""
            if source.startswith(_PICTURES_IN_TEXT):
                part.attrSet("src", f"hinh/{source.removeprefix(_PICTURES_IN_TEXT)}")
                part.attrSet("loading", "lazy")
    if tokens and tokens[0].tag == "h1":
        del tokens[:3]  # its opening, its words, its end
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    page: SafeString = mark_safe(html)  # noqa: S308 - our own file
    return page


@require_admin_access
@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """Show the handbook."""
    page = page_of(HANDBOOK.read_text(encoding="utf-8"))
    return render(request, "portal/staff/handbook.html", {"page": page})


@require_admin_access
@require_safe
def picture(_request: HttpRequest, name: str) -> FileResponse:
    """Give one picture of the handbook."""
    file = _pictures().get(name)
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")


def _pictures() -> dict[str, Path]:
    return {file.name: file for file in PICTURES.glob("*.png")}


urlpatterns = [
    path("huong-dan/", handbook, name="handbook"),
    path("huong-dan/hinh/<str:name>", picture, name="handbook_picture"),
]
