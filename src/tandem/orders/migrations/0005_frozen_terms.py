"""Class and cost that a confirmed order keeps. Of past orders those of today are kept: nothing older is known."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def freeze(apps, schema_editor):
    """As `orders.freezing` does for each new one."""
    confirmations, lines = apps.get_model("orders", "OrderConfirmation"), apps.get_model("orders", "OrderLine")
    graded = confirmations.objects.filter(pk=OuterRef("pk")).values("order__customer__customer_class")
    priced = lines.objects.filter(pk=OuterRef("pk"), product__currency=F("order__currency")).values("product__cost")
    confirmations.objects.update(customer_class=Subquery(graded))
    lines.objects.filter(order__confirmation__isnull=False).update(cost=Subquery(priced))


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0007_former_groups"),
        ("orders", "0004_invoices"),
    ]

    operations = [
        migrations.AddField(
            "orderconfirmation",
            "customer_class",
            models.CharField(blank=True, choices=[("A", "A"), ("B", "B"), ("C", "C")], default="", max_length=1),
            preserve_default=False,
        ),
        migrations.AddField(
            "orderline", "cost", models.BigIntegerField(editable=False, null=True, verbose_name="cost")
        ),
        migrations.RunPython(freeze, migrations.RunPython.noop, elidable=True),
    ]
