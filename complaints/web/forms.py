"""The forms of the public pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from complaints import codes, offices, when
from complaints.deadlines import Path
from complaints.drafts import Field
from complaints.filing import ANONYMOUS, NAMED
from complaints.handling import MAX_WORDS

IDENTITY = ((ANONYMOUS, "Ẩn danh"), (NAMED, "Ghi tên tôi"))


class ComplaintForm(forms.Form):
    """What a complaint consists of; everything but what happened may stay empty."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    anonymous = forms.ChoiceField(
        label="Ẩn danh hay ghi tên?", choices=IDENTITY, widget=forms.RadioSelect, initial=ANONYMOUS
    )
    what = forms.CharField(
        label="Chuyện đã xảy ra thế nào?",
        min_length=10,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Kể bằng lời của anh/chị.",
    )
    office_key = forms.ChoiceField(label="Ở đâu?", required=False)
    office = forms.CharField(
        label="Quầy nào, hoặc nơi khác",
        required=False,
        max_length=300,
        help_text="Ví dụ: quầy số 3. Không có trong danh sách thì ghi tên nơi đó; "
        "tên xã, phường trước tháng 7/2025 cũng được.",
    )
    when = forms.CharField(
        label="Khi nào?", required=False, max_length=200, help_text="Ví dụ: sáng nay, 12/11/2026."
    )
    who = forms.CharField(
        label="Ai?",
        required=False,
        max_length=300,
        help_text="Tên, số bàn hoặc dáng người. Không nhớ thì để trống.",
    )
    dossier_code = forms.CharField(label="Mã hồ sơ (nếu có)", required=False, max_length=100)
    contact = forms.CharField(
        label="Họ tên, số điện thoại hoặc email (chỉ khi ghi tên)", required=False, max_length=300
    )
    consent = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = self.fields["office_key"]
        if isinstance(listed, forms.ChoiceField):
            none = ("", "Không nhớ, hoặc không có trong danh sách")
            listed.choices = [none, *offices.choices()]

    def clean_when(self) -> str:
        """Refuse a day to come, or one that no calendar has.

        Raises:
            ValidationError: with the sentence.
        """
        said: str = self.cleaned_data["when"]
        try:
            when.parse(said, timezone.localdate())
        except when.FutureDay as exc:
            raise forms.ValidationError("Ngày này chưa đến. Anh/chị ghi lại ngày.") from exc
        except when.WhenRefused as exc:
            raise forms.ValidationError("Lịch không có ngày này.") from exc
        return said

    def told(self) -> dict[Field, str]:
        """Give what was told, by field; empty ones are left out."""
        data = {name: str(self.cleaned_data.get(name.value) or "").strip() for name in Field}
        if data[Field.ANONYMOUS] == ANONYMOUS:
            data[Field.CONTACT] = ""
        listed = dict(offices.choices()).get(data[Field.OFFICE_KEY], "")
        data[Field.OFFICE] = ", ".join(said for said in (listed, data[Field.OFFICE]) if said)
        return {name: said for name, said in data.items() if said}


class CodeForm(forms.Form):
    """The code, as it is typed."""

    code = forms.CharField(
        label="Mã phản ánh",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Read the code.

        Raises:
            ValidationError: it is none, or one symbol is wrong.
        """
        try:
            return codes.parse(self.cleaned_data["code"])
        except codes.CodeMistyped as exc:
            raise forms.ValidationError(
                "Mã này có một ký tự chưa đúng. Anh/chị xem lại từng nhóm."
            ) from exc
        except codes.CodeInvalid as exc:
            raise forms.ValidationError("Mã có 13 ký tự, dạng XXXX-XXXX-XXXX-X.") from exc


class PetitionForm(forms.Form):
    """What a petition says; lines that stay empty are written on by hand."""

    path = forms.ChoiceField(
        label="Loại đơn",
        choices=((Path.COMPLAINT.value, "Đơn khiếu nại"), (Path.DENUNCIATION.value, "Đơn tố cáo"),
                 (Path.FEEDBACK.value, "Đơn phản ánh, kiến nghị")),
    )  # fmt: skip
    to = forms.CharField(label="Kính gửi", required=False, max_length=300)
    name = forms.CharField(
        label="Họ tên (đơn tố cáo: để trống, viết tay sau)", required=False, max_length=200
    )
    address = forms.CharField(label="Địa chỉ", required=False, max_length=300)
    phone = forms.CharField(label="Điện thoại", required=False, max_length=60)
    who = forms.CharField(label="Người, cơ quan bị nêu", required=False, max_length=300)
    office = forms.CharField(label="Nơi làm việc", required=False, max_length=300)
    when = forms.CharField(label="Thời gian xảy ra", required=False, max_length=200)
    what = forms.CharField(
        label="Nội dung", max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )
    request = forms.CharField(
        label="Yêu cầu giải quyết",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].initial = Path.COMPLAINT.value
