"""The page of the staff site on which somebody links their own Zalo to get notices."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from connectors.zalo_bot import chats
from connectors.zalo_bot.models import BotChat


@require_http_methods(["GET", "POST"])
def zalo_notices(request: HttpRequest) -> HttpResponse:
    """Show whether a chat is linked; make a code, end the link, choose what is sent."""
    chat = BotChat.objects.filter(user=request.user.pk).first()
    code = ""
    if request.method == "POST":
        wish = request.POST.get("wish")
        if wish == "code":
            code = chats.new_code(request.user)  # shown once, so the page is not redirected
        else:
            _change(request, chat, wish)
            return HttpResponseRedirect(reverse("zalo_notices"))
    return render(
        request,
        "zalo_bot/notices.html",
        {
            "configured": settings.ENVIRONMENT.zalo_bot.configured,
            "chat": chat,
            "code": code,
            "minutes": int(chats.CODE_FOR.total_seconds() // 60),
        },
    )


def _change(request: HttpRequest, chat: BotChat | None, wish: str | None) -> None:
    if chat is None:
        return
    if wish == "unlink":
        chats.unlink(chat)
        told.success(request, "Đã ngừng gửi thông báo tới Zalo của anh/chị.")
    elif wish == "outages":
        wanted = "outages" in request.POST
        BotChat.objects.filter(pk=chat.pk).update(outages=wanted)
        told.success(request, "Đã lưu lựa chọn.")


urlpatterns = [path("zalo/", zalo_notices, name="zalo_notices")]
