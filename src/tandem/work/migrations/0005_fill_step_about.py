"""What open work springs from, in the rows of the one list that were there before."""

from django.db import migrations

MODELS = {"request": "Request", "handoff": "Handoff", "todo": "Todo", "appointment": "Appointment"}


def fill(apps, schema_editor):
    Step = apps.get_model("work", "NextStep")
    for kind, name in MODELS.items():
        pieces = apps.get_model("work", name).objects.filter(about_id__isnull=False)
        for key, about_kind, about_id in pieces.values_list("pk", "about_kind", "about_id").iterator():
            Step.objects.filter(kind=kind, object_id=key).update(about_kind=about_kind, about_id=about_id)


class Migration(migrations.Migration):
    dependencies = [("work", "0004_step_about")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
