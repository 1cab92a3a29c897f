"""What invoices still owe, computed anew from their payments."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Invoice, Payment


def refresh_open(invoice_ids: Collection[int]) -> None:
    """Write `open_cents`; one statement. A payment that does not fit breaks the column's constraint."""
    paid = Payment.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    sums = Coalesce(Subquery(paid.annotate(found=Sum("amount_cents")).values("found")), 0)
    Invoice.objects.filter(pk__in=invoice_ids, cancellation=None).update(open_cents=F("gross_cents") - sums)
