"""Merges that have been done: who may see them, and what their page tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.undo import KEPT
from tandem.customers.models import Assignment, Customer, Merge
from tandem.customers.queries import visible_customers
from tandem.customers.rules import can_undo_merge


@dataclass(frozen=True)
class MergedPage:
    """One merge."""

    merge: Merge
    moved: Sequence[tuple[str, int]]  # of what how many went over
    kept: Sequence[tuple[str, str, str]]  # field, what it was before, what it is: changed since, so it stayed
    may_undo: bool


def visible_merges(actor: Actor) -> QuerySet[Merge]:
    """Merges into customers that the viewer may see; taken back ones where either is seen."""
    seen = visible_customers(actor)
    names = ("survivor", "loser", "surviving_contact", "losing_contact", "by", "undone_by")
    return Merge.objects.filter(Q(survivor__in=seen) | Q(loser__in=seen)).select_related(*names)


def merge_page(merge: Merge, actor: Actor) -> MergedPage:
    """What the page of a merge shows."""
    standing = merge.undone_at is None and merge.at > actor.at - KEPT
    return MergedPage(
        merge=merge,
        moved=_moved(merge),
        kept=[_told(row) for row in merge.kept],
        may_undo=standing and allows(can_undo_merge, actor, merge),
    )


def merges_of(customer: Customer) -> list[Merge]:
    """Standing merges into a customer or among its people, newest first."""
    rows = Merge.objects.filter(survivor=customer, undone_at=None).order_by("-pk")
    return list(rows.select_related("survivor", "loser", "surviving_contact", "losing_contact", "by"))


def former_assignments(customer: Customer) -> QuerySet[Assignment]:
    """Who owned the customers that have become part of this one: their history stays readable."""
    rows = Assignment.objects.filter(customer__merged_into=customer).select_related("tandem", "customer")
    return rows.order_by("customer", "-start")


def _moved(merge: Merge) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for step in merge.steps:
        if step["do"] == "rows" and step["field"] in ("customer_id", "contact_id"):
            name = capfirst(str(apps.get_model(step["model"])._meta.verbose_name_plural))
            counts[name] = counts.get(name, 0) + len(step["ids"])
    return list(counts.items())


def _told(row: dict[str, str]) -> tuple[str, str, str]:
    model = apps.get_model(row["model"])
    field = next(field for field in model._meta.concrete_fields if row["field"] in (field.attname, field.name))
    return capfirst(str(field.verbose_name)), str(row["was"] or "–"), str(row["is"] or "–")
