"""Where something was before its customer went into another one."""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.core.models import Event
from tandem.customers.models import Customer, Merge


def customer_before(row: models.Model, customer: Customer) -> Customer:
    """The customer that this row was written down for: who owned it then counts, not who owns the survivor."""
    first = _first_home(row, customer.pk)
    return customer if first == customer.pk else Customer.objects.get(pk=first)


def told_about(event: Event, kind: str) -> int:
    """The id that the event named when it was recorded, whatever it is told about by now."""
    subject = event.subjects.get(kind=kind)
    home: int = subject.object_id
    for step in _steps_to(_customers_of(event), subject):
        home = step["old"]
    return home


def _first_home(row: models.Model, customer_id: int) -> int:
    for step in _steps_to([customer_id], row, "customer_id"):
        customer_id = step["old"]
    return customer_id


def _customers_of(event: Event) -> list[int]:
    return list(event.subjects.filter(kind=Customer.ref_kind).values_list("object_id", flat=True))


def _steps_to(customer_ids: list[int], row: models.Model, field: str = "object_id") -> list[dict[str, Any]]:
    """The moves that brought the row here, last first; one statement where nothing was merged, one per link else."""
    found: list[dict[str, Any]] = []
    label, wanted, seen = row._meta.label_lower, list(customer_ids), set(customer_ids)
    while wanted:
        merges = list(Merge.objects.filter(survivor__in=wanted, undone_at=None).order_by("-pk"))
        found += [
            step
            for merge in merges
            for step in reversed(merge.steps)
            if step["do"] == "rows" and step["model"] == label and step["field"] == field and row.pk in step["ids"]
        ]
        wanted = [merge.loser_id for merge in merges if merge.loser_id not in seen]
        seen |= set(wanted)
    return found
