"""``/phan-anh/``: file, follow and answer by code, and take a petition home.

A code travels in the body of a POST only: addresses end up in histories and logs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from complaints import (
    citizen,
    drafts,
    evidence,
    filing,
    own_data,
    petition_drafts,
    petitions,
)
from complaints.citizen import NoSuchComplaint, NotPossible
from complaints.deadlines import Path
from complaints.evidence import MAX_FILES, Checked, EvidenceRefused, Refusal
from complaints.filing import FORM
from complaints.guessing import Seeker, TooManyGuesses
from complaints.models import BoxMessage, Status
from complaints.paths import WAYS
from complaints.petitions import Petition
from complaints.web import limits
from complaints.web.forms import CodeForm, ComplaintForm, PetitionForm
from complaints.web.limits import TooMuch
from complaints.web.uploads import MAX_REQUEST_BYTES, BoundedUpload
from contract.sentences import Sentences

_POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

PROBLEMS = {
    "empty": "Tin nhắn chưa có chữ nào.",
    "too_long": "Tin nhắn dài quá 4.000 ký tự.",
    "closed": "Phản ánh đã kết thúc nên không thêm được.",
    "too_many": "Đã có quá nhiều tin nhắn. Anh/chị chờ người xử lý trả lời.",
    "reopen": "Chỉ xin xem lại được trong 15 ngày từ ngày kết thúc.",
    "rating": "Chỉ chấm điểm một lần, sau khi phản ánh kết thúc.",
}
NOT_FOUND = "Không có phản ánh nào mang mã này. Anh/chị xem lại mã."
BUSY = (
    "Vừa có nhiều biểu mẫu hoặc tệp lớn được gửi từ đây. Anh/chị thử lại sau 15 phút; những gì đã "
    "gửi thành công vẫn còn."
)
TOO_MANY = "Vừa có nhiều mã không đúng được nhập từ đây. Anh/chị thử lại sau 15 phút."


def public(*methods: str) -> Callable[[Callable[[HttpRequest], HttpResponse]], Any]:
    """Bound uploads before the form is read, then check it came from our own page."""

    def wrap(view: Callable[[HttpRequest], HttpResponse]) -> Any:
        checked = csrf_protect(never_cache(require_http_methods(methods)(view)))

        @csrf_exempt
        def outer(request: HttpRequest) -> HttpResponse:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
            if size > MAX_REQUEST_BYTES:
                problem = {"problem": _refusal(Refusal.TOO_BIG)}
                return _page(request, "refused", problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if request.method == "POST":
                try:
                    limits.pass_or_refuse(_address(request), size)
                except TooMuch:
                    return _page(
                        request, "refused", {"problem": BUSY}, HTTPStatus.TOO_MANY_REQUESTS
                    )
            request.upload_handlers = [BoundedUpload(request)]
            response: HttpResponse = checked(request)
            response["Content-Security-Policy"] = _POLICY
            return response

        return outer

    return wrap


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, f"complaints/public/{name}.html", context, status=status)
    response["Content-Security-Policy"] = _POLICY
    return response


@cache
def _sentences() -> Sentences:
    return Sentences.from_domain(settings.DOMAIN_FILE)


def _consent() -> str:
    return _sentences().say("complaint_consent_form")


def _refusal(refusal: Refusal) -> str:
    return _sentences().say(f"file_{refusal.value}", limit=str(MAX_FILES))


@public("GET", "HEAD", "POST")
def complain(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/``: what it means, then the form; the code once it is filed."""
    consent, problem = _consent(), ""
    form = ComplaintForm(request.POST or None, initial={"form_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            files = _files(request)
            with transaction.atomic():
                filed = _file(form, consent, files)
            return _page(request, "filed", {"filed": filed})
        except EvidenceRefused as exc:
            problem = _refusal(exc.refusal)
    context = {
        "form": form,
        "consent": consent,
        "problem": problem,
        "ways": [(way, way.deadlines(timezone.localdate())) for way in WAYS],
        "today": timezone.localdate(),
        "kept_days": settings.ENVIRONMENT.complaint_kept_days,
    }
    failed = request.method == "POST"
    return _page(request, "complain", context, HTTPStatus.BAD_REQUEST if failed else HTTPStatus.OK)


def _file(form: ComplaintForm, consent: str, files: list[Checked]) -> filing.Filed:
    """File what the form says; the same form sent again gives the same complaint."""
    conversation = f"{FORM}{form.cleaned_data['form_id'].hex}"
    if drafts.start_once(conversation):
        for name, said in form.told().items():
            drafts.put(conversation, name, said)
    return filing.file(conversation, consent, files)


def _files(request: HttpRequest) -> list[Checked]:
    sent = [file for file in request.FILES.getlist("files") if file.size]
    if len(sent) > MAX_FILES:
        raise EvidenceRefused(Refusal.TOO_MANY)
    return [evidence.check(file.read()) for file in sent]


@public("GET", "HEAD", "POST")
def follow(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/tra-cuu/``: what became of it, and the box, for the holder of the code."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "code", {"form": form})
    code, seeker = form.cleaned_data["code"], Seeker(address=_address(request))
    problem = ""
    try:
        try:
            if request.POST.get("do") == "export":
                return _download(own_data.export(code, seeker))
            _act(request, code, seeker)
        except NotPossible as exc:
            problem = PROBLEMS[str(exc)]
        except EvidenceRefused as exc:
            problem = _refusal(exc.refusal)
        following = citizen.follow(code, seeker)
    except NoSuchComplaint:
        context = {"form": form, "problem": NOT_FOUND}
        return _page(request, "code", context, HTTPStatus.NOT_FOUND)
    except TooManyGuesses:
        context = {"form": form, "problem": TOO_MANY}
        return _page(request, "code", context, HTTPStatus.TOO_MANY_REQUESTS)
    context = {
        "code": code,
        "following": following,
        "status": Status(following.standing.status).label,
        "steps": [(Status(step.status).label, step) for step in following.steps],
        "box": [(BoxMessage.Kind(said.kind).label, said) for said in following.box],
        "problem": problem,
        "message_id": uuid.uuid4(),
        "scores": range(1, 6),
    }
    return _page(request, "following", context)


def _act(request: HttpRequest, code: str, seeker: Seeker) -> None:
    """Do what a button of the page asks for; none only looks."""
    match request.POST.get("do"):
        case "write":
            words = request.POST.get("words", "")
            citizen.write(code, seeker, words, _uuid(request.POST.get("message_id", "")))
        case "files":
            citizen.add_files(code, seeker, _files(request))
        case "reopen":
            citizen.reopen(code, seeker)
        case "erase" if request.POST.get("sure") == "on":
            own_data.erase(code, seeker)
        case "rate":
            score = request.POST.get("score", "")
            citizen.rate(code, seeker, int(score) if score in {"1", "2", "3", "4", "5"} else 0)


def _download(archive: bytes) -> HttpResponse:
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="phan-anh.zip"'
    return response


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as exc:
        raise NotPossible("empty") from exc


@public("GET", "HEAD", "POST")
def petition(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/don/``: a petition to be signed, as DOCX or PDF; nothing is kept.

    A link from the chat holds a key. It shows a button first, so that a preview that some program
    fetches of the link shows nothing; what was told is erased with the first file made from it.
    """
    key = request.POST.get("key", "") or request.GET.get("don", "")
    downloads = request.method == "POST" and request.POST.get("as") in {"docx", "pdf"}
    if not downloads:
        return _petition_begins(request, key)
    form = PetitionForm(request.POST)
    if not form.is_valid():
        return _page(request, "petition", {"form": form, "key": key}, HTTPStatus.BAD_REQUEST)
    petition_drafts.erase(key)
    data = form.cleaned_data
    asked = Petition(
        Path(data["path"]), data["to"], data["name"], data["address"], data["phone"],
        against=data["who"], office=data["office"], when=data["when"], what=data["what"],
        request=data["request"],
    )  # fmt: skip
    today = timezone.localdate()
    if request.POST["as"] == "pdf":
        response = HttpResponse(petitions.pdf_of(asked, today), content_type="application/pdf")
    else:
        response = HttpResponse(petitions.docx_of(asked, today), content_type=_DOCX)
    name = f"don-{asked.path.value.replace('_', '-')}.{request.POST['as']}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _petition_begins(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form: empty, or with what was told in the chat once the button was pressed."""
    asked = request.POST.get("do") if request.method == "POST" else None
    if asked == "erase":
        petition_drafts.erase(key)
        return _page(request, "petition", {"form": PetitionForm(), "told": "erased"})
    if asked != "fetch":
        wanted = request.GET.get("loai", "")
        form = PetitionForm(initial={"path": wanted} if wanted in list(Path) else {})
        return _page(
            request, "petition", {"form": form, "key": key, "told": "there" if key else ""}
        )
    told = petition_drafts.fetch(key)
    if told is None:
        return _page(request, "petition", {"form": PetitionForm(), "told": "gone"}, HTTPStatus.GONE)
    return _page(
        request, "petition", {"form": PetitionForm(initial=told), "key": key, "told": "fetched"}
    )


urlpatterns = [
    path("phan-anh/", complain, name="complain"),
    path("phan-anh/tra-cuu/", follow, name="follow_complaint"),
    path("phan-anh/don/", petition, name="petition"),
]
