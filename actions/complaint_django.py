"""Sets Django up where nothing has: rasa-sdk imports the modules below ``actions/`` by itself.

Imported before anything that imports a model.
"""

from __future__ import annotations

import os

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
