"""Visits that were reported after the night in which they were found to be over: nothing of them is due."""

from django.db import migrations


def settle(apps, schema_editor):
    reported = apps.get_model("work", "VisitReport").objects.filter(appointment__report_due_at__isnull=False)
    keys = list(reported.values_list("appointment", flat=True))
    for at in range(0, len(keys), 500):
        some = keys[at : at + 500]
        apps.get_model("work", "Appointment").objects.filter(pk__in=some).update(report_due_at=None)
        apps.get_model("work", "NextStep").objects.filter(kind="appointment", object_id__in=some).delete()


class Migration(migrations.Migration):
    dependencies = [("work", "0005_fill_step_about")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
