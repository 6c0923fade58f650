"""Each record of an erasure follows another one; on SQLite the table, made anew, wants its trigger."""

from importlib import import_module

from django.db import migrations, models

guard = import_module("complaints.migrations.0008_erasure").guard


def guard_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0008_erasure")]
    operations = [
        migrations.AlterField(
            model_name="erasurerecord",
            name="previous",
            field=models.CharField(blank=True, max_length=64, unique=True),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
