"""Existing rows get their last status, administrators become the inbox, history its triggers."""

from django.conf import settings
from django.db import migrations

TABLES = ("complaints_statusentry", "complaints_complaintopening", "complaints_assignment")

_STATEMENTS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS {table}_append_only",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION complaints_append_only()",
    ),
}


def fill(apps, _schema_editor):
    entries = apps.get_model("complaints", "StatusEntry")._base_manager
    for row in apps.get_model("complaints", "Complaint")._base_manager.all():
        last = entries.filter(complaint=row).order_by("at", "pk").last()
        if last is not None:
            row.status, row.status_at = last.status, last.at
            row.save(update_fields=["status", "status_at"])
    users = list(apps.get_model(settings.AUTH_USER_MODEL)._base_manager.filter(is_superuser=True))
    if users:
        unit = apps.get_model("complaints", "Unit")._base_manager.create(
            name="Đầu mối tiếp nhận phản ánh"
        )
        for user in users:
            apps.get_model("complaints", "StaffMember")._base_manager.create(
                user=user, full_name=user.username, unit=unit, role="inbox"
            )


def guard(_apps, schema_editor):
    for table in TABLES:
        for statement in _STATEMENTS[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_people_and_handling")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
