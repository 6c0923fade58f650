"""The portal as an ASGI application: ``uvicorn portal.asgi:application``."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django = get_asgi_application()

from portal.bare import with_bare_views  # noqa: E402 - reads the settings

application = with_bare_views(django)
