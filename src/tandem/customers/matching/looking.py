"""While somebody types: who is there already with the same keys, among those this viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from rapidfuzz import fuzz

from tandem.core.actor import Actor
from tandem.core.search import fold
from tandem.customers.models import Contact, Customer, MatchKey, Site
from tandem.customers.queries import visible_contacts, visible_customers

from .keys import ADDRESS, DOMAIN, MAIL, NAME, PHONE, SOUND, VAT, Key, contact_keys, customer_keys
from .names import firm_words
from .reasons import WEIGHTS, told

SHOWN = 4
STRONG = (VAT, MAIL, PHONE, ADDRESS)
MOST_ROWS = 80  # of one look: a switchboard or a common name must not make it slow
ENOUGH = 30  # weight below which nobody is bothered
ALIKE = 80  # of a hundred, for names that only sound the same


@dataclass(frozen=True)
class Likely:
    """One that is likely to be there already, and why."""

    thing: Customer | Contact
    reasons: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[reason] for reason in self.reasons)

    @property
    def told(self) -> list[Promise]:
        """The reasons as people read them."""
        return told(self.reasons)


def likely_customers(typed: Customer, site: Site, actor: Actor) -> list[Likely]:
    """Customers that may be the one being typed, likeliest first; three statements at most."""
    keys = customer_keys(typed, [site])
    hits = _hits(keys, visible_customers(actor), Q(contact=None) | Q(kind__in=(MAIL, DOMAIN, PHONE)))
    hits.pop(typed.pk or 0, None)
    rows = Customer.objects.in_bulk(list(hits))
    found = [Likely(rows[key], _why_customer(typed, site, rows[key], hits[key])) for key in hits if key in rows]
    return _likeliest(found)


def likely_contacts(typed: Contact, customer: Customer, actor: Actor) -> list[Likely]:
    """Contacts that may be the person being typed: here by name, elsewhere by mail or phone."""
    keys = {key for key in contact_keys(typed, customer.country, customer_keys(customer)) if key[0] != DOMAIN}
    if not keys:
        return []
    here = Q(kind=NAME, customer=customer) | Q(kind__in=(MAIL, PHONE))
    rows = MatchKey.objects.filter(here, _any_of(keys), contact__in=visible_contacts(actor))
    hits: dict[int, set[str]] = {}
    for contact_id, kind in rows.exclude(contact=typed.pk).values_list("contact", "kind")[:MOST_ROWS]:
        hits.setdefault(contact_id, set()).add(kind)
    people = Contact.objects.select_related("customer").in_bulk(list(hits))
    found = [Likely(people[key], _why_contact(customer, people[key], hits[key])) for key in hits if key in people]
    return _likeliest(found)


def _hits(keys: Iterable[Key], visible: QuerySet[Customer], among: Q) -> dict[int, set[str]]:
    """Kinds of equal keys by customer: what is rare in one statement, names and domains in another."""
    found: dict[int, set[str]] = {}
    strong = {key for key in keys if key[0] in STRONG}
    for some in (strong, set(keys) - strong):
        if not some:
            continue
        rows = MatchKey.objects.filter(among, _any_of(some), customer__in=visible)
        for customer_id, kind in rows.values_list("customer", "kind").distinct()[:MOST_ROWS]:
            found.setdefault(customer_id, set()).add(kind)
    return found


def _any_of(keys: Iterable[Key]) -> Q:
    wanted = Q()
    for kind, key in sorted(keys):
        wanted |= Q(key=key, kind=kind)
    return wanted


def _why_customer(typed: Customer, site: Site, there: Customer, kinds: set[str]) -> tuple[str, ...]:
    reasons = [kind for kind in (VAT, MAIL, PHONE) if kind in kinds]
    same_town = bool(site.town) and fold(site.town) == fold(there.town)
    if NAME in kinds:
        reasons.append("name and street" if ADDRESS in kinds else "name and town" if same_town else "name")
    elif SOUND in kinds and (same_town or ADDRESS in kinds) and _alike(typed, there):
        reasons.append("similar name")
    if ADDRESS in kinds and NAME not in kinds:
        reasons.append("address")
    if DOMAIN in kinds and MAIL not in kinds:
        reasons.append("domain")
    return tuple(reasons)


def _alike(typed: Customer, there: Customer) -> bool:
    return fuzz.ratio(firm_words(typed.name), firm_words(there.name)) >= ALIKE


def _why_contact(customer: Customer, there: Contact, kinds: set[str]) -> tuple[str, ...]:
    """A phone alone is a switchboard: it counts with a name, or where nobody else has it."""
    same = there.customer_id == customer.pk
    reasons = [kind for kind in (MAIL, NAME) if kind in kinds]
    if PHONE in kinds and (reasons or not same):
        reasons.append(PHONE)
    return (*reasons, "customer") if same and reasons else tuple(reasons)


def _likeliest(found: Sequence[Likely]) -> list[Likely]:
    enough = [one for one in found if one.weight >= ENOUGH]
    return sorted(enough, key=lambda one: (-one.weight, one.thing.pk))[:SHOWN]
