"""The portal as an ASGI application: ``uvicorn portal.asgi:application``."""

from __future__ import annotations

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django = get_asgi_application()

from portal.bare import Application, with_bare_views  # noqa: E402 - needs the settings

application = with_bare_views(cast(Application, django))
