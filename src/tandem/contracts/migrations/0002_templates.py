"""What every house starts with: a framework agreement in German and in English, as a beginning."""

from django.db import migrations

GERMAN = [
    [
        "Gegenstand",
        "{company} liefert an {customer} Waren und Leistungen zu den Preisen und Bedingungen, die in Angeboten und "
        "Auftragsbestätigungen vereinbart werden.",
    ],
    ["Ansprechpartner", "Für {customer} sind {inside} (Innendienst) und {field} (Außendienst) gemeinsam da."],
    [
        "Laufzeit und Kündigung",
        "Der Vertrag beginnt am {starts_on} und läuft bis {ends_on}. Er kann mit einer Frist von {notice_days} Tagen "
        "zum Ende der Laufzeit gekündigt werden.",
    ],
    ["Schlussbestimmungen", "Änderungen brauchen die Textform. Ist eine Bestimmung unwirksam, gelten die übrigen."],
]
ENGLISH = [
    [
        "Subject",
        "{company} supplies {customer} with goods and services at the prices and terms agreed in quotes and order "
        "confirmations.",
    ],
    ["Contacts", "{inside} (inside sales) and {field} (field sales) look after {customer} together."],
    [
        "Term and notice",
        "The contract begins on {starts_on} and runs until {ends_on}. Notice of {notice_days} days can be given to the "
        "end of the term.",
    ],
    ["Final provisions", "Changes need text form. If a provision is void, the others remain in force."],
]


def write_templates(apps, schema_editor):
    template = apps.get_model("contracts", "ContractTemplate")
    usual = {"months": 12, "notice_days": 90, "renewal_months": 12}
    template.objects.create(name="Rahmenvertrag", language="de", title="Rahmenvertrag", clauses=GERMAN, **usual)
    template.objects.create(
        name="Framework agreement", language="en", title="Framework agreement", clauses=ENGLISH, **usual
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunPython(write_templates, migrations.RunPython.noop)]
