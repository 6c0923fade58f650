"""``/chat/widget.js``, for pages of any origin, and ``/chat/widget.css`` for older browsers."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from connectors.widget import build

_FRESH_SECONDS = 3600  # a new release reaches every page within an hour


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it travels, made once a process."""

    plain: bytes = field(repr=False)
    zipped: bytes = field(repr=False)
    digest: str

    @classmethod
    def of(cls, text: str) -> _File:
        plain = text.encode()
        digest = hashlib.sha256(plain).hexdigest()[:20]
        return cls(plain, gzip.compress(plain, 9, mtime=0), digest)


@cache
def _script() -> _File:
    return _File.of(build.script())


@cache
def _style() -> _File:
    return _File.of(build.style())


@require_safe
def widget_script(request: HttpRequest) -> HttpResponse:
    """``/chat/widget.js``."""
    return _served(request, _script, "text/javascript")


@require_safe
def widget_style(request: HttpRequest) -> HttpResponse:
    """``/chat/widget.css``: only fetched by browsers without constructable style sheets."""
    return _served(request, _style, "text/css")


def _served(request: HttpRequest, made: Callable[[], _File], kind: str) -> HttpResponse:
    file = made()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{file.digest}{"-gzip" if zipped else ""}"'
    response = HttpResponse(
        file.zipped if zipped else file.plain, content_type=f"{kind}; charset=utf-8"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Content-Length"] = str(len(response.content))
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return get_conditional_response(request, etag=etag, response=response) or response


urlpatterns = [
    path("chat/widget.js", widget_script, name="widget_script"),
    path("chat/widget.css", widget_style, name="widget_style"),
]
