"""Two of a kind with all that their page shows, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from tandem.core.actor import Actor
from tandem.core.paging import MOST
from tandem.customers.models import Consent, Contact, Customer, Note, Site
from tandem.customers.queries import remember_owner, with_owner


def two_customers(seen: QuerySet[Customer], numbers: Sequence[str], actor: Actor) -> list[Customer]:
    """Both with their owners and with what hangs on them, in this order; one statement. 404 where one is missing."""
    rows = with_owner(seen, actor.today).annotate(
        sites_count=_count(Site.objects.all(), "customer"),
        contacts_count=_count(Contact.objects.filter(merged_into=None), "customer"),
        notes_count=_count(Note.objects.filter(removed_at=None), "customer"),
    )
    found = {customer.number: customer for customer in rows.filter(number__in=numbers)}
    for customer in found.values():
        remember_owner(customer, actor.today)
    if not found.keys() >= set(numbers):
        raise Http404
    return [found[number] for number in numbers]


def two_contacts(seen: QuerySet[Contact], number: str, keys: Sequence[int]) -> list[Contact]:
    """The same for people; the first one is of the customer."""
    rows = seen.select_related("customer", "knows_best").annotate(
        notes_count=_count(Note.objects.filter(removed_at=None), "contact"),
        consents_count=_count(Consent.objects.all(), "contact"),
    )
    if max(keys) > MOST:
        raise Http404
    found = {contact.pk: contact for contact in rows.filter(pk__in=keys)}
    if not found.keys() >= set(keys) or found[keys[0]].customer.number != number:
        raise Http404
    return [found[key] for key in keys]


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    found = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(found.values("n")), 0)
