"""The pipeline that every company starts with; sales managers change it afterwards."""

from django.db import migrations

STAGES = (
    ("needs", "Bedarf klären", "Clarify the need", "needs", "field", 200_000, "contact", 21),
    ("solution", "Lösung auslegen", "Design the solution", "needs", "field", 400_000, "contact text", 21),
    ("quote", "Angebot", "Quote", "quote", "inside", 600_000, "contact value_cents", 14),
    ("negotiation", "Verhandlung", "Negotiation", "follow-up", "both", 750_000, "contact value_cents", 10),
)


def fill(apps, schema_editor):
    Pipeline, Stage = (apps.get_model("pipeline", name) for name in ("Pipeline", "Stage"))
    steps = dict(apps.get_model("tandems", "PlaybookStep").objects.values_list("key", "pk"))
    pipeline, _made = Pipeline.objects.get_or_create(
        key="sales", defaults={"name_de": "Verkauf", "name_en": "Sales", "position": 1}
    )
    for position, (key, de, en, step, lead, chance, required, days) in enumerate(STAGES, 1):
        values = {
            "pipeline": pipeline, "name_de": de, "name_en": en, "step_id": steps.get(step), "lead": lead,
            "chance_ppm": chance, "required": required, "stale_days": days, "position": position,
        }
        Stage.objects.get_or_create(key=f"sales-{key}", defaults=values)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial"), ("tandems", "0004_lists")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
