"""Rows of the portal itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

FRESH = timedelta(seconds=15)


class Heartbeat(models.Model):
    """When a process without a port was last seen alive."""

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "nhịp sống"
        verbose_name_plural = "nhịp sống"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        """Record that a process is alive now."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    @classmethod
    def is_fresh(cls, name: str) -> bool:
        """Tell whether a process was alive within ``FRESH``."""
        return cls.objects.filter(name=name, at__gte=timezone.now() - FRESH).exists()


class FirstTaskMark(models.Model):
    """What no other row tells of somebody's first task: a page was read, a task was put away.

    Attributes:
        name: see ``portal.first_tasks``.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="first_task_marks"
    )
    name = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "dấu của việc đầu tiên"
        verbose_name_plural = "dấu của việc đầu tiên"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_first_task_mark_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
