"""The forms of signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from wagtail.admin.forms.auth import LoginForm

from portal.signin import codes, lockout
from portal.signin.lockout import LockedOut
from portal.signin.models import Kind


class SignInForm(LoginForm):
    """Name and password, refused for a while after too many failures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"

    def clean(self) -> dict[str, Any]:
        """Check the password, unless there were too many wrong ones.

        What failed meanwhile counts as well: many guesses at the same time are no way around.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return dict(super().clean())
        users: Any = get_user_model()._default_manager
        pk = users.filter(username=name).values_list("pk", flat=True).first()
        attempt = lockout.attempt(self.request, name, pk)
        try:
            attempt.refuse_if_locked(Kind.PASSWORD_FAILED)
            try:
                values = dict(super().clean())
            except forms.ValidationError as wrong:
                raise attempt.failed(Kind.PASSWORD_FAILED) or wrong from None
            attempt.refuse_if_locked(Kind.PASSWORD_FAILED)
        except LockedOut as locked:
            raise forms.ValidationError(locked.sentence, code="locked_out") from locked
        return values


def _field(label: str, **attributes: str) -> forms.CharField:
    always = {"autofocus": "", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=64, widget=forms.TextInput(attrs={**always, **attributes})
    )


class CodeForm(forms.Form):
    """Six digits of the telephone."""

    code = _field("Mã 6 chữ số", autocomplete="one-time-code", inputmode="numeric")

    def clean_code(self) -> str:
        """Read the digits as people type them."""
        try:
            return codes.read(self.cleaned_data["code"])
        except codes.CodeUnreadable as exc:
            raise forms.ValidationError(
                "Mã gồm đúng 6 chữ số, hiện trong ứng dụng xác thực trên điện thoại."
            ) from exc


class RecoveryForm(forms.Form):
    """A recovery code."""

    code = _field("Mã dự phòng", autocomplete="off")

    def clean_code(self) -> str:
        """Read the code as people type it."""
        try:
            return codes.read_recovery(self.cleaned_data["code"])
        except codes.CodeUnreadable as exc:
            raise forms.ValidationError(
                "Không đọc được mã này. Mã dự phòng gồm 13 chữ và số, như trên tờ đã in; "
                "anh/chị xem lại từng ký tự."
            ) from exc


class ProofForm(forms.Form):
    """A fresh code of either sort, before one's own factor is changed."""

    code = forms.CharField(
        label="Mã trên điện thoại, hoặc một mã dự phòng",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Read the code as people type it; six digits are the telephone's."""
        text = self.cleaned_data["code"]
        for read in (codes.read, codes.read_recovery):
            try:
                return read(text)
            except codes.CodeUnreadable:
                continue
        raise forms.ValidationError("Nhập 6 chữ số trên điện thoại, hoặc một mã dự phòng.")
