"""Django app: what conversations show, and what follows from it."""

from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures, unanswered questions, changes of the law, recalls."""

    name = "insight"
    verbose_name = "Theo dõi và cải thiện"
