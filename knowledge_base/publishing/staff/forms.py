"""Forms of publishing; what may be done is decided by the actions, not here."""

from __future__ import annotations

from django import forms

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SubmitForm(forms.Form):
    """Handing in a draft."""

    note = forms.CharField(
        label="Lời nhắn cho người duyệt",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đã sửa gì, theo văn bản nào.",
    )
    go_live_on = forms.DateField(
        label="Công bố từ ngày",
        required=False,
        widget=_DAY,
        help_text="Để trống: công bố ngay khi được duyệt. Quy định mới có hiệu lực ngày nào thì "
        "ghi ngày đó.",
    )
    take_off_on = forms.DateField(
        label="Ngày cuối còn công bố",
        required=False,
        widget=_DAY,
        help_text="Để trống: không hẹn ngày gỡ. Hết ngày này cả mục tự gỡ xuống.",
    )


class NoteForm(forms.Form):
    """Approving."""

    note = forms.CharField(
        label="Ý kiến (không bắt buộc)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(forms.Form):
    """Sending back."""

    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cần sửa gì.",
    )


class OverrideForm(forms.Form):
    """Publishing against the gate."""

    reason = forms.CharField(
        label="Lý do cho qua",
        min_length=15,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vì sao những câu trên trả lời khác đi là đúng. Lý do được lưu cùng tên anh/chị.",
    )
