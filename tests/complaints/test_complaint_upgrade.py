"""A database of an earlier release is brought to this one."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

FIRST = [("complaints", "0004_people_and_handling")]
THEN = [("complaints", "0005_first_inbox_and_triggers")]


@pytest.mark.django_db(transaction=True)
def test_administrators_of_an_earlier_release_become_the_inbox():
    executor = MigrationExecutor(connection)
    latest = [n for n in executor.loader.graph.leaf_nodes() if n[0] == "complaints"]
    before = executor.migrate(FIRST).apps
    users = before.get_model("auth", "User").objects
    users.create(username="quan-tri", is_superuser=True)
    users.create(username="bien-tap")
    try:
        after = MigrationExecutor(connection).migrate(THEN).apps
        people = after.get_model("complaints", "StaffMember")._base_manager
        assert list(people.values_list("full_name", "role")) == [("quan-tri", "inbox")]
    finally:
        people.all().delete()
        users.all().delete()
        MigrationExecutor(connection).migrate(latest)
