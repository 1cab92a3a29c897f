"""What the page shows on which two are compared and merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.customers.matching.names import person_words
from tandem.customers.matching.values import mail_key
from tandem.customers.models import Contact, Customer, DuplicatePair

from .fields import Row, compare


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
    first: tuple[str, str] | None = None  # address and names of two that have to be decided about before

    @property
    def differing(self) -> Sequence[Row]:
        """What somebody has to choose."""
        return [row for row in self.rows if row.differs]

    @property
    def equal(self) -> Sequence[Row]:
        """What is the same on both."""
        return [row for row in self.rows if not row.differs]


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
