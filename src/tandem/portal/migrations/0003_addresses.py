"""Accesses and links keep the address they were given to: so far the one that the contact has."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """The contact's address of today."""
    contact = apps.get_model("customers", "Contact")
    address = contact.objects.filter(pk=OuterRef("contact")).values("email")[:1]
    for name in ("Access", "Link"):
        apps.get_model("portal", name).objects.update(email=Subquery(address))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("portal", "0002_quotes"), ("customers", "0014_group_order")]
    operations: ClassVar = [
        migrations.AddField("Access", "email", models.EmailField(default="", max_length=254)),
        migrations.AddField("Link", "email", models.EmailField(default="", max_length=254)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
