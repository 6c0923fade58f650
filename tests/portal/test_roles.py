"""The four roles: made by migrating, completed, never cut down."""

import pytest
from django.contrib.auth.models import Group, Permission

from portal.roles import ADMINISTRATOR, EDITOR, REVIEWER, ROLES, SUPERVISOR, keep_roles

pytestmark = pytest.mark.django_db


def may(role, permission):
    app, codename = permission.split(".")
    group = Group.objects.get(name=role)
    return group.permissions.filter(content_type__app_label=app, codename=codename).exists()


@pytest.mark.parametrize("role", ROLES)
def test_each_is_made_with_every_permission_it_names(role):
    assert [name for name in ROLES[role] if not may(role, name)] == []


def test_who_writes_may_not_publish_and_who_publishes_may_not_delete():
    assert may(EDITOR, "knowledge_base.change_procedure")
    assert not may(EDITOR, "knowledge_base.publish_procedure")
    assert may(REVIEWER, "knowledge_base.publish_procedure")
    assert not may(REVIEWER, "knowledge_base.delete_procedure")


def test_complaints_are_for_supervisors_alone():
    assert may(SUPERVISOR, "complaints.handle_complaint")
    for role in (EDITOR, REVIEWER, ADMINISTRATOR):
        assert not may(role, "complaints.view_complaint")


def test_what_is_missing_is_added_and_what_was_added_by_hand_stays():
    group = Group.objects.get(name=EDITOR)
    own = Permission.objects.get(
        content_type__app_label="knowledge_base", codename="delete_lexiconentry"
    )
    group.permissions.clear()
    group.permissions.add(own)
    keep_roles()
    assert may(EDITOR, "knowledge_base.add_procedure")
    assert may(EDITOR, "knowledge_base.delete_lexiconentry")


def test_there_are_no_groups_but_the_roles():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
