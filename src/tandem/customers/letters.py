"""What every paper and mail to a customer begins with: to whom, in which language, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tandem.core.documents.formats import country, paper_language
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.paper import Person
from tandem.core.documents.words import say
from tandem.people.models import Employee
from tandem.tandems.models import Tandem
from tandem.tandems.queries import occupants

from .models import Contact, Customer, Site
from .queries import seats_for

SEATS = ("inside", "field")


def language_for(customer: Customer, contact: Contact | None = None) -> str:
    """The language in which we write to them: the contact's, else the customer's; English for what we do not write."""
    return paper_language(contact.language if contact else customer.language)


def address_of(customer: Customer, contact: Contact | None = None) -> list[str]:
    """The lines of the address; the country below it in capitals where it is another than ours."""
    site = Site.objects.filter(customer=customer).order_by("-is_main", "id").first()
    lines = [customer.name, name_of(contact) if contact else ""]
    home = letterhead().country or "DE"
    if site is not None:
        lines += [site.street, site.extra, f"{site.postcode} {site.town}".strip()]
        if site.country and site.country != home:
            lines.append(country(site.country, language_for(customer, contact)))
    return [line for line in lines if line]


def name_of(contact: Contact) -> str:
    """How a contact is named in an address."""
    return " ".join(part for part in (contact.salutation, contact.first_name, contact.last_name) if part)


def greeting(contact: Contact | None, language: str) -> str:
    """A greeting that fits everybody: by name where there is one."""
    if contact is None:
        return say("greeting_all", language)
    polite = contact.form_of_address != "du" and contact.salutation
    name = f"{contact.salutation} {contact.last_name}" if polite else contact.first_name or contact.last_name
    return say("greeting", language, name=name)


def people_for(customer: Customer, day: date, language: str, tandem: Tandem | None = None) -> list[Person]:
    """Both people who answer for it, inside first: of this tandem, else of the one that owns the customer that day."""
    return persons(seated_for(customer, day, tandem), language)


def seated_for(customer: Customer, day: date, tandem: Tandem | None = None) -> list[tuple[str, Employee]]:
    """(role, who sits there) of the same."""
    if tandem is None:
        seats = {seat.role: seat for seat in seats_for(customer.pk, day)}
    else:
        seats = occupants([tandem.pk], day).get(tandem.pk, {})
    return [(role, seats[role].employee) for role in SEATS if role in seats]


def persons(seated: Iterable[tuple[str, Employee]], language: str) -> list[Person]:
    """The same people as papers and mails name them."""
    return [_person(employee, role, language) for role, employee in seated]


def _person(employee: Employee, role: str, language: str) -> Person:
    return Person(str(employee), say(role, language), employee.phone, employee.email)
