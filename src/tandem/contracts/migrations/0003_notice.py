"""When notice came in, and whether the contract ends sooner by it than agreed."""

from django.db import migrations, models
from django.utils import timezone


def came_in(apps, schema_editor):
    termination = apps.get_model("contracts", "Termination")
    for row in termination.objects.all():
        row.received_on = timezone.localdate(row.at)
        row.save(update_fields=["received_on"])


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_templates")]

    operations = [
        migrations.AddField("termination", "early", models.BooleanField("sooner than agreed", default=False)),
        migrations.AddField("termination", "received_on", models.DateField("came in on", null=True)),
        migrations.RunPython(came_in, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("termination", "received_on", models.DateField("came in on")),
    ]
