"""The pages between the password and the staff site, and the page of one's own second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from complaints.seal import SealBroken
from portal.signin import audit, browsers, codes, factor, lockout, sessions
from portal.signin.forms import CodeForm, ProofForm, RecoveryForm
from portal.signin.lockout import LockedOut
from portal.signin.models import Kind, SecondFactor

_WRONG = (
    "Mã không đúng hoặc đã dùng rồi. Chờ ứng dụng hiện mã mới rồi nhập lại; nếu vẫn không được, "
    "xem lại ngày giờ trên điện thoại."
)
_WRONG_RECOVERY = "Mã dự phòng không đúng hoặc đã dùng rồi."
_UNREADABLE = (
    "Không mở được khoá xác thực đã lưu của tài khoản này. Nhờ người quản trị đặt lại lớp xác thực "
    "thứ hai."
)


class DoorPage(View):
    """A page for who has given a password."""

    http_method_names = ["get", "head", "post"]

    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send on whoever has nothing to do here."""
        if not settings.SIGN_IN_SECOND_FACTOR:
            return redirect("wagtailadmin_home")
        self.factor = factor.factor_of(request.user)
        self.verified = sessions.is_verified(request, request.user)
        return self.elsewhere() or super().dispatch(request, *args, **kwargs)

    def elsewhere(self) -> HttpResponse | None:
        """Give where to go instead."""
        raise NotImplementedError

    def page(self, template: str, form: forms.Form, **shown: Any) -> HttpResponse:
        """Render a page that leads on to what was wanted."""
        return render(self.request, template, {"form": form, "next": _next(self.request), **shown})


class CodePage(DoorPage):
    """Takes a code of the telephone."""

    form: type[forms.Form] = CodeForm
    template = "signin/code.html"
    use: Callable[..., SecondFactor] = staticmethod(factor.use_code)
    wrong = _WRONG

    def elsewhere(self) -> HttpResponse | None:
        """Who has no factor enrols one; who gave a code, in another tab perhaps, is through."""
        if self.factor is None:
            return redirect(f"{reverse('signin:enrol')}?{_query(self.request)}")
        return redirect(_next(self.request)) if self.verified else None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code."""
        return self.page(self.template, self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the code."""
        form = self.form(request.POST)
        found = _proved(request, form, self.use, self.wrong)
        if found is None:
            return self.page(self.template, form)
        return _let_in(request, found, redirect(_next(request)))


class RecoveryPage(CodePage):
    """Takes a code from the paper."""

    form = RecoveryForm
    template = "signin/recovery.html"
    use = staticmethod(factor.use_recovery_code)
    wrong = _WRONG_RECOVERY

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the code, say how many are left."""
        response = super().post(request)
        if sessions.is_verified(request, request.user) and self.factor:
            left = self.factor.codes.count()
            messages.warning(
                request,
                f"Đã dùng một mã dự phòng, còn {left} mã. Nếu mất điện thoại, anh/chị đăng ký điện "
                "thoại khác ở Tài khoản, mục Lớp xác thực thứ hai.",
            )
        return response


class EnrolPage(DoorPage):
    """Shows a secret to a telephone, and takes the code that proves that it knows it."""

    def elsewhere(self) -> HttpResponse | None:
        """Who has a factor enrols no other without proof."""
        if self.factor is None or (self.verified and sessions.may_replace(self.request)):
            return None
        if self.verified:
            return redirect("signin:own")
        return redirect(f"{reverse('signin:code')}?{_query(self.request)}")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the secret; the same one while it is fresh, so that two tabs show one."""
        secret = sessions.pending_secret(request) or sessions.begin_pending(request)
        return self._shown(CodeForm(), secret)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the first code; then show the recovery codes, once."""
        form = CodeForm(request.POST)
        secret = sessions.pending_secret(request)
        if secret is None:
            form.add_error(None, "Mã QR đã quá 15 phút. Đây là mã mới: mời anh/chị quét lại.")
            return self._shown(form, sessions.begin_pending(request))
        step = _first_step(form, secret)
        if step is None:
            return self._shown(form, secret)
        try:
            made, fresh = factor.enrol(
                request.user,
                secret,
                step,
                address=audit.address_of(request),
                replace=self.factor is not None,
            )
        except factor.FactorExists:
            messages.error(request, "Tài khoản vừa được đăng ký ở nơi khác. Mời nhập mã.")
            return redirect(f"{reverse('signin:code')}?{_query(request)}")
        return _let_in(request, made, self.page("signin/recovery_codes.html", form, codes=fresh))

    def _shown(self, form: forms.Form, secret: bytes) -> HttpResponse:
        address = codes.address_for(secret, self.request.user.get_username())
        return self.page(
            "signin/enrol.html",
            form,
            secret=codes.as_text(secret),
            address=address,
            qr=_qr(address),
            replacing=self.factor is not None,
        )


class OwnPage(DoorPage):
    """One's own second factor: since when, how many recovery codes; renewing and replacing."""

    def elsewhere(self) -> HttpResponse | None:
        """Nobody: the door lets only those in who gave their factor."""
        return None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what there is."""
        return self._shown(ProofForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Renew the recovery codes or begin with another telephone, after a fresh code."""
        form = ProofForm(request.POST)
        if _proved(request, form, _use_either, _WRONG) is None:
            return self._shown(form)
        if "replace" in request.POST:
            sessions.let_replace(request)
            return redirect("signin:enrol")
        fresh = factor.renew_recovery_codes(request.user, audit.address_of(request))
        return self.page("signin/recovery_codes.html", form, codes=fresh)

    def _shown(self, form: forms.Form) -> HttpResponse:
        left = self.factor.codes.count() if self.factor else 0
        return self.page("signin/own.html", form, factor=self.factor, left=left)


def _proved(
    request: HttpRequest, form: forms.Form, use: Callable[..., SecondFactor], wrong: str
) -> SecondFactor | None:
    """Take the code of a form; put into the form why it is not taken."""
    if not form.is_valid():
        return None
    user: Any = request.user
    attempt = lockout.attempt(request, user.get_username(), user.pk)
    try:
        return use(user, form.cleaned_data["code"], attempt)
    except LockedOut as locked:
        form.add_error(None, locked.sentence)
    except factor.CodeWrong:
        form.add_error("code", wrong)
    except SealBroken:
        form.add_error(None, _UNREADABLE)
    return None


def _use_either(user: Any, code: str, attempt: lockout.Attempt) -> SecondFactor:
    use = factor.use_code if len(code) == codes.DIGITS else factor.use_recovery_code
    return use(user, code, attempt)


def _first_step(form: forms.Form, secret: bytes) -> int | None:
    if not form.is_valid():
        return None
    step = codes.matching_step(secret, form.cleaned_data["code"], timezone.now().timestamp())
    if step is None:
        form.add_error("code", _WRONG)
    return step


def _let_in(request: HttpRequest, found: SecondFactor, response: HttpResponse) -> HttpResponse:
    """Note that the sign-in is complete, in the session, the record and the browser."""
    user: Any = request.user
    if not sessions.is_verified(request, user):
        lockout.attempt(request, user.get_username(), user.pk).record(Kind.SIGNED_IN)
    sessions.verify(request, found)
    browsers.remember(request, response, user.pk)
    return response


def _qr(address: str) -> SafeString:
    """Draw a QR code as SVG, here: no other service sees the secret."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(border=4, light="#fff", dark="#000", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - numbers and colours of our own


def _next(request: HttpRequest) -> str:
    """Give where to go on to: an address of this host, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("wagtailadmin_home")


def _query(request: HttpRequest) -> str:
    return urlencode({"next": _next(request)})


urlpatterns = [
    path("ma/", CodePage.as_view(), name="code"),
    path("ma-du-phong/", RecoveryPage.as_view(), name="recovery"),
    path("dang-ky/", EnrolPage.as_view(), name="enrol"),
    path("cua-toi/", OwnPage.as_view(), name="own"),
]
