"""Appointments that are over, reports that are due, and what attendees have been told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("work", "0001_initial"),
    ]

    operations = [
        migrations.AddField("appointment", "over_at", models.DateTimeField(null=True)),
        migrations.AddField("appointment", "report_due_at", models.DateTimeField(null=True)),
        migrations.AddField("attendee", "told_sequence", models.IntegerField(default=-1)),
        migrations.AddField("attendee", "removed_at", models.DateTimeField(null=True)),
        migrations.AddIndex("appointment", models.Index(fields=["start", "id"], name="work_appointments_start")),
        migrations.AddIndex(
            "appointment",
            models.Index(
                fields=["end"],
                condition=models.Q(("cancelled_at", None), ("over_at", None)),
                name="work_appointments_ahead",
            ),
        ),
        migrations.AddIndex(
            "appointment",
            models.Index(
                fields=["report_due_at"],
                condition=models.Q(("report_due_at__isnull", False)),
                name="work_reports_due",
            ),
        ),
    ]
