"""What is open with a customer, the next step first."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.customers.models import Customer

from .models import NextStep
from .steps_told import OpenStep, open_steps, told

MOST = 12


def open_work_of(customer: Customer, actor: Actor, *, most: int = MOST) -> list[OpenStep]:
    """Requests, hand-offs, to-dos and appointments of a customer whom the viewer sees; one statement."""
    rows = told(NextStep.objects.filter(customer=customer), actor)
    return open_steps(rows.order_by("due_at", "weight", "pk")[:most])
