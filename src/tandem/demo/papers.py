"""The demo's letterhead, some mails to customers, and contracts in every state, through the actions themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from tandem.contracts.actions import (
    countersign_contract,
    create_contract,
    send_contract,
    sign_contract,
    terminate_contract,
)
from tandem.contracts.models import Contract, ContractTemplate
from tandem.contracts.queries import current_sending
from tandem.core.actor import CONTACT, Actor
from tandem.core.models import Delivery, Letterhead
from tandem.customers.letters import language_for
from tandem.customers.models import Contact, Customer
from tandem.letters.actions import write_mail
from tandem.letters.models import SentMail, TextTemplate
from tandem.letters.placeholders import fill
from tandem.letters.queries import mail_refused
from tandem.letters.words import Voice, values_for
from tandem.people.models import Employee
from tandem.tandems.models import Seat, SeatRole

MAILS = 24
CONTRACTS = ("draft", "sent", "signed", "in force", "in force", "terminated", "in force", "draft")
CONSENT = "Ich habe den Vertrag gelesen und unterzeichne ihn elektronisch."
HEAD = {
    "name": "Nordwelle Antriebe GmbH",
    "street": "Werftstraße 114",
    "postcode": "24143",
    "town": "Kiel",
    "phone": "+49 431 70 90 0",
    "email": "info@nordwelle-antriebe.example",
    "website": "nordwelle-antriebe.example",
    "directors": "Geschäftsführung: Silke Tietjen",
    "register": "Amtsgericht Kiel, HRB 10987 KI",
    "vat_id": "DE811907980",
    "bank": "Förde Bank Kiel",
    "iban": "DE02 2105 0170 0000 0000 00",
    "bic": "FORDDE21XXX",
    "footer": "Antriebe, die laufen.",
}


def write_papers(at: datetime) -> None:
    """A quiet beginning: enough to see every page with something on it. All of it happened within the last hours."""
    Letterhead.objects.update_or_create(pk=1, defaults=HEAD)
    people = _people(Random(7))
    for number, (customer, contact, who) in enumerate(people[:MAILS]):
        _write(customer, contact, who, at - timedelta(minutes=170 - 2 * number))
    for state, (customer, contact, who), minutes in zip(CONTRACTS, people, range(110, 0, -12), strict=False):
        _contract(customer, contact, who, state, at - timedelta(minutes=minutes))


def _people(dice: Random) -> list[tuple[Customer, Contact, Employee]]:
    """Contacts with an address who have not said no, and one of the two who look after their customer."""
    rows = Contact.objects.filter(left_at=None, merged_into=None, customer__merged_into=None).exclude(email="")
    found = []
    for contact in rows.select_related("customer__team").order_by("pk")[:400]:
        seats = Seat.objects.filter(
            end=None, tandem__assignments__customer=contact.customer, tandem__assignments__end=None
        ).select_related("employee__team")
        both = list(seats.order_by("-role"))
        if len(both) == len(SeatRole) and not mail_refused(contact):
            found.append((contact.customer, contact, both[0].employee))
        if len(found) == MAILS * 2:
            break
    dice.shuffle(found)
    return found


def _write(customer: Customer, contact: Contact, who: Employee, at: datetime) -> None:
    """A mail that is out already: the demo sends nothing by itself."""
    actor, language = Actor.of(who, at), language_for(customer, contact)
    text = TextTemplate.objects.filter(kind="free", language=language).first()
    if text is None:
        return
    values = values_for(
        Voice.of(customer, actor.at), customer, contact, language, actor=actor, source=None, thing=customer
    )
    body = fill(text.body, values) + _said(language)
    mail = write_mail(customer, contact=contact, subject=fill(text.subject, values), body=body, actor=actor, at=at)
    SentMail.objects.filter(pk=mail.pk).update(sent_at=at)
    Delivery.objects.filter(event__verb="mail.written", done_at=None).update(done_at=at)


def _said(language: str) -> str:
    if language == "de":
        return "das neue Datenblatt ist fertig. Gern gehen wir es gemeinsam durch."
    return "Our new data sheet is ready. We are happy to go through it together."


def _contract(customer: Customer, contact: Contact, who: Employee, state: str, at: datetime) -> None:
    language = "de" if language_for(customer, contact) == "de" else "en"
    template, actor = ContractTemplate.objects.get(language=language), Actor.of(who, at)
    start = _start(timezone.localdate(at), state)
    made = create_contract(customer, template=template, contact=contact, starts_on=start, actor=actor, at=at)
    if state != "draft":
        send_contract(made, actor=actor, at=at)
    if state not in ("draft", "sent"):
        sign_paper(made, contact, at + timedelta(minutes=2))
    if state in ("in force", "terminated"):
        later = at + timedelta(minutes=4)
        countersign_contract(_fresh(made), consent=CONSENT, actor=Actor.of(who, later), at=later)
    if state == "terminated":
        later = at + timedelta(minutes=6)
        ends = timezone.localdate(later) + timedelta(days=90)
        reason = "Der Standort schließt."
        terminate_contract(
            _fresh(made),
            by_customer=True,
            reason=reason,
            ends_on=ends,
            early=True,
            actor=Actor.of(who, later),
            at=later,
        )


def _start(day: date, state: str) -> date:
    return day if state in ("in force", "terminated") else day + timedelta(days=14)


def sign_paper(contract: Contract, contact: Contact, at: datetime) -> None:
    sending = current_sending(contract)
    assert sending is not None  # noqa: S101  it was sent just now
    sign_contract(
        _fresh(contract),
        contact=contact,
        name=str(contact),
        consent=CONSENT,
        address="192.0.2.10",
        digest=sending.document.digest,
        actor=Actor(CONTACT, contact.pk, at, str(contact)),
        at=at,
    )


def _fresh(contract: Contract) -> Contract:
    return Contract.objects.select_related("customer__team", "tandem", "contact", "created_by").get(pk=contract.pk)
