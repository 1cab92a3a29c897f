"""The portal of the demo company: contacts with access, a quote with three options, a request with its answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.core.actor import Actor
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.quotes.actions import add_line, add_option, create_quote, edit_option, send_quote, set_attributes, set_value
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput
from tandem.tandems.models import RequestKind
from tandem.work.actions.answers import answer_request
from tandem.work.actions.requests import close_request, open_request

from .models import Access, Right

MOST = 12  # contacts with access
OPTIONS = ("Basis", "Plus", "Premium")
PRICES = (18_940_0000, 21_480_0000, 26_300_0000)  # ten-thousandths
COMPARED: dict[str, tuple[str, str, str]] = {
    "Antrieb": ("Kegelradgetriebe NW-K 112", "Kegelradgetriebe NW-K 112", "Servoantrieb NW-S 140"),
    "Motorleistung": ("5,5 kW", "5,5 kW", "5,0 kW"),
    "Effizienz": ("IE3", "IE4", "IE5"),
    "Frequenzumrichter": ("ohne", "NW-U 400 mit Rückspeisung", "im Antrieb enthalten"),
    "Stromkosten, 5 Jahre": ("41.200 €", "31.500 €", "29.650 €"),
    "Lieferzeit": ("3 Wochen", "3 Wochen", "6 Wochen"),
    "Gewährleistung": ("24 Monate", "36 Monate", "36 Monate"),
    "Inbetriebnahme": ("nach Aufwand", "enthalten", "enthalten"),
}
REASON = "über fünf Jahre die niedrigsten Gesamtkosten, und lieferbar vor dem Umbau im Januar"


@transaction.atomic
def open_portal(address: str, at: datetime) -> str:
    """Let some contacts of this colleague's tandem in; returns the address of the first, empty where there is none."""
    seller = Employee.objects.filter(email=address).first()
    if seller is None:
        return ""
    contacts = Contact.objects.filter(
        customer__assignments__tandem__seats__employee=seller,
        customer__assignments__tandem__seats__end=None,
        customer__assignments__end=None,
        customer__merged_into=None,
        left_at=None,
        merged_into=None,
    ).exclude(email="")
    found = list(contacts.select_related("customer").order_by("customer__pk", "-is_first", "pk")[:MOST])
    for place, contact in enumerate(found):
        rights = Right.values if place % 3 == 0 else ("requests", "orders") if place % 3 == 1 else ()
        Access.objects.create(
            contact=contact, email=contact.email, rights=frozenset(rights), invited_at=at, invited_by=seller
        )
    if not found:
        return ""
    me = Actor.of(seller, at)
    _quote(found[0], me, at)
    _requests(found[0], me, at)
    return found[0].email


def open_address() -> str:
    """The address of the first contact with access: what the demo says at its start."""
    row = Access.objects.filter(revoked_at=None).select_related("contact").order_by("pk").first()
    return row.contact.email if row else ""


def _quote(contact: Contact, me: Actor, at: datetime) -> Quote:
    quote = create_quote(
        contact.customer,
        contact=contact,
        subject="Drei Antriebe für Ihre Linie 4",
        lines=[LineInput(text="Lieferung frei Haus", unit_price=0)],
        options=OPTIONS[:2],
        actor=me,
        at=at,
    )
    add_option(quote, name=OPTIONS[2], actor=me, at=at)
    set_attributes(quote, names=list(COMPARED), actor=me, at=at)
    for place, option in enumerate(quote.revisions.get().options.all()):
        line = LineInput(text=f"Antriebe {option.name}, drei Stück", unit_price=PRICES[place], option_id=option.pk)
        add_line(quote, line, actor=me, at=at)
        spare = LineInput(text="Ersatzteilpaket", unit_price=640_0000, optional=True, option_id=option.pk)
        add_line(quote, spare, actor=me, at=at)
        for name, values in COMPARED.items():
            set_value(quote, option.pk, attribute=name, value=values[place], actor=me, at=at)
        if option.name == OPTIONS[1]:
            edit_option(quote, option.pk, values={"recommended": True, "reason": REASON}, actor=me, at=at)
    send_quote(quote, actor=me, at=at)
    return quote


def _requests(contact: Contact, me: Actor, at: datetime) -> None:
    kinds = {kind.key: kind for kind in RequestKind.objects.filter(retired_at=None)}
    asked = (
        ("delivery", "Wann kommen die Kupplungen der letzten Bestellung?", "Am Donnerstag mit dem Spediteur."),
        ("question", "Gibt es den Umrichter auch mit Feldbus?", ""),
    )
    for key, wish, answer in asked:
        if key not in kinds:
            continue
        given = {"kind": kinds[key], "wish": wish, "contact": contact, "source": "portal"}
        request = open_request(contact.customer, **given, actor=Actor.system(at, "demo"), at=at)  # type: ignore[arg-type]
        if answer:
            answer_request(request, kind="mail", text=answer, actor=me, at=at)
            close_request(request, actor=me, at=at)
