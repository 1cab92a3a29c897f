"""A person is away once at a time; names sort the same on both databases."""

from django.db import migrations

from tandem.core.operations import binary_order, no_overlap


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        no_overlap("people_absence", ["employee_id"]),
        binary_order("people_employee", ["name_key"]),
    ]
