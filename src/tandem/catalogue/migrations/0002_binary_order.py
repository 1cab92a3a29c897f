"""Lists by name in the same order on both databases."""

from django.db import migrations

from tandem.core.operations import binary_order


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [binary_order("catalogue_product", ["name_key"])]
