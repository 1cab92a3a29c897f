"""What customers tell on the pages of apps below."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from tandem.core.actor import Actor
from tandem.core.sections import Section
from tandem.core.spans import on_day
from tandem.people.rules import sells
from tandem.tandems.models import Tandem

from .models import Assignment, CustomerClass
from .queries import visible_customers


@dataclass(frozen=True)
class Owned:
    """How many customers a tandem owns today, in all and by class, with the way to them."""

    count: int
    by_class: list[tuple[str, int]]
    url: str


def customers_of_tandem(tandem: Tandem, actor: Actor) -> Section | None:
    """The customers that the tandem owns, for those who may read customers; one statement."""
    if not actor.is_system and not sells(actor):
        return None
    now = Assignment.objects.filter(on_day(actor.today), tandem=tandem)
    rows = visible_customers(actor).filter(pk__in=now.values("customer"))
    classes = {value: Count("pk", filter=Q(customer_class=value)) for value in CustomerClass.values}
    found = rows.aggregate(count=Count("pk"), **classes)
    url = f"{reverse('customers:customers')}?scope=all&tandem={tandem.pk}"
    by_class = [(value, found[value]) for value in CustomerClass.values if found[value]]
    return Section("customers/_of_tandem.html", Owned(found["count"], by_class, url))
