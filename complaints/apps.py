"""Django app: complaints."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints (phản ánh, kiến nghị) about the conduct of one-stop staff."""

    name = "complaints"
    verbose_name = "Phản ánh"
