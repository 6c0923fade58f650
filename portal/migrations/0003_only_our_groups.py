"""Wagtail brings two groups of its own, for pages, which this project has not: roles only."""

from typing import Any

from django.db import migrations

_OF_WAGTAIL = ("Editors", "Moderators")


def drop(apps: Any, _schema: Any) -> None:
    """Take them away where nobody is in them."""
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=_OF_WAGTAIL, user__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_first_task_marks"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
