"""The page of the staff site with what could not be sent: try again, or take it off the list.

It says when, on which channel and why; never what the message says, nor to whom it goes.
"""

from __future__ import annotations

from django.contrib import messages as told
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from connectors import outbox
from connectors.errors import Trouble
from connectors.models import Delivery

PERMISSION = "connectors.change_handoverrequest"
"""Who looks after people that wait for an answer."""

REASONS: dict[str, str] = {
    Trouble.BLOCKED: "người nhận đã chặn",
    Trouble.GONE: "tài khoản hoặc cuộc trò chuyện không còn",
    Trouble.WINDOW: "đã hết thời gian được phép gửi",
    Trouble.REFUSED: "kênh từ chối nội dung",
    Trouble.UNREADABLE: "không đọc được tin đã lưu",
    Trouble.NOT_CONFIGURED: "kênh chưa được cấu hình",
    Trouble.TOO_LONG_AGO: "đã chờ quá lâu",
    Trouble.LIMIT: "gửi quá nhanh so với giới hạn của kênh",
    Trouble.CREDENTIALS: "khóa truy cập của kênh không dùng được",
    Trouble.NETWORK: "không kết nối được tới kênh",
    Trouble.VENDOR: "máy chủ của kênh bị lỗi",
}
"""Why a message was not sent, as staff read it."""

_PAGE = 50  # rows
_CHOICES = {
    "retry": (outbox.retry, "Tin sẽ được gửi lại ngay."),
    "dismiss": (outbox.dismiss, "Tin đã được bỏ khỏi danh sách."),
}
_GONE = "Tin này không còn trong danh sách: có người vừa xử lý."


@require_http_methods(["GET", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def unsent(request: HttpRequest) -> HttpResponse:
    """List what the outbox gave up, the oldest first; take one decision about one of them."""
    given_up = Delivery.objects.filter(status=Delivery.Status.GAVE_UP).order_by("created_at")
    if request.method == "POST":
        wanted, choice = request.POST.get("delivery", ""), request.POST.get("choice", "")
        known = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
        delivery = given_up.filter(pk=int(wanted)).first() if known else None
        if choice in _CHOICES:
            act, sentence = _CHOICES[choice]
            done = delivery is not None and act(delivery)
            (told.success if done else told.warning)(request, sentence if done else _GONE)
        return HttpResponseRedirect(reverse("unsent"))
    page = Paginator(given_up, _PAGE).get_page(request.GET.get("p"))
    rows = [(delivery, REASONS.get(delivery.trouble, "không rõ")) for delivery in page]
    return render(request, "connectors/staff/unsent.html", {"page": page, "rows": rows})


urlpatterns = [path("unsent/", unsent, name="unsent")]
