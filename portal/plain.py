"""``/tro-ly/``: the conversation without JavaScript, each step a form; POST, redirect, page.

The words of a message are gone from the server once it is answered. To show a person their own
question above the answer, it travels in a cookie of theirs that lives for one page.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from complaints.web.views import public
from connectors import conversation_service as service
from connectors import feedback
from connectors.errors import MessageRefused, StillWorking, UnknownSession
from connectors.http import STATUSES, BadRequest, remote
from connectors.models import Feedback
from connectors.text import MAX_CHARACTERS
from connectors.web import opinion_in
from connectors.wording import sentences
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Reply
from portal.display import SIZES, THEMES, Display, display_of, keep
from portal.pages import STARTERS, with_policy

SESSION_COOKIE = "tro_ly"
JUST_ASKED_COOKIE = "tro_ly_vua_hoi"
_JUST_ASKED_SALT = "portal.just_asked"
_JUST_ASKED_CHARACTERS = 300  # enough to recognise one's own question; a cookie holds 4 kB
_JUST_ASKED_SECONDS = 120

_FACTUAL = (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL)
_RATED = (*_FACTUAL, Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE)
"""Endings that answer a question: one may say whether they helped; as in the widget."""


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


@dataclass(frozen=True, slots=True)
class _Shown:
    """One reply on the page.

    Attributes:
        reply: what is said.
        message_id: of the message it answers; empty where it came unasked.
        position: among the replies to that message.
        given: what the person thought of it before.
    """

    reply: Reply
    message_id: str
    position: int
    given: Feedback | None

    @property
    def may_be_rated(self) -> bool:
        """Tell whether the page asks if the reply helped."""
        return bool(self.message_id) and self.reply.meta.outcome in _RATED

    @property
    def thanks(self) -> str:
        """The sentence for the rating given, if one was."""
        return sentences().say(feedback.sentence_for(self.given)) if self.given else ""

    @property
    def has_checklist(self) -> bool:
        """Tell whether there is a list of papers to print."""
        return bool(self.message_id) and any(_papers(self.reply))

    @property
    def is_numbered(self) -> bool:
        """Tell whether the page numbers its buttons; a choice of procedures has its own numbers."""
        return self.reply.meta.slot is None and self.reply.meta.outcome is not Outcome.CLARIFY


class PlainPage(View):
    """The page; what a form asks for stands in ``do``, a message where nothing does."""

    http_method_names = ["get", "head", "post"]

    async def get(self, request: HttpRequest) -> HttpResponse:
        """Show the conversation that the cookie opens."""
        response = await _page(request, just_asked=_just_asked(request))
        response.delete_cookie(JUST_ASKED_COOKIE, path=request.path)
        return response

    async def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take one message, a rating or a choice of looks, or leave the conversation."""
        match request.POST.get("do"):
            case "leave":
                response = HttpResponseRedirect(request.path)
                response.delete_cookie(SESSION_COOKIE, path=request.path)
                return response
            case "display":
                response = HttpResponseRedirect(request.path)
                keep(request, response, Display.from_form(request.POST))
                return response
            case "rate":
                return await _rate(request)
        return await _message(request)


async def _message(request: HttpRequest) -> HttpResponseBase:
    sent = _read(request)
    try:
        taken = await _take(sent, remote(request))
    except MessageRefused as exc:
        return await _page(request, sent.session, **_refusal(exc.code), draft=sent)
    except StillWorking:
        return await _page(request, sent.session, **_refusal("still_working"), pending=sent)
    asked = signing.dumps(sent.text[:_JUST_ASKED_CHARACTERS], salt=_JUST_ASKED_SALT)
    return _answered(request, taken, asked)


async def _rate(request: HttpRequest) -> HttpResponseBase:
    form = {name: request.POST.get(name) for name in ("message_id", "rating", "reason", "note")}
    position = request.POST.get("position", "")
    try:
        opinion = opinion_in(
            {
                **form,
                "position": int(position) if position.isascii() and position.isdigit() else None,
                "question": request.POST.get("question"),
                "wants_news": "wants_news" in request.POST,
            }
        )
        conversation = await service.admitted(request.COOKIES.get(SESSION_COOKIE), remote(request))
        if conversation is None:
            raise UnknownSession
        await sync_to_async(feedback.record)(conversation, opinion)
    except BadRequest as exc:
        return await _page(request, **_refusal(exc.args[0]))
    except MessageRefused as exc:
        return await _page(request, **_refusal(exc.code))
    return HttpResponseRedirect(f"{request.path}#tra-loi")


@public("GET", "HEAD", "POST")
def plain_file(request: HttpRequest) -> HttpResponse:
    """``/tro-ly/tep/``: one file into what a form asks for; the same file again changes nothing."""
    file = request.FILES.get("file")
    if request.method != "POST" or not file:
        return HttpResponseRedirect(reverse("plain"))
    content = file.read()
    sent = _read(request, hashlib.sha256(content).hexdigest())
    take, page = async_to_sync(service.take_file), async_to_sync(_page)
    try:
        taken = take(sent.session, sent.message_id, content, remote(request))
    except MessageRefused as exc:
        return page(request, sent.session, **_refusal(exc.code))
    except StillWorking:
        return page(request, sent.session, **_refusal("still_working"))
    return _answered(request, taken)


@never_cache
@require_safe
def checklist(request: HttpRequest, message_id: uuid.UUID, position: int) -> HttpResponse:
    """``/tro-ly/danh-sach/…``: the papers of one reply alone, for the browser to print."""
    try:
        exchanges = service.transcript(request.COOKIES.get(SESSION_COOKIE, ""))
    except UnknownSession as exc:
        raise Http404 from exc
    replies = next((e.replies for e in exchanges if e.message_id == str(message_id)), ())
    papers = _papers(replies[position]) if position < len(replies) else []
    if not papers:
        raise Http404
    context = {"reply": replies[position], "papers": papers, "factual": _FACTUAL}
    return with_policy(render(request, "portal/checklist.html", context))


def _papers(reply: Reply) -> list[tuple[str, tuple[str, ...]]]:
    sections = reply.card.sections if reply.card else ()
    return [(s.title, s.items) for s in sections if s.facet is Facet.DOSSIER and s.items]


async def _page(
    request: HttpRequest,
    session: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    **shown: Any,
) -> HttpResponse:
    session = session or request.COOKIES.get(SESSION_COOKIE)
    exchanges: Sequence[tuple[_Shown, ...]] = ()
    if session:
        try:
            exchanges = await sync_to_async(_conversation)(session)
        except UnknownSession:
            session = None
    latest = exchanges[-1] if exchanges else ()
    labels = display_of(request).labels
    context = {
        "session": session or "",
        "form_id": uuid.uuid4(),
        "latest": latest,
        "last": latest[-1] if latest else None,
        "earlier": exchanges[-2::-1],
        "starters": () if latest else STARTERS,
        "max_characters": MAX_CHARACTERS,
        "urgent": (Outcome.EMERGENCY, Outcome.SAFETY_ADVICE),
        "factual": _FACTUAL,
        "reasons": [(reason.value, labels[reason.value]) for reason in Feedback.Reason],
        "sizes": SIZES,
        "themes": [(theme, labels[theme]) for theme in THEMES],
        "labels": labels,
        **shown,
    }
    if "just_asked" in shown:
        titles = {b.payload: b.title for e in exchanges for one in e for b in one.reply.buttons}
        asked = shown["just_asked"]
        context["just_asked"] = titles.get(asked, asked)
        context["question"] = "" if asked in titles else asked
    return with_policy(render(request, "portal/plain.html", context, status=status))


def _conversation(session: str) -> list[tuple[_Shown, ...]]:
    """Give what was answered so far, oldest first.

    Raises:
        UnknownSession: see ``conversation_service.conversation_of``.
    """
    given = feedback.given_in(service.conversation_of(session))
    return [
        tuple(
            _Shown(reply, said.message_id, place, given.get((said.message_id, place)))
            for place, reply in enumerate(said.replies)
        )
        for said in service.transcript(session)
        if said.replies
    ]


async def _take(sent: _Sent, address: str) -> service.Taken:
    try:
        return await service.take(sent.session, sent.message_id, sent.text, address)
    except UnknownSession:  # the conversation is gone: begin another with this message
        return await service.take(None, sent.message_id, sent.text, address)


def _read(request: HttpRequest, text: str | None = None) -> _Sent:
    try:
        form_id = uuid.UUID(request.POST.get("form_id", ""))
    except ValueError:  # a form made by somebody else: nothing to recognise it by
        form_id = uuid.uuid4()
    words = request.POST.get("text", "") if text is None else text
    return _Sent(request.POST.get("session") or None, form_id, words)


def _refusal(code: str) -> dict[str, Any]:
    return {"status": STATUSES[code], "problem": sentences().say(f"api_{code}")}


def _answered(request: HttpRequest, taken: service.Taken, asked: str = "") -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('plain')}#tra-loi")
    _set_cookie(request, response, SESSION_COOKIE, taken.session)
    if asked:
        _set_cookie(request, response, JUST_ASKED_COOKIE, asked)
    return response


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
    path("tro-ly/", plain, name="plain"),
    path("tro-ly/tep/", plain_file, name="plain_file"),
    path("tro-ly/danh-sach/<uuid:message_id>/<int:position>/", checklist, name="plain_checklist"),
]
