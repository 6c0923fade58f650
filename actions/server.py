"""The action server: ``python -m actions.server``, on loopback only."""

from __future__ import annotations

import logging
import os
from urllib.parse import urlsplit

import django
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic, json
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)


def build_app() -> Sanic:
    """Give the rasa-sdk application with the project's actions, warmed up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from actions.services import services

    services()  # load the release now, not in the first citizen's turn
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor)
    app.error_handler.add(Exception, _silent)
    return app


async def _silent(_request: Request, exc: Exception) -> HTTPResponse:
    """Answer a broken request without quoting it: rasa-sdk's own handler sends it back whole."""
    logger.error("actions.bad_request error=%s", type(exc).__name__)
    return json({"error": type(exc).__name__}, status=500)


def main() -> None:
    """Serve until told to stop."""
    app = build_app()
    from django.conf import settings

    address = urlsplit(settings.ENVIRONMENT.actions_url)
    app.run(
        host=address.hostname,
        port=address.port,
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
