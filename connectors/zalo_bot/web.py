"""Where Zalo delivers what was written to the bot."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors import limits
from connectors.http import remote
from connectors.zalo_bot import news


@csrf_exempt  # no cookie is read: the secret in the header is the only credential
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Take one message in; the answer is planned, and sent by the worker."""
    bot, address = settings.ENVIRONMENT.zalo_bot, remote(request)
    if limits.strangers.are_shut_out(address):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
    if not bot.configured or not news.is_genuine(bot, request.headers):
        limits.strangers.sent_wrong(address)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    limits.strangers.sent_right(address)
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    found = news.read_news(document)
    if found is not None:
        news.take(found)
    return HttpResponse(status=HTTPStatus.OK)


urlpatterns = [path("channels/zalo-bot/webhook", webhook, name="zalo_bot_webhook")]
