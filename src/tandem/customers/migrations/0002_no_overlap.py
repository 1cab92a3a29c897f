"""One tandem per customer on any day; lists by name in the same order on both databases."""

from django.db import migrations

from tandem.core.operations import binary_order, no_overlap


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        no_overlap("customers_assignment", ["customer_id"]),
        binary_order("customers_customer", ["name_key"]),
    ]
