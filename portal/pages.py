"""The home page, and what all public pages have in common."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from connectors.text import MAX_CHARACTERS

STARTERS = (
    "Làm giấy khai sinh cho con cần gì?",
    "Làm lại căn cước bị mất",
    "Nộp hồ sơ qua bưu điện thế nào?",
    "Tôi muốn phản ánh thái độ cán bộ",
)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

_Response = TypeVar("_Response", bound=HttpResponseBase)


def with_policy(response: _Response) -> _Response:
    """Let the page load nothing from elsewhere, and run nothing that stands in it."""
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """``/``: what the assistant does, and the chat."""
    context = {"starters": STARTERS, "form_id": uuid.uuid4(), "max_characters": MAX_CHARACTERS}
    return with_policy(render(request, "portal/home.html", context))


urlpatterns = [path("", home, name="home")]
