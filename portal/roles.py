"""The four roles of staff, as groups: what is missing in them is added, nothing is taken away."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from wagtail.snippets.models import create_extra_permissions

EDITOR = "Biên tập"
REVIEWER = "Duyệt"
SUPERVISOR = "Giám sát"
ADMINISTRATOR = "Quản trị"

_CURATED = ("procedure", "rule", "guide", "legaldocument", "office", "lexiconentry")
_READ = ("knowledge_base.view_review", "knowledge_base.view_releaseevent")
_DOOR = ("wagtailadmin.access_admin",)
_ASKED = ("insight.view_turnday", "connectors.view_turnlog", "connectors.view_unansweredquestion")
"""What people ask and how it is answered: figures, the log of turns, questions left open."""
_KEPT_RIGHT = (
    "connectors.change_unansweredquestion",
    "insight.view_legaltask",
    "insight.change_legaltask",
    "insight.view_recall",
    "insight.add_recall",
)
"""What editors and reviewers act on: questions left open, changes of the law, corrections."""
_PEOPLE_WAITING = ("connectors.view_handoverrequest", "connectors.change_handoverrequest")


_APPS = (
    "auth", "knowledge_base", "complaints", "connectors", "insight", "signin", "wagtailadmin",
)  # fmt: skip


def _each(*actions: str) -> tuple[str, ...]:
    return tuple(f"knowledge_base.{action}_{model}" for model in _CURATED for action in actions)


ROLES: dict[str, tuple[str, ...]] = {
    EDITOR: (
        *_DOOR,
        *_READ,
        *_ASKED,
        *_KEPT_RIGHT,
        *_PEOPLE_WAITING,
        *_each("view", "add", "change", "lock"),
    ),
    REVIEWER: (
        *_DOOR,
        *_READ,
        *_ASKED,
        *_KEPT_RIGHT,
        *_PEOPLE_WAITING,
        *_each("view", "change", "publish", "lock", "unlock"),
        "knowledge_base.override_gate",
        "knowledge_base.roll_back_release",
        "insight.send_recall",
    ),
    SUPERVISOR: (
        *_DOOR,
        *_PEOPLE_WAITING,
        "complaints.view_complaint",
        "complaints.list_complaint",
        "complaints.handle_complaint",
        "complaints.report_complaint",
    ),
    ADMINISTRATOR: (
        *_DOOR,
        *_READ,
        *_ASKED,
        *_PEOPLE_WAITING,
        *_each("view", "add", "change", "delete", "lock", "unlock"),
        "knowledge_base.roll_back_release",
        *(f"auth.{action}_user" for action in ("view", "add", "change", "delete")),
        "signin.view_signinevent",
        *(f"auth.{action}_group" for action in ("view", "add", "change", "delete")),
        *(
            f"complaints.{action}_{model}"
            for model in ("unit", "staffmember")
            for action in ("view", "add", "change", "delete")
        ),
    ),
}
"""What each role may do. Nobody publishes alone, whatever their role: see
``knowledge_base.publishing.guard``. Whom a complaint is kept from is decided in
``complaints.recusal``, not here."""


def keep_roles(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Make the groups and add what they lack; called after each migration.

    Permissions of apps later in the list are made here: the signal reaches this app first.
    """
    for label in _APPS:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"), verbosity=0, using=using)
    for role, names in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=role)
        wanted = Q(pk__in=[])
        for name in names:
            app, codename = name.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.add(*Permission.objects.using(using).filter(wanted))
