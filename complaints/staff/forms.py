"""Forms of the staff site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from complaints.handling import MAX_WORDS
from complaints.models import CloseReason, StaffMember, Unit


class TriageForm(forms.Form):
    """Whom and which unit a complaint is about."""

    about = forms.ModelChoiceField(
        Unit.objects.all(), label="Đơn vị bị phản ánh", required=False, empty_label="Chưa rõ"
    )
    people = forms.ModelMultipleChoiceField(
        StaffMember.objects.select_related("unit"),
        label="Người bị phản ánh",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Người được chọn, cấp phó và người quản lý của họ sẽ không thấy phản ánh này.",
    )
    unknown = forms.BooleanField(
        label="Không xác định được ai",
        required=False,
        help_text="Cả đơn vị bị phản ánh sẽ không thấy; phản ánh chuyển lên đơn vị cấp trên.",
    )


class AssignForm(forms.Form):
    """Who gets it."""

    member = forms.TypedChoiceField(label="Giao cho", coerce=int)

    def __init__(self, candidates: Sequence[StaffMember], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.choices = [(member.pk, str(member)) for member in candidates]


class WordsForm(forms.Form):
    """A message to the complainant."""

    words = forms.CharField(
        label="Nội dung", max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 5})
    )


class CloseForm(forms.Form):
    """Why it is closed."""

    reason = forms.ChoiceField(
        label="Lý do kết thúc",
        choices=[c for c in CloseReason.choices if c[0] != CloseReason.WITHDRAWN],
    )
