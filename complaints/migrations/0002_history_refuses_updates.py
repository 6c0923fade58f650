"""Triggers: history refuses updates even below the ORM.

Deleting is refused by the models only: emptying a test database is a plain DELETE.
"""

from django.db import migrations

TABLES = ("complaints_statusentry", "complaints_complaintopening")


def add(apps, schema_editor):
    for table in TABLES:
        for statement in _STATEMENTS[schema_editor.connection.vendor]["add"]:
            schema_editor.execute(statement.format(table=table))


def remove(apps, schema_editor):
    for table in TABLES:
        for statement in _STATEMENTS[schema_editor.connection.vendor]["remove"]:
            schema_editor.execute(statement.format(table=table))


_STATEMENTS = {
    "sqlite": {
        "add": [
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        ],
        "remove": ["DROP TRIGGER {table}_append_only"],
    },
    "postgresql": {
        "add": [
            "CREATE OR REPLACE FUNCTION complaints_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION complaints_append_only()",
        ],
        "remove": ["DROP TRIGGER {table}_append_only ON {table}"],
    },
}


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
