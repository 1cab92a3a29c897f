"""What search knows of one owner is found at once: a list asks row by row where a word is common."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_documents")]

    operations = [
        migrations.AddIndex("searchrow", models.Index(fields=["owner_id"], name="core_searchrow_owner")),
    ]
