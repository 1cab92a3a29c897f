"""Who wrote: one of us, somebody at a customer, or nobody we know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem.customers.matching.keys import DOMAIN, MAIL
from tandem.customers.matching.values import domain_of
from tandem.customers.models import Contact, Customer, MatchKey
from tandem.people.models import Employee


@dataclass(frozen=True)
class Sender:
    """`customer` where exactly one has the address; `suggested` where its domain points to one."""

    employee: Employee | None = None
    customer: Customer | None = None
    contact: Contact | None = None
    suggested: Customer | None = None

    def belongs_to(self, customer_id: int | None) -> bool:
        """Whether the address, or its domain, is of this customer and no other."""
        mine = self.customer or self.suggested
        return mine is not None and mine.pk == customer_id


def sender_of(address: str) -> Sender:
    """Whom an address belongs to; four statements at most."""
    if not address:
        return Sender()
    employee = Employee.objects.filter(email__iexact=address, is_active=True).select_related("team").first()
    if employee is not None:
        return Sender(employee=employee)
    found = customers_with([address])
    if len(found) == 1:
        contact = contact_with(found[0], address)
        if contact is None and found[0].contacts.filter(email__iexact=address).exists():  # they have left
            return Sender(suggested=found[0])
        return Sender(customer=found[0], contact=contact)
    return Sender(suggested=_narrowest(found) if found else _by_domain(address))


def customers_with(addresses: Iterable[str]) -> list[Customer]:
    """The customers that have one of these addresses, themselves or by a contact; three at most."""
    keys = MatchKey.objects.filter(kind=MAIL, key__in=list(addresses))
    return list(Customer.objects.filter(pk__in=keys.values("customer"), merged_into=None)[:3])


def contact_with(customer: Customer, address: str) -> Contact | None:
    """The person at a customer with this address, as long as they are there."""
    rows = customer.contacts.filter(left_at=None, merged_into=None, email__iexact=address)
    return rows.first() if address else None


def _by_domain(address: str) -> Customer | None:
    domain = domain_of(address)
    keys = MatchKey.objects.filter(kind=DOMAIN, key=domain)
    there = Customer.objects.filter(pk__in=keys.values("customer"), merged_into=None)
    found = list(there[:2]) if domain else []
    if len(found) < 2:
        return found[0] if found else None
    return there.filter(restricted=True).first()


def _narrowest(customers: Sequence[Customer]) -> Customer | None:
    """Of several none is suggested; but where one is restricted, only its owners may read the mail."""
    return next((each for each in customers if each.restricted), None)
