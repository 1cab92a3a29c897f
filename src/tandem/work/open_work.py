"""What is open with a customer, the next step first."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.customers.models import Customer

from .models import NextStep
from .steps_told import OpenStep, open_steps, told

MOST = 12


def open_work_of(customer: Customer, actor: Actor, *, most: int = MOST) -> list[OpenStep]:
    """Requests, hand-offs, to-dos and appointments of a customer whom the viewer sees; one statement."""
    return open_steps(_rows(customer.pk, actor, most=most))


@prepared
def _rows(customer_id: int, actor: Actor, *, most: int) -> QuerySet[NextStep]:
    rows = told(NextStep.objects.filter(customer=customer_id), actor)
    return rows.order_by("due_at", "weight", "pk")[:most]
