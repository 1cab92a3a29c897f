"""What the page shows on which two are compared and merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.customers.matching.keys import mail_key
from tandem.customers.matching.names import person_words
from tandem.customers.models import Consent, Contact, Customer, DuplicatePair, Note, Site
from tandem.customers.queries import remember_owner, with_owner

from .fields import BOTH, KEEP, TAKE, Row, compare

FIELD, SAME = "field-", "same-"


@dataclass(frozen=True)
class Person:
    """A contact of the one that goes, and who of the survivor's this may be."""

    contact: Contact
    same: int | None  # the suggestion


@dataclass(frozen=True)
class Side:
    """One of the two with what it has."""

    thing: Customer | Contact
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class MergePage:
    """Two side by side."""

    survivor: Side
    other: Side
    rows: Sequence[Row]
    people: Sequence[Person]
    choices: Sequence[Contact]  # the survivor's people, for those who may be the same
    pair: DuplicatePair | None
    may_merge: bool
    swap_url: str
    here: str
    refused: str = ""  # why it cannot be done at all

    @property
    def differing(self) -> Sequence[Row]:
        """What somebody has to choose."""
        return [row for row in self.rows if row.differs]

    @property
    def equal(self) -> Sequence[Row]:
        """What is the same on both."""
        return [row for row in self.rows if not row.differs]


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
    found = {contact.pk: contact for contact in rows.filter(pk__in=keys)}
    if not found.keys() >= set(keys) or found[keys[0]].customer.number != number:
        raise Http404
    return [found[key] for key in keys]


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    found = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(found.values("n")), 0)


def side_of(thing: Customer | Contact) -> Side:
    """With the number of things that hang on it."""
    words = {"sites": _("sites"), "contacts": _("contacts"), "notes": _("notes"), "consents": _("consents")}
    known = thing.__dict__
    return Side(thing, [(word, known[f"{name}_count"]) for name, word in words.items() if f"{name}_count" in known])


def people_of(survivor: Customer, other: Customer) -> tuple[list[Person], list[Contact]]:
    """Who of the other may be whom of the survivor: the same name, or the same mail; one statement."""
    everybody = list(Contact.objects.filter(customer__in=[survivor, other], merged_into=None))
    there = [contact for contact in everybody if contact.customer_id == survivor.pk]
    by_name = {person_words(contact.first_name, contact.last_name): contact.pk for contact in reversed(there)}
    by_mail = {mail_key(contact.email): contact.pk for contact in reversed(there) if contact.email}
    people, taken = [], set[int]()
    for contact in everybody:
        if contact.customer_id == other.pk:
            name = person_words(contact.first_name, contact.last_name)
            same = by_mail.get(mail_key(contact.email)) or by_name.get(name)
            people.append(Person(contact, same if same not in taken else None))
            taken |= {same} if same else set()
    return people, there


def rows_of(survivor: Customer | Contact, other: Customer | Contact) -> Sequence[Row]:
    """The fields of two of a kind."""
    if isinstance(survivor, Customer) and isinstance(other, Customer):
        return compare(survivor, other)
    assert isinstance(survivor, Contact) and isinstance(other, Contact)  # noqa: PT018, S101
    return compare(survivor, other)


def choices_in(data: QueryDict) -> Mapping[str, str]:
    """What was chosen, by field; other words are passed over."""
    return {
        name.removeprefix(FIELD): value
        for name, value in data.items()
        if name.startswith(FIELD) and value in (KEEP, TAKE, BOTH)
    }


def same_in(data: QueryDict) -> Mapping[int, int]:
    """Who was said to be the same person: contact of the loser by contact of the survivor."""
    pairs = ((name.removeprefix(SAME), str(value)) for name, value in data.items() if name.startswith(SAME))
    return {int(gone): int(stays) for gone, stays in pairs if gone.isdecimal() and stays.isdecimal()}


def versions_in(data: QueryDict) -> tuple[int, int]:
    """The versions that were shown; 0 where somebody tampered with them, which always conflicts."""
    one, two = data.get("version", ""), data.get("other_version", "")
    return int(one) if one.isdecimal() else 0, int(two) if two.isdecimal() else 0
