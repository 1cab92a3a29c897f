"""The customer that an address names."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.http import one_or_404
from tandem.core.prepared import prepared

from .models import Customer
from .queries import visible_customers


def customer_or_404(number: str, actor: Actor) -> Customer:
    """The customer of this number with its team, where the viewer may see it; Http404 else."""
    return one_or_404(_numbered(number, actor))


@prepared
def _numbered(number: str, actor: Actor) -> QuerySet[Customer]:
    return visible_customers(actor).filter(number=number).select_related("team")
