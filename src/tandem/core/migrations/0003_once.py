"""Keys of forms that have been carried out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_search_index")]

    operations = [
        migrations.CreateModel(
            name="Once",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("at", models.DateTimeField()),
                ("object_id", models.BigIntegerField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["at"], name="core_once_at")]},
        ),
    ]
