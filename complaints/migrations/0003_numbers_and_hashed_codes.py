"""Staff know a complaint by its number; its code is stored as a keyed hash only."""

from collections import Counter

from django.db import migrations, models
from django.utils import timezone

from complaints.codes import digest


def number(apps, _schema_editor):
    last = Counter()
    for row in apps.get_model("complaints", "Complaint").objects.order_by("filed_at", "pk"):
        year = timezone.localdate(row.filed_at).year
        last[year] += 1
        row.number, row.code_digest = f"PA-{year}-{last[year]:06d}", digest(row.code)
        row.save(update_fields=["number", "code_digest"])
    series = apps.get_model("complaints", "NumberSeries").objects
    for year, count in last.items():
        series.create(year=year, last=count)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_history_refuses_updates")]
    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="CodeMiss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["who", "at"], name="complaints__who_fcd1bf_idx")],
            },
        ),
        migrations.AddField("complaintdraft", "sealed_receipt", models.BinaryField(default=bytes)),
        migrations.AddField(
            "complaint",
            "number",
            models.CharField(editable=False, max_length=20, null=True, verbose_name="số"),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AlterField(
            "complaint",
            "number",
            models.CharField(editable=False, max_length=20, unique=True, verbose_name="số"),
        ),
        migrations.RemoveField("complaint", "code"),
    ]
