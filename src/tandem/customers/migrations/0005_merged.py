"""Customers and contacts that have been merged into another one stay as a sign where their history went."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_restricted")]

    operations = [
        migrations.AddField(
            "customer",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            "contact",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="customers.contact",
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="customers_merged"
            ),
        ),
        migrations.AddIndex(
            "contact",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="customers_contact_merged",
            ),
        ),
        migrations.AlterField(
            "customer",
            "number",
            models.CharField(
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?!new$)[\\w.\\-+~]+$", "Letters, digits, dot, dash, plus and underscore only."
                    ),
                    django.core.validators.RegexValidator(
                        "^duplicates$", "This word is an address of its own.", inverse_match=True
                    ),
                ],
                verbose_name="customer number",
            ),
        ),
    ]
