"""The public pages: the chat, and the same conversation for browsers without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from connectors import conversation_service as service
from connectors.errors import MessageRefused, StillWorking, UnknownSession
from connectors.text import MAX_CHARACTERS
from connectors.wording import sentences
from contract.outcomes import Outcome

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

SESSION_COOKIE = "tro_ly"
JUST_ASKED_COOKIE = "tro_ly_vua_hoi"
_JUST_ASKED_SALT = "portal.just_asked"
_JUST_ASKED_CHARACTERS = 300  # enough to recognise one's own question; a cookie holds 4 kB
_JUST_ASKED_SECONDS = 120

_STATUSES = {
    "too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
}
"""HTTP status of a refusal; any other is a bad request."""

_Response = TypeVar("_Response", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class _Sent:
    """One submission of the plain form.

    Attributes:
        session: token of the conversation; it alone opens it.
        form_id: made with the form, so that the same form sent twice is one message.
        text: words as typed, or the payload of a button.
    """

    session: str | None = field(repr=False)
    form_id: uuid.UUID
    text: str = field(repr=False)

    @property
    def message_id(self) -> str:
        """Same form and words, same id; the form filled in anew is another message."""
        return str(uuid.uuid5(self.form_id, self.text))


def _with_policy(response: _Response) -> _Response:
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """``/``: what the assistant does, and the chat."""
    context = {"starters": STARTERS, "form_id": uuid.uuid4(), "max_characters": MAX_CHARACTERS}
    return _with_policy(render(request, "portal/home.html", context))


class PlainPage(View):
    """``/tro-ly/``: the conversation as a plain form; POST, redirect, page.

    The words of a message are gone from the server once it is answered. To show a person their
    own question above the answer, it travels in a cookie of theirs that lives for one page.
    """

    http_method_names = ["get", "head", "post"]

    async def get(self, request: HttpRequest) -> HttpResponse:
        """Show the conversation that the cookie opens."""
        session = request.COOKIES.get(SESSION_COOKIE)
        response = await self._page(request, session, just_asked=_just_asked(request))
        response.delete_cookie(JUST_ASKED_COOKIE, path=request.path)
        return response

    async def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take one message, or leave the conversation."""
        if "leave" in request.POST:
            response = HttpResponseRedirect(request.path)
            response.delete_cookie(SESSION_COOKIE, path=request.path)
            return response
        sent = _read(request)
        try:
            taken = await _take(sent, str(request.META.get("REMOTE_ADDR", "")))
        except MessageRefused as exc:
            status = _STATUSES.get(exc.code, HTTPStatus.BAD_REQUEST)
            problem = sentences().say(f"api_{exc.code}")
            return await self._page(request, sent.session, status, problem=problem, draft=sent)
        except StillWorking:
            status, notice = HTTPStatus.SERVICE_UNAVAILABLE, sentences().say("api_still_working")
            return await self._page(request, sent.session, status, pending=sent, problem=notice)
        response = HttpResponseRedirect(f"{reverse('plain')}#tra-loi")
        _set_cookie(request, response, SESSION_COOKIE, taken.session)
        asked = signing.dumps(sent.text[:_JUST_ASKED_CHARACTERS], salt=_JUST_ASKED_SALT)
        _set_cookie(request, response, JUST_ASKED_COOKIE, asked)
        return response

    async def _page(
        self,
        request: HttpRequest,
        session: str | None,
        status: HTTPStatus = HTTPStatus.OK,
        **shown: Any,
    ) -> HttpResponse:
        exchanges: Sequence[service.Exchange] = ()
        if session:
            try:
                exchanges = await sync_to_async(service.transcript)(session)
            except UnknownSession:
                session = None
        answered = [e for e in exchanges if e.replies]
        context = {
            "session": session or "",
            "form_id": uuid.uuid4(),
            "latest": answered[-1] if answered else None,
            "earlier": answered[-2::-1],
            "starters": () if answered else STARTERS,
            "max_characters": MAX_CHARACTERS,
            "urgent": (Outcome.EMERGENCY, Outcome.SAFETY_ADVICE),
            "factual": (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL),
            **shown,
        }
        if "just_asked" in shown:
            context["just_asked"] = _as_seen(shown["just_asked"], answered)
        return _with_policy(render(request, "portal/plain.html", context, status=status))


async def _take(sent: _Sent, remote: str) -> service.Taken:
    try:
        return await service.take(sent.session, sent.message_id, sent.text, remote)
    except UnknownSession:  # the conversation is gone: begin another with this message
        return await service.take(None, sent.message_id, sent.text, remote)


def _read(request: HttpRequest) -> _Sent:
    try:
        form_id = uuid.UUID(request.POST.get("form_id", ""))
    except ValueError:  # a form made by somebody else: nothing to recognise it by
        form_id = uuid.uuid4()
    return _Sent(request.POST.get("session") or None, form_id, request.POST.get("text", ""))


def _just_asked(request: HttpRequest) -> str:
    try:
        text = signing.loads(
            request.COOKIES.get(JUST_ASKED_COOKIE, ""),
            salt=_JUST_ASKED_SALT,
            max_age=_JUST_ASKED_SECONDS,
        )
    except signing.BadSignature:
        return ""
    return str(text)


def _as_seen(text: str, answered: Sequence[service.Exchange]) -> str:
    """Give the title of the button that was pressed, or the words as typed."""
    titles = {b.payload: b.title for e in answered for r in e.replies for b in r.buttons}
    return titles.get(text, text)


def _set_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        path=reverse("plain"),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


plain: Callable[..., Any] = never_cache(PlainPage.as_view())  # it shows one conversation

urlpatterns = [
    path("", home, name="home"),
    path("tro-ly/", plain, name="plain"),
]
