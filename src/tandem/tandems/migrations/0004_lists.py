"""The lists that every company starts with; administration changes them afterwards."""

from django.db import migrations

STEPS = (
    ("contact", "Kontakt vorbereiten", "Prepare the contact", "inside", "Wen wir ansprechen, warum, und was wir schon wissen"),
    ("appointment", "Termin vereinbaren", "Make the appointment", "inside", "Ein Termin, der zu beiden Kalendern passt"),
    ("visit", "Besuch", "Visit", "field", "Das Gespräch beim Kunden"),
    ("needs", "Bedarf aufnehmen", "Record the needs", "field", "Was der Kunde braucht, bis wann, wer entscheidet"),
    ("quote", "Angebot", "Quote", "inside", "Ein Angebot oder ein Vergleich"),
    ("follow-up", "Nachfassen", "Follow up", "inside", "Eine Antwort des Kunden auf das Angebot"),
    ("order", "Auftrag", "Order", "both", "Der Auftrag, vom Schreibtisch oder vor Ort"),
    ("care", "Betreuung nach dem Kauf", "Care after the sale", "both", "Zufriedenheit, Ersatz, nächster Bedarf"),
)
KINDS = (
    ("quote", "Angebot", "Quote", 120, 240, 480),
    ("comparison", "Vergleich", "Comparison", 240, 480, 960),
    ("delivery", "Lieferung", "Delivery", 60, 120, 240),
    ("complaint", "Reklamation", "Complaint", 60, 60, 120),
    ("question", "Frage", "Question", 120, 240, 480),
    ("appointment", "Terminwunsch", "Appointment", 120, 240, 480),
)
PACES = (("A", 14, 60), ("B", 42, 120), ("C", 90, None))


def fill(apps, schema_editor):
    Step, Kind, Pace = (apps.get_model("tandems", name) for name in ("PlaybookStep", "RequestKind", "ClassPace"))
    for position, (key, de, en, lead, about) in enumerate(STEPS, 1):
        Step.objects.get_or_create(
            key=key, defaults={"name_de": de, "name_en": en, "lead": lead, "about": about, "position": position}
        )
    for position, (key, de, en, a, b, c) in enumerate(KINDS, 1):
        values = {"name_de": de, "name_en": en, "minutes_a": a, "minutes_b": b, "minutes_c": c, "position": position}
        Kind.objects.get_or_create(key=key, defaults=values)
    for name, calls, visits in PACES:
        Pace.objects.get_or_create(customer_class=name, defaults={"call_days": calls, "visit_days": visits})


class Migration(migrations.Migration):
    dependencies = [("tandems", "0003_playbook")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
