from django.db import migrations

from tandem.core.operations import no_overlap


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_taxes_and_limits")]

    operations = [no_overlap("catalogue_taxrate", ["country", "tax_class"])]
