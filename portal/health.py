"""``/healthz`` and ``/metrics``: for the supervisor, the load balancer and Prometheus."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import httpx
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.models import Heartbeat

_PATIENCE = httpx.Timeout(2.0)  # seconds


async def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether all four processes are ready: 200, or 503 with the ones that are not."""
    bot, actions, worker = await asyncio.gather(
        _answers(f"{settings.ENVIRONMENT.bot_url}/"),
        _answers(f"{settings.ENVIRONMENT.actions_url}/health"),
        _worker_lives(),
    )
    ready = {"portal": True, "bot": bot, "actions": actions, "worker": worker}
    status = HTTPStatus.OK if all(ready.values()) else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ready": all(ready.values()), "processes": ready}, status=status)


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the counters in Prometheus' format."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as http:
            return (await http.get(url)).status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False


async def _worker_lives() -> bool:
    try:
        return await sync_to_async(Heartbeat.is_fresh)("worker")
    except DatabaseError:
        return False


urlpatterns = [path("healthz", healthz), path("metrics", metrics)]
