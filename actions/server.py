"""The action server: ``python -m actions.server``, on loopback only."""

from __future__ import annotations

import gc
import logging
import os
from urllib.parse import urlsplit

import django
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic, json
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
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
    app.error_handler = SilentHandler()
    gc.collect()
    gc.freeze()  # what is loaded stays: no need to look through it for garbage again and again
    return app


class SilentHandler(ErrorHandler):
    """Answers a broken request without quoting it; rasa-sdk's own handler sends it back whole."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        """Say only what kind of error it was."""
        logger.error("actions.bad_request error=%s", type(exception).__name__)
        status = exception.status_code if isinstance(exception, SanicException) else 500
        return json({"error": type(exception).__name__}, status=status)


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
