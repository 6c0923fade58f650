"""What every address of the chat API has in common: methods, origins, refusals, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from connectors.errors import MessageRefused, StillWorking, TooManyMessages
from connectors.metrics import REFUSALS
from connectors.models import ChannelName
from connectors.wording import sentences

View = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponseBase]]

STATUSES = {
    "invalid_json": HTTPStatus.BAD_REQUEST,
    "invalid_field": HTTPStatus.BAD_REQUEST,
    "empty_text": HTTPStatus.BAD_REQUEST,
    "unknown_session": HTTPStatus.NOT_FOUND,
    "unknown_reply": HTTPStatus.NOT_FOUND,
    "message_id_taken": HTTPStatus.CONFLICT,
    "method": HTTPStatus.METHOD_NOT_ALLOWED,
    "too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_too_big": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "still_working": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""HTTP status of each reason."""


class BadRequest(Exception):
    """The request is not what the contract says; ``args[0]`` is a key of ``STATUSES``."""


def endpoint(method: str) -> Callable[[View], View]:
    """Make an address of the API of a view: it takes one method, from allowed origins.

    The view raises ``BadRequest``, ``MessageRefused`` or ``StillWorking``; they become answers
    here. No cookie is read: the session token is the only credential, so no CSRF token is needed.
    """

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        async def outer(request: HttpRequest) -> HttpResponseBase:
            if request.method == "OPTIONS" and method != "GET":
                return _with_cors(request, HttpResponse(status=HTTPStatus.NO_CONTENT))
            if request.method != method:
                refusal = error("method")
                refusal["Allow"] = method if method == "GET" else f"{method}, OPTIONS"
                return refusal
            return _with_cors(request, await _answer(view, request))

        return outer

    return wrap


async def _answer(view: View, request: HttpRequest) -> HttpResponseBase:
    try:
        return await view(request)
    except BadRequest as exc:
        return error(exc.args[0])
    except TooManyMessages as exc:
        return _too_many(exc)
    except MessageRefused as exc:
        return error(exc.code)
    except StillWorking:
        response = error("still_working")
        response["Retry-After"] = "2"
        return response


def document_of(request: HttpRequest) -> dict[str, Any]:
    """Read the JSON object of a request.

    Raises:
        BadRequest: it is too long, no JSON, or no object.
    """
    try:
        body = request.body
    except RequestDataTooBig as exc:
        raise BadRequest("too_long") from exc
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise BadRequest("invalid_json") from exc
    if not isinstance(document, dict):
        raise BadRequest("invalid_field")
    return document


def said(document: dict[str, Any]) -> JsonResponse:
    """Answer with a JSON document, Vietnamese left as it is."""
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def error(code: str) -> HttpResponse:
    """Refuse with the sentence ``utter_api_<code>``."""
    REFUSALS.labels(ChannelName.WEB, code).inc()
    sentence = code if code.startswith("file_") else f"api_{code}"
    response = said({"error": {"code": code, "message": sentences().say(sentence)}})
    response.status_code = STATUSES[code]
    return response


def remote(request: HttpRequest) -> str:
    """Give the network address of the sender; it is counted, never stored."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _too_many(refusal: TooManyMessages) -> HttpResponse:
    """Ask politely to wait, once; then only the status and the time to wait are given."""
    response = error(refusal.code)
    if refusal.told:
        response = said({"error": {"code": refusal.code, "message": None}})
        response.status_code = STATUSES[refusal.code]
    response["Retry-After"] = str(refusal.seconds)
    return response


def _with_cors(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    origin = request.headers.get("Origin", "")
    if origin and origin in settings.ENVIRONMENT.cors_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST, GET, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type, Last-Event-ID"
        response["Access-Control-Expose-Headers"] = "Retry-After"
        response["Access-Control-Max-Age"] = "600"
    response["Vary"] = "Origin"
    return response
