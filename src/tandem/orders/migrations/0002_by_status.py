"""The list of orders sorts by status."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddIndex("order", models.Index(fields=["status", "id"], name="orders_by_status")),
    ]
