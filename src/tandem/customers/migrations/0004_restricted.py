"""Restricted customers are few: find them without looking at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_valid_number")]

    operations = [
        migrations.AddIndex(
            "customer",
            models.Index(condition=models.Q(("restricted", True)), fields=["id"], name="customers_restricted"),
        ),
    ]
